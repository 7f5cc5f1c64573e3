import { z } from 'zod';
import { isMediaType } from '../lib/media-type.ts';
import { isSlug } from '../lib/slug.ts';
import { isInstant } from '../lib/time.ts';
import { isLanguage, isUri, isWebAddress, withoutBlanks } from '../lib/uri.ts';
import type { Article, ArticleRecord } from './article.ts';
import type { Problem } from './problem.ts';

/**
 * Checks the fields of an article and their shapes, and fills in those of `ArticleRecord`. Returns the article, or
 * problems that each name the field.
 */
export function checkShape(value: unknown): Article | Problem[] {
  const result = articleSchema.safeParse(value);
  if (result.success) {
    const article = result.data as Omit<Article, 'origin'> & Pick<ArticleRecord, 'origin'>;
    return { ...article, origin: article.origin ?? { file: article.url, line: 1 } };
  }
  return result.error.issues.map(({ path, message }) => faultyField(path.join('.'), message));
}

/** The problem of a field of a record that a program made. */
export function faultyField(field: string, message: string): Problem {
  return {
    severity: 'error',
    rule: 'record',
    message: `${field || 'the article'}: ${message}`,
    hint: 'The fields of an article and their shapes are listed in templates/guide/articles/library.md, a chapter of the guide.',
  };
}

const text = z
  .string()
  .refine(
    (value) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(value) && value.isWellFormed(),
    'holds a character that XML 1.0 forbids',
  );
const uri = text.refine(isUri, 'is not an absolute URI');
const web = text.refine(isWebAddress, 'is not an absolute http(s) URL').overwrite(withoutBlanks);
const instant = text.refine(isInstant, 'is not an RFC 3339 date and time with an offset, such as 2026-11-23T09:00:00Z');
/** Whether a path of names with `/` between them stays in the folder that it starts from, on any system. */
function staysInside(path: string): boolean {
  return path
    .split('/')
    .every((name) => name !== '' && name !== '.' && name !== '..' && !/[\\:\u0000-\u001f]/.test(name));
}

const count = z.number().int().nonnegative();
const mediaType = text.refine(isMediaType, 'is not a media type such as image/jpeg');

/** The fields of an article with their shapes. */
export const articleShape = {
  id: uri,
  guid: text.min(1, 'is empty').optional(),
  guidIsLink: z.literal(true).optional(),
  atomId: text.min(1, 'is empty').optional(),
  jsonId: text.min(1, 'is empty').optional(),
  slug: text.refine(isSlug, 'is no path of an address: letters, digits and signs such as - . _ ~ may be in it'),
  section: text.refine(staysInside, 'leads out of its folder').optional(),
  url: web,
  page: text.refine((path) => staysInside(path.replace(/\/$/, '')), 'leads out of the output folder').optional(),
  title: text.trim().min(1, 'is empty'),
  summary: text.optional(),
  content: text,
  published: instant,
  updated: instant,
  authors: z
    .array(z.strictObject({ name: text.trim().min(1, 'is empty'), url: web.optional(), email: z.email().optional() }))
    .min(1, 'names nobody'),
  language: text.refine(isLanguage, 'is not a BCP 47 language tag'),
  tags: z.array(text.trim().min(1, 'is empty')),
  image: z
    .strictObject({
      url: web,
      alt: text,
      width: count.optional(),
      height: count.optional(),
      type: mediaType.optional(),
      length: count.optional(),
      caption: text.optional(),
    })
    .optional(),
  attachments: z
    .array(
      z.strictObject({
        url: web,
        type: mediaType,
        length: count.optional(),
        title: text.optional(),
        duration: z.number().nonnegative().optional(),
      }),
    )
    .default([]),
  source: z.strictObject({ name: text, url: web }).optional(),
  foreign: z.literal(true).optional(),
  notice: text.optional(),
  extensions: z
    .array(
      z.strictObject({
        name: text.regex(/^[a-z][a-z0-9_-]*:[^\s:]+$/i, 'is not a prefix and a name such as geo:lat'),
        text: text.optional(),
        attributes: z.record(text, text).optional(),
      }),
    )
    .optional(),
  draft: z.boolean().default(false),
  files: z
    .array(z.strictObject({ path: text.refine(staysInside, 'leads out of the output folder'), source: text }))
    .default([]),
  origin: z.strictObject({ file: text, line: count }).optional(),
  fingerprint: text.optional(),
};

const articleSchema = z.strictObject(articleShape);
