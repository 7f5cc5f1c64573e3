import { z } from 'zod';
import { slugOf } from '../lib/slug.ts';
import { isUri } from '../lib/uri.ts';
import type { FeedSettings } from '../model/publication.ts';
import { refined } from '../model/schema.ts';
import { podcast, podcastWithDefaults } from './podcast.ts';
import { languageSetting, lineSetting, staysInside, webAddress } from './values.ts';

/** Prefixes that the feeds use themselves; `xml…` is reserved (Namespaces in XML 1.0, section 3). */
const reservedPrefixes: ReadonlySet<string> = new Set('atom media dc content fh at'.split(' '));

/** Elements of these, under whatever prefix, would be taken for the feed's own, or run as a page in a browser. */
const reservedNamespaces: ReadonlySet<string> = new Set([
  'http://www.w3.org/1999/xhtml',
  'http://www.w3.org/2000/svg',
  'http://www.w3.org/1998/Math/MathML',
  'http://www.w3.org/1999/xlink',
  'http://www.w3.org/1999/XSL/Transform',
  'http://www.w3.org/XML/1998/namespace',
  'http://www.w3.org/2000/xmlns/',
  'http://www.w3.org/2001/xml-events',
  'http://www.mozilla.org/keymaster/gatekeeper/there.is.only.xul',
  'http://www.w3.org/2005/Atom',
  'http://search.yahoo.com/mrss/',
  'http://purl.org/dc/elements/1.1/',
  'http://purl.org/rss/1.0/modules/content/',
  'http://purl.org/syndication/history/1.0',
  'http://purl.org/atompub/tombstones/1.0',
]);

const count = (least: number) => z.int().min(least, `must be at least ${least}`);

const namespaces = z
  .record(
    z.string(),
    refined(lineSetting, isUri, 'is not a URI', 'Write the name that the authors of the namespace gave it.'),
  )
  .superRefine((declared, context) => {
    for (const [prefix, uri] of Object.entries(declared)) {
      const refuse = (message: string, hint: string) =>
        context.addIssue({ code: 'custom', path: [prefix], message, params: { hint } });
      if (!/^(?!xml)[a-z][a-z0-9_-]*$/i.test(prefix))
        refuse('is not a prefix', 'Use letters, digits and hyphens, such as geo; it cannot begin with "xml".');
      else if (prefix === 'itunes' || uri === 'http://www.itunes.com/dtds/podcast-1.0.dtd')
        refuse(
          'is for podcasts',
          'Take it out, and say what a podcast needs under "feeds.podcast": image, category, owner.',
        );
      else if (reservedPrefixes.has(prefix)) refuse('is what feeds use themselves', 'Choose another prefix.');
      else if (reservedNamespaces.has(uri))
        refuse(
          `is declared for ${uri}, whose elements feeds write themselves`,
          'Take the line out; what articles show is the HTML of their text.',
        );
    }
  });

/** The path of a main feed. */
export const feedPath = refined(
  lineSetting.transform((value) => value.replace(/^\/+/, '')),
  (value) => staysInside(value) && !/^[^/]*:|[?#\\\s%]|\/\/|(^|\/)\.|\/$/.test(value),
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
  podcast: podcast.optional(),
  namespaces: namespaces.optional(),
  paths: z.strictObject({ atom: feedPath.optional(), rss: feedPath.optional(), json: feedPath.optional() }).optional(),
  selections: z.array(selection, 'must be a list, each entry with a "name"').optional(),
});

type FeedsFile = z.output<typeof keys>;

/** The section `feeds` of `tidings.yaml`. One whose every line is commented out reads as null. */
export const feeds = z.preprocess(
  (section) => section ?? undefined,
  keys
    .superRefine(refuseContradictions)
    .or(z.literal(false, 'must be a section of settings, or false for no feeds'))
    .optional(),
);

/**
 * @param file The section as it was checked.
 * @param url The root of the web site.
 * @param author Of the podcast, if the section names none.
 */
export function feedsWithDefaults(file: FeedsFile, url: URL | string, author: string): FeedSettings {
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
    ...(file.podcast && { podcast: podcastWithDefaults(file.podcast, url, author) }),
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
