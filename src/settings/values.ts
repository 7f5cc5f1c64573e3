import { z } from 'zod';
import { isTimezone } from '../lib/time.ts';
import { isWebAddress, withoutBlanks } from '../lib/uri.ts';
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

export const timezoneSetting = refined(
  lineSetting,
  isTimezone,
  'is not a time zone',
  'Write its IANA name, such as Europe/Vienna or UTC.',
);

/** Feeds, pages and letters show these addresses to everybody, so a name and a password have no place in them. */
export const webAddress = refined(
  refined(lineSetting, isWebAddress, 'is not a web address', 'Write it with its scheme, such as https://example.org.'),
  (value) => !URL.parse(value)?.username && !URL.parse(value)?.password,
  'holds a name or a password, which everybody could read',
  'Write it without the part before the @.',
).overwrite(withoutBlanks);

export const themeName = refined(
  lineSetting,
  (value) => /^[\w-]+$/.test(value),
  'is not the name of a theme',
  'Name a folder of themes/, or plain, magazine or dense.',
);

export const languageSetting = languageTag(lineSetting);

/** An address, or a path below "url". A scheme without its slashes is neither: `https:a.png` is a path on some sites only. */
export function isAddressOrPath(value: string): boolean {
  return URL.canParse(value, 'https://example.org/') && !/^https?:(?!\/\/)/i.test(value);
}

/** Whether a path is relative and never leaves the folder that it starts from. */
export function staysInside(value: string): boolean {
  return !/^([/\\]|[a-z]:)/i.test(value) && !value.split(/[/\\]/).includes('..');
}

/** A last paragraph that begins like this is the article's notice, unless a publication says otherwise. */
export const defaultNoticePattern =
  /^(disclaimer\b|(the|this|all) (material|information|content)\b[^.]*\b(informational|educational|advice)\b)/i;

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The milliseconds of a number with m, h or d; nothing if the text is none, or is longer than so many days. */
export function durationOf(text: string, mostDays = 30): number | undefined {
  const [, number, unit] = /^(\d{1,5}(?:\.\d{1,3})?) ?([mhd])$/i.exec(text) ?? [];
  if (number === undefined) return undefined;
  const duration = Math.round(Number(number) * units[unit!.toLowerCase()]!);
  return duration <= mostDays * units.d! ? duration : undefined;
}
