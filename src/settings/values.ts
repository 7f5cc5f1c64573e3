import { z } from 'zod';
import { isWebAddress } from '../lib/uri.ts';
import { languageTag, refined } from '../model/schema.ts';

/*
 * The values of settings that several keys share.
 */

export const lineSetting = z
  .string({ error: ({ input }) => (input === undefined ? 'is missing' : 'must be text') })
  .trim()
  .min(1, 'is empty')
  .refine((value) => !/[\u0000-\u001f\u007f]/.test(value), {
    error: 'must be one line without control characters',
    abort: true,
  });

/** Feeds, pages and letters show these addresses to everybody, so a name and a password have no place in them. */
export const webAddress = refined(
  refined(lineSetting, isWebAddress, 'is not a web address', 'Write it with its scheme, such as https://example.org.'),
  (value) => !URL.parse(value)?.username && !URL.parse(value)?.password,
  'holds a name or a password, which everybody could read',
  'Write it without the part before the @.',
);

export const languageSetting = languageTag(lineSetting);

/** Whether a path is relative and never leaves the folder that it starts from. */
export function staysInside(value: string): boolean {
  return !/^([/\\]|[a-z]:)/i.test(value) && !value.split(/[/\\]/).includes('..');
}

/** A last paragraph that begins like this is the article's notice, unless a publication says otherwise. */
export const defaultNoticePattern =
  /^(disclaimer\b|(the|this|all) (material|information|content)\b[^.]*\b(informational|educational|advice)\b)/i;
