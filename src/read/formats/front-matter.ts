import { z } from 'zod';
import { oneLine, stripNoCharacters } from '../../lib/escape.ts';
import { isMediaType } from '../../lib/media-type.ts';
import { isSlug, slugOf } from '../../lib/slug.ts';
import { isUri, isWebAddress, readable, withoutBlanks } from '../../lib/uri.ts';
import type { Author, Extension } from '../../model/article.ts';
import { languageTag, refined } from '../../model/schema.ts';
import { instantOf, likelyDate } from './date.ts';
import { extensions } from './extensions.ts';
import { foreignInstant } from './foreign-date.ts';

/** The metadata in an article's file: front matter, or the fields of a JSON record. */
export interface Front {
  readonly title?: string;
  readonly summary?: string;
  /** RFC 3339 with an offset. */
  readonly date?: string;
  readonly updated?: string;
  readonly id?: string;
  /** The id in the RSS and JSON feeds, where it is not `id`: that of an earlier site, any text. */
  readonly guid?: string;
  /** May be a path with `/` between its parts. */
  readonly slug?: string;
  /** These three may each be a web address or a path below the publication's; `placeArticle` settles them. */
  readonly url?: string;
  readonly permalink?: string;
  readonly path?: string;
  /** Old paths or addresses of this site that lead to the article. */
  readonly redirects?: readonly string[];
  readonly authors?: readonly Author[];
  readonly language?: string;
  readonly tags?: readonly string[];
  /** As `category` or `categories` name them; they are among the tags as well. */
  readonly categories?: readonly string[];
  readonly image?: FrontImage;
  readonly attachments?: readonly FrontAttachment[];
  readonly source?: { readonly name: string; readonly url: string };
  readonly notice?: string;
  readonly draft?: boolean;
  readonly extensions?: readonly Extension[];
}

export interface FrontImage {
  /** An address, or a file next to the article. */
  readonly src: string;
  readonly alt?: string;
  readonly caption?: string;
}

export interface FrontAttachment {
  readonly src: string;
  readonly title?: string;
  readonly type?: string;
  /** In bytes. */
  readonly length?: number;
  /** In seconds. */
  readonly duration?: number;
}

/** The keys that front matter and JSON records share. A date without an offset is the clock of `timezone`. */
export function frontShape(timezone: string) {
  const date = optional(instant(timezone));
  return {
    title: optional(line),
    summary: optional(line),
    date,
    updated: date,
    id: optional(refined(text, isUri, 'is not an absolute URI', 'Write one such as tag:example.org,2026-11-23:hello.')),
    guid: optional(guid),
    slug: optional(slug),
    url: optional(addressOrPath),
    permalink: optional(z.union([text, z.boolean().transform(String)], 'must be a path or an address')),
    path: optional(addressOrPath),
    redirects: optional(redirects),
    authors: optional(authors),
    language: optional(language),
    tags: optional(tags),
    image: optional(image),
    attachments: optional(z.array(attachment, 'must be a list of files or addresses, such as [a.pdf]')),
    source: optional(z.strictObject({ name: filled, url: fullAddress })),
    notice: optional(line),
    draft: optional(flag),
    extensions: optional(extensions),
  };
}

/** Makes a schema once for each time zone: it takes milliseconds to make and is needed for every file. */
export function perTimezone<Made>(make: (timezone: string) => Made): (timezone: string) => Made {
  const known = new Map<string, Made>();
  return (timezone) => {
    const made = known.get(timezone) ?? make(timezone);
    known.set(timezone, made);
    return made;
  };
}

/** A key without a value is the same as no key. */
export function optional<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => (value === null || value === '' ? undefined : value), schema.optional());
}

export const text = z
  .string()
  .refine((value) => value === stripNoCharacters(value) && !/[\t\n\r]/.test(value), 'holds a control character');
export const line = z.string().transform(oneLine);
export const filled = line.refine((value) => value !== '', 'is empty');
export const language = languageTag(line);
export const fullAddress = refined(
  text,
  isWebAddress,
  'is not a web address',
  'Write it with its scheme, such as https://example.org/hello.',
).overwrite(withoutBlanks);

const guid = z.union(
  [text.transform((value) => value.trim()), z.number().transform(String)],
  'must be a text or a number',
);

/** A name with a dot and a slash after it is meant as a host. */
const addressOrPath = refined(
  text,
  (value) => isWebAddress(value) || !/^\s*([a-z][a-z0-9+.-]*:|[\w-]+(\.[\w-]+)*\.[a-z]{2,}\/|www\.)/i.test(value),
  'is not a web address',
  'Write it with its scheme, such as https://example.org/hello, or as a path below "url", such as /hello/.',
);

const redirects = z.union(
  [text.transform((one) => [one]), z.array(text.min(1, 'is empty'))],
  'must be a path or a list of paths, such as [/old/path.html]',
);

const slug = z.string().transform((value, context) => {
  const normal = readable(value.trim())
    .normalize('NFC')
    .replace(/^\/+|\/+$/g, '');
  if (isSlug(normal) && /[\p{L}\p{N}]/u.test(normal)) return normal;
  const good = slugOf(value);
  const hint = good === '' ? 'It needs at least one letter or digit.' : `Write it as ${good}.`;
  const message = 'may hold letters, digits and the signs of an address such as - . _ and / only';
  context.addIssue({ code: 'custom', message, params: { hint } });
  return z.NEVER;
});

export function instant(timezone: string) {
  return z.string().transform((value, context) => {
    const found = instantOf(value, timezone);
    if (found !== undefined) return found;
    const likely = likelyDate(value, timezone) ?? foreignInstant(value, timezone);
    const hint = `Write it as ${likely ?? '2026-11-23 or 2026-11-23T09:00:00Z'}.`;
    context.addIssue({ code: 'custom', message: `"${value.slice(0, 60)}" is not a date`, params: { hint } });
    return z.NEVER;
  });
}

const authorRecord = z.strictObject({
  name: filled,
  url: optional(fullAddress),
  email: optional(z.email('is not an e-mail address')),
});
const authorName = filled.transform((name): Author => ({ name }));
const authors = z.union(
  [authorName.transform((author) => [author]), z.array(z.union([authorName, authorRecord], 'must be a name'))],
  'must be a name or a list of names',
);

const tags = z.union(
  [filled.transform((tags) => listed(tags)), z.array(filled).transform((list) => [...new Set(list)])],
  'must be a list',
);

/** `food, baking` is two tags. */
function listed(tags: string): string[] {
  const parts = tags.split(',').map((tag) => tag.trim());
  return [...new Set(parts.filter((tag) => tag !== ''))];
}

const imageRecord = z.strictObject({
  src: text.min(1, 'is empty'),
  // An empty text is an answer here: the picture is mere decoration.
  alt: z.preprocess((value) => value ?? undefined, line.optional()),
  caption: optional(line),
});
const image = z.union([text.transform((src): FrontImage => ({ src })), imageRecord], 'must be a file or an address');

const bytes = 'must be a number of bytes';
const count = z.union(
  [
    z.int().min(0, bytes),
    z
      .string()
      .regex(/^\d{1,15}$/, bytes)
      .transform(Number),
  ],
  bytes,
);

const duration = z.union(
  [
    z.number().min(0, 'is below 0'),
    z.string().transform((value, context) => {
      const seconds = secondsOf(value);
      if (seconds !== undefined) return seconds;
      const hint = 'Write seconds, or hours, minutes and seconds such as 1:02:03.';
      context.addIssue({ code: 'custom', message: `"${value.slice(0, 60)}" is not a duration`, params: { hint } });
      return z.NEVER;
    }),
  ],
  'must be a number of seconds',
);

function secondsOf(value: string): number | undefined {
  if (/^\d{1,9}(\.\d+)?$/.test(value)) return Number(value);
  const [, hours = '0', minutes, seconds] = /^(?:(\d{1,3}):(?=\d\d:))?(\d{1,3}):([0-5]\d)$/.exec(value) ?? [];
  return minutes === undefined ? undefined : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

const attachmentRecord = z.strictObject({
  src: text.min(1, 'is empty'),
  title: optional(line),
  type: optional(refined(text, isMediaType, 'is not a media type', 'Write it such as audio/mpeg.')),
  length: optional(count),
  duration: optional(duration),
});

const attachment = z.union(
  [text.min(1, 'is empty').transform((src): FrontAttachment => ({ src })), attachmentRecord],
  'must be a file or an address',
);

const either = 'must be true or false';
const words = /^(?:(true|yes|on|y|ja|oui|1)|false|no|off|n|nein|non|0)$/i;

/** A truth value in the words of YAML 1.2, of its elders and of people; nothing if it is none. */
export function truth(text: string): boolean | undefined {
  const found = words.exec(text.trim());
  return found ? found[1] !== undefined : undefined;
}

export const flag = z.union(
  [
    z.boolean(),
    z.string().transform((value, context) => {
      const found = truth(value);
      if (found !== undefined) return found;
      context.addIssue({ code: 'custom', message: either });
      return z.NEVER;
    }),
  ],
  either,
);

/** The keys of an article's front matter and of no other. */
export const frontSchema = perTimezone((timezone) => z.strictObject(frontShape(timezone)));
