import { z } from 'zod';
import { slugOf } from '../lib/slug.ts';
import { isWebAddress } from '../lib/uri.ts';
import type { FeedSource } from '../model/feed-source.ts';
import { refined } from '../model/schema.ts';
import { durationOf, lineSetting, webAddress } from './values.ts';

const settle = refined(
  lineSetting,
  (value) => durationOf(value) !== undefined,
  'is not a time of at most 30 days',
  'Write a number with m, h or d for minutes, hours or days, such as 30m.',
);

const maxAge = refined(
  lineSetting,
  (value) => durationOf(value, longestAge) !== undefined,
  'is not a time of at most ten years',
  'Write a number with m, h or d for minutes, hours or days, such as 14d.',
);

const longestAge = 3650;

const source = z.strictObject({
  url: webAddress,
  name: lineSetting.optional(),
  own: z.boolean('must be true or false').optional(),
  settle: settle.optional(),
  maxAge: maxAge.optional(),
  tags: z.array(lineSetting, 'must be a list of words, such as [garden]').optional(),
});

/** As in the list, an address alone will do. */
const entry = z.union(
  [webAddress.transform((url) => ({ url })), source],
  'must be an address, or a group with a "url"',
);

type SourceKeys = z.output<typeof source>;

/** The list `sources` of `tidings.yaml`. One whose every line is commented out reads as null. */
export const sources = z.preprocess(
  (list) => list ?? undefined,
  z
    .array(entry, 'must be a list, each entry an address or a group with a "url"')
    .superRefine((list, context) => {
      // An address that is none has its own problem.
      const files = list.map((one) => (isWebAddress(one.url) ? fileOf(one) : one));
      for (const [index, file] of files.entries()) {
        if (files.indexOf(file) === index) continue;
        const message = 'is called like another source';
        const params = { hint: 'Give each a name and a url of its own.' };
        context.addIssue({ code: 'custom', path: [index], message, params });
      }
    })
    .optional(),
);

/** The short form of one source of one's own: its address in the place of the folder of articles. */
export function ownSourceIn(articles: string | undefined): string | undefined {
  return articles !== undefined && isWebAddress(articles) ? articles : undefined;
}

/** Every source of the settings with its defaults. */
export function sourcesOf(articles: string | undefined, list: readonly SourceKeys[] = []): readonly FeedSource[] {
  const own = ownSourceIn(articles);
  const all = [...(own === undefined ? [] : [{ url: own, own: true }]), ...list] as readonly SourceKeys[];
  return all.map((one, index) => {
    const isOwn = one.own ?? false;
    // What comes back after an outage of the other server is no news any more; an article of one's own always is.
    const age = one.maxAge ?? (isOwn ? undefined : '30d');
    return {
      url: one.url,
      ...(one.name !== undefined && { name: one.name }),
      file: fileOf(one),
      own: isOwn,
      settle: durationOf(one.settle ?? '30m')!,
      ...(age !== undefined && { maxAge: durationOf(age, longestAge)! }),
      tags: one.tags ?? [],
      place: own === undefined ? ['sources', index] : index === 0 ? ['articles'] : ['sources', index - 1],
    };
  });
}

function fileOf({ url, name }: Pick<SourceKeys, 'url' | 'name'>): string {
  const { host, pathname, search } = new URL(url);
  return slugOf(name ?? '') || slugOf(host + pathname + search) || 'feed';
}
