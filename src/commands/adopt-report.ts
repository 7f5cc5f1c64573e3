import type { AdoptedArticle, Adoption, StrayEntry } from '../adopt/adopt.ts';
import type { FeedPathAdvice } from '../adopt/feed-paths.ts';
import type { OldFeed } from '../adopt/old-feed.ts';
import { counted, grouped } from '../lib/count-words.ts';
import { visible } from '../lib/escape.ts';
import { quoted } from '../lib/quoted.ts';
import { feedIdOf, feedIdsIn } from '../model/feed-ids.ts';
import type { Problem } from '../model/problem.ts';
import type { Results } from './json/results.ts';

export interface AdoptReport {
  readonly feeds: readonly OldFeed[];
  readonly adoption: Adoption;
  readonly problems: readonly Problem[];
  readonly applied: boolean;
  /** Whether the lock is, or would be, another one. */
  readonly changed: boolean;
  /** The flag that names the publication, with a blank before it, or nothing. */
  readonly at: string;
}

/** How many lines of a kind a person is shown; `--json` has them all. */
const shown = 20;

export function wordsOfAdoption(report: AdoptReport): string {
  const { feeds, adoption } = report;
  const { articles, strays, unknown, feedId, advice } = adoption;
  const changing = articles.filter(({ change }) => change !== 'unchanged');
  const same = articles.length - changing.length;
  const lines = [
    ...feeds.map((feed) => feedLine(feed, adoption)),
    ...listed(
      `${counted(changing.length, 'article')} with the ids and dates of the earlier site`,
      changing.map(articleLine),
    ),
    ...(same > 0 ? [`${counted(same, 'article')} had them already.`] : []),
    ...(feedId
      ? [`The id of the feeds becomes ${visible(feedId.to)}${feedId.from ? `; it was ${visible(feedId.from)}` : ''}.`]
      : []),
    ...listed(`${entriesOf(strays.length)} of the earlier feeds left out`, strays.map(strayLine)),
    ...listed(
      `${counted(unknown.length, 'article')} in no earlier feed`,
      unknown.map(({ origin }) => `  ${visible(origin.file)}`),
    ),
    ...adviceLines(advice),
    ...closing(report),
  ];
  return `${lines.join('\n')}\n`;
}

const kinds = { atom: 'Atom', rss: 'RSS', rdf: 'RDF', json: 'JSON Feed' };

function feedLine(feed: OldFeed, { counts }: Adoption): string {
  const pages = feed.pages > 1 ? ` on ${counted(feed.pages, 'page')}` : '';
  return `${visible(feed.name)}: ${kinds[feed.kind]}, ${entriesOf(feed.entries.length)}${pages}, ${grouped(counts.get(feed) ?? 0)} of them articles here.`;
}

function entriesOf(count: number): string {
  return count === 1 ? '1 entry' : `${grouped(count)} entries`;
}

function listed(heading: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const rest = lines.length - shown;
  return [
    `${heading}:`,
    ...lines.slice(0, shown),
    ...(rest > 0 ? [`  and ${grouped(rest)} more; --json has them all`] : []),
  ];
}

function articleLine({ manuscript, entry, by }: AdoptedArticle): string {
  const ids = [...new Set((['atom', 'rss', 'json'] as const).map((format) => feedIdOf(format, entry)))];
  return `  ${visible(manuscript.origin.file)}  ${ids.map((id) => visible(id).slice(0, 200)).join(', ')}  (by ${by})`;
}

const reasons: Readonly<Record<StrayEntry['reason'], string>> = {
  none: 'no article has its address, id, or title and day',
  several: 'several entries or articles could be meant',
  nothing: 'it has neither address, id nor title',
  held: 'its article is a draft or not due yet',
  taken: 'a feed named before has another id for its article',
};

function strayLine({ feed, entry, reason }: StrayEntry): string {
  const { title, url, id } = entry;
  const name = title === undefined ? (url ?? id ?? `an entry of ${feed.name}`) : `"${title}" ${url ?? id ?? ''}`;
  return `  ${visible(name.trim()).slice(0, 300)}: ${reasons[reason]}`;
}

function adviceLines({ paths, addresses, unreachable }: FeedPathAdvice): string[] {
  const wanted = Object.entries(paths);
  return [
    ...(wanted.length > 0
      ? [
          'Write this into tidings.yaml, so that the feeds go on at their addresses:',
          '  feeds:',
          '    paths:',
          ...wanted.map(
            ([format, path]) => `      ${format}: ${/^[\w./-]+$/.test(path) ? path : JSON.stringify(path)}`,
          ),
        ]
      : []),
    ...(addresses.length > 0
      ? [
          `No file can be at ${addresses.map(({ address }) => visible(address)).join(', ')}: the output leads from there to the feed on hosts that read _redirects; have another host redirect it (301).`,
        ]
      : []),
    ...unreachable.map(
      ({ from, to }) =>
        `No file of this publication is at ${visible(from)}: have its host redirect it (301) to ${visible(to)}`,
    ),
  ];
}

function closing({ feeds, applied, changed, at }: AdoptReport): string[] {
  if (!changed)
    return [
      'Nothing has to be written: tidings.lock is as the earlier feeds have it.',
      'Next:',
      `  npx tidings build${at.replace(' --publication', '')}`,
    ];
  if (applied)
    return ['Written into tidings.lock; commit it.', 'Next:', `  npx tidings build${at.replace(' --publication', '')}`];
  const names = feeds.map(({ name }) => quoted(name.startsWith('-') ? `./${name}` : name)).join(' ');
  return ['Nothing was written. To write it into tidings.lock:', `  npx tidings adopt ${names}${at} --apply`];
}

export function plainAdoption({ feeds, adoption, problems, applied, changed }: AdoptReport): Results['adopt'] {
  const { articles, strays, unknown, counts, feedId, advice } = adoption;
  return {
    applied: applied && changed,
    feeds: feeds.map(({ name, kind, pages, entries, address }) => ({
      feed: name,
      kind,
      pages,
      entries: entries.length,
      matched: counts.get(feeds.find((one) => one.name === name)!) ?? 0,
      ...(address !== undefined && { address }),
    })),
    articles: articles.map(({ manuscript, entry, by, change }) => ({
      slug: manuscript.slug,
      file: manuscript.origin.file,
      by,
      change,
      id: entry.id,
      ...feedIdsIn(entry),
      published: entry.published,
      updated: entry.updated,
    })),
    strays: strays.map(({ feed, entry, reason }) => ({
      feed: feed.name,
      reason,
      ...(entry.id !== undefined && { id: entry.id }),
      ...(entry.url !== undefined && { url: entry.url }),
      ...(entry.title !== undefined && { title: entry.title }),
    })),
    unknown: unknown.map(({ slug, origin }) => ({ slug, file: origin.file })),
    ...(feedId && { feedId: feedId.to }),
    paths: advice.paths,
    addresses: advice.addresses,
    unreachable: advice.unreachable,
    problems,
  };
}
