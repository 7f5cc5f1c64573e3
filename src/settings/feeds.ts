import { z } from 'zod';
import { slugOf } from '../lib/slug.ts';
import { isUri } from '../lib/uri.ts';
import type { FeedSettings } from '../model/publication.ts';
import { refined } from '../model/schema.ts';
import { languageSetting, lineSetting, staysInside, webAddress } from './values.ts';

/** Prefixes that the feeds use themselves; `xml…` is reserved (Namespaces in XML 1.0, section 3). */
const reservedPrefixes: ReadonlySet<string> = new Set('atom media dc content itunes fh at'.split(' '));

const count = (least: number) => z.int().min(least, `must be at least ${least}`);

const namespaces = z
  .record(
    z.string(),
    refined(lineSetting, isUri, 'is not a URI', 'Write the name that the authors of the namespace gave it.'),
  )
  .superRefine((declared, context) => {
    for (const prefix of Object.keys(declared)) {
      const refuse = (message: string, hint: string) =>
        context.addIssue({ code: 'custom', path: [prefix], message, params: { hint } });
      if (!/^(?!xml)[a-z][a-z0-9_-]*$/i.test(prefix))
        refuse('is not a prefix', 'Use letters, digits and hyphens, such as geo; it cannot begin with "xml".');
      else if (reservedPrefixes.has(prefix)) refuse('is what feeds use themselves', 'Choose another prefix.');
    }
  });

const feedPath = refined(
  lineSetting.transform((value) => value.replace(/^\/+/, '')),
  (value) => staysInside(value) && !/[?#\\\s%]|\/\/|(^|\/)\.|\/$/.test(value),
  'must be the path of a file below "url"',
  'Write it such as feed/atom.xml.',
);

const selection = z
  .strictObject({
    name: refined(
      lineSetting,
      (value) => slugOf(value) !== '',
      'holds neither letter nor digit',
      'It becomes part of an address.',
    ),
    title: lineSetting.optional(),
    tag: lineSetting.optional(),
    author: lineSetting.optional(),
    language: languageSetting.optional(),
  })
  .refine(({ tag, author, language }) => tag ?? author ?? language, {
    error: 'chooses nothing',
    params: { hint: 'Add a tag, an author or a language; of several, an article meets all.' },
  });

const keys = z.strictObject({
  maxItems: count(1).optional(),
  maxBytes: count(10_000).optional(),
  archiveItems: count(1).optional(),
  tombstoneDays: count(0).optional(),
  summaries: z.boolean().optional(),
  hub: webAddress.optional(),
  namespaces: namespaces.optional(),
  paths: z.strictObject({ atom: feedPath.optional(), rss: feedPath.optional(), json: feedPath.optional() }).optional(),
  selections: z.array(selection, 'must be a list, each entry with a "name"').optional(),
});

type FeedsFile = z.output<typeof keys>;

/** The section `feeds` of `tidings.yaml`. One whose every line is commented out reads as null. */
export const feeds = z.preprocess((section) => section ?? undefined, keys.superRefine(refuseContradictions).optional());

/** @param file The section as it was checked. */
export function feedsWithDefaults(file: FeedsFile = {}): FeedSettings {
  const maxItems = file.maxItems ?? 50;
  return {
    maxItems,
    maxBytes: file.maxBytes ?? 1_000_000,
    archiveItems: file.archiveItems ?? Math.min(25, maxItems),
    tombstoneDays: file.tombstoneDays ?? 30,
    summaries: file.summaries ?? true,
    namespaces: file.namespaces ?? {},
    paths: pathsOf(file),
    selections: (file.selections ?? []) as FeedSettings['selections'],
    ...(file.hub !== undefined && { hub: file.hub }),
  };
}

function pathsOf({ paths = {} }: FeedsFile): FeedSettings['paths'] {
  return { atom: paths.atom ?? 'atom.xml', rss: paths.rss ?? 'rss.xml', json: paths.json ?? 'feed.json' };
}

/** Refuses what each key by itself allows. */
function refuseContradictions(file: FeedsFile, context: z.RefinementCtx): void {
  const refuse = (path: PropertyKey[], message: string, hint: string) =>
    context.addIssue({ code: 'custom', path, message, params: { hint } });
  const { maxItems = 50, archiveItems, selections = [] } = file;
  if (archiveItems !== undefined && archiveItems > maxItems)
    refuse(
      ['archiveItems'],
      `is more than maxItems, ${maxItems}`,
      'The main feed holds all that has no full archive page yet.',
    );
  const paths = Object.entries(pathsOf(file));
  for (const [index, [format, path]] of paths.entries()) {
    if (paths.slice(0, index).some(([, other]) => other.toLowerCase() === path.toLowerCase()))
      refuse(['paths', format], 'is the path of two feeds', 'Give each a path of its own.');
  }
  for (const [index, { name }] of selections.entries()) {
    if (selections.slice(0, index).some((other) => slugOf(other.name) === slugOf(name)))
      refuse(['selections', index, 'name'], 'is the name of two selections', 'Give each a name of its own.');
  }
}
