import { stripForbidden } from '../lib/escape.ts';
import { editionsOf } from '../model/edition.ts';
import { letterNames } from '../model/letter-name.ts';
import { ordered } from '../model/ordered.ts';
import { lastUpdated, type Publication, type Tombstone } from '../model/publication.ts';
import { savedSelectionsOf, selectionsOf } from '../model/selection.ts';
import { pageWordsFor } from '../strings/tables.ts';
import { archivePages, lastPage, pageAddresses } from './archive.ts';
import type { ByFormat, FeedDocument } from './document.ts';
import { articleOfIssue } from './issues.ts';

/** How feeds look in a browser. */
export interface FeedLook {
  /** The path of a style sheet, relative to the output; the web archive has `feed.css`. Without it feeds name none. */
  readonly stylesheet?: string;
}

/**
 * Every feed of a publication: the main feed with its archive, the feeds of tags, authors, languages and saved
 * selections, the feed of issues and the feed of summaries. Yields one at a time and reads no article's content.
 * @throws ProblemError for a draft, as `mainFeed` does.
 */
export function* feedsOf(given: Publication, look: FeedLook = {}): Generator<FeedDocument> {
  const publication = ordered(given);
  const { settings } = publication;
  const main = mainFeed(publication, look);
  yield main;
  yield* archivePages(publication, main);
  for (const { kind, name, path, articles } of selectionsOf(publication)) {
    if (kind === 'all') continue;
    const title = kind === 'language' ? nameOfLanguage(name, settings.language) : name;
    const found = newestOf(articles, publication);
    const own = kind === 'language' ? { language: name } : {};
    const page = settings.site ? { url: new URL(path, settings.url).href } : {};
    yield { ...found, ...headOf(publication, path, look, title), ...page, ...own };
  }
  for (const { title, path, articles } of savedSelectionsOf(publication))
    yield { ...newestOf(articles, publication), ...headOf(publication, path, look, title) };
  yield* issuesFeed(publication, look);
  if (settings.feeds.summaries) {
    const { summaries } = pageWordsFor(settings.language);
    const head = headOf(publication, 'summaries/', look, summaries);
    yield { ...newestOf(publication.articles, publication), ...head, summaries: true };
  }
}

/**
 * The feed of hand-made issues, if there are any and they have pages. A letter of one article is already in the main
 * feed.
 */
function* issuesFeed(publication: Publication, look: FeedLook): Generator<FeedDocument> {
  const { settings } = publication;
  const issues = editionsOf(publication);
  if (issues.length === 0 || !settings.site) return;
  const path = 'issues/';
  const names = letterNames(publication.articles);
  const articles = issues.map((issue) => articleOfIssue(issue, settings, names));
  const head = headOf(publication, path, look, pageWordsFor(settings.language).issues);
  const anchors = Object.fromEntries(issues.map(({ id }) => [id, '']));
  yield { ...newestOf(articles, publication), ...head, url: new URL(path, settings.url).href, anchors };
}

/**
 * The main feed: the newest articles up to the limits of the settings, and every article that is on no closed archive
 * page. Without `pages` in the publication, older articles are in no feed; raise `maxItems` and `maxBytes` to add them.
 * `feeds.paths` of the settings say at which addresses the feed names itself.
 * @throws ProblemError that names each article which is a draft.
 */
export function mainFeed(given: Publication, look: FeedLook = {}): FeedDocument {
  const publication = ordered(given);
  const { settings, articles, pages } = publication;
  const last = lastPage(publication);
  const isOpen = (id: string) => pages !== undefined && (pages.get(id) ?? last) === last;
  const kept = new Set(articles.filter(({ id }) => isOpen(id)).map(({ id }) => id));
  let spare = Math.max(settings.feeds.maxItems - kept.size, 0);
  const held = articles.filter(({ id }) => kept.has(id) || spare-- > 0);
  const tombstones = tombstonesOf(publication);
  return {
    ...headOf(publication, '', look),
    ...(last > 1 && { archive: { closed: false, previous: pageAddresses(last - 1, settings.url) } }),
    ...(tombstones.length > 0 && { tombstones }),
    limit: { bytes: settings.feeds.maxBytes, kept },
    articles: held,
  };
}

function headOf(
  { settings, articles, id = settings.url }: Publication,
  folder: string,
  { stylesheet }: FeedLook,
  title?: string,
) {
  const { url, language, description, authors, rights, image, icon, feeds } = settings;
  const names = folder === '' ? feeds.paths : { atom: 'atom.xml', rss: 'rss.xml', json: 'feed.json' };
  const paths = eachFormat(names, (name) => folder + name);
  const name = title === undefined ? settings.title : `${settings.title}: ${title}`;
  return {
    id: folder === '' ? id : `${id.replace(/\/?$/, '/')}${encodeURI(folder)}`,
    title: stripForbidden(name),
    ...(description && { description: stripForbidden(description) }),
    url,
    paths,
    self: eachFormat(paths, (path) => new URL(path, url).href),
    language,
    authors: authors.map((author) => ({ ...author, name: stripForbidden(author.name) })),
    ...(rights && { rights: stripForbidden(rights) }),
    ...(image && { image }),
    ...(icon && { icon }),
    ...(stylesheet !== undefined && { stylesheet }),
    ...(feeds.podcast && { podcast: feeds.podcast }),
    ...(feeds.hub && { hub: feeds.hub }),
    namespaces: feeds.namespaces,
    ...sharedSlugs(articles),
  };
}

/** The anchors of articles whose slug another one has, too. Each feed asks, and looks at all articles. */
function sharedSlugs(articles: Publication['articles']): Pick<FeedDocument, 'anchors'> {
  const known = anchorsOf.get(articles);
  if (known) return known;
  const shared = [...letterNames(articles)].filter(([{ slug }, name]) => name !== slug);
  const found = shared.length > 0 ? { anchors: Object.fromEntries(shared.map(([{ id }, name]) => [id, name])) } : {};
  anchorsOf.set(articles, found);
  return found;
}

const anchorsOf = new WeakMap<Publication['articles'], Pick<FeedDocument, 'anchors'>>();

function eachFormat(values: ByFormat, change: (value: string) => string): ByFormat {
  return { atom: change(values.atom), rss: change(values.rss), json: change(values.json) };
}

function newestOf(articles: Publication['articles'], { settings: { feeds } }: Publication) {
  return { articles: articles.slice(0, feeds.maxItems), limit: { bytes: feeds.maxBytes, kept: new Set<string>() } };
}

function nameOfLanguage(code: string, language: string): string {
  return new Intl.DisplayNames(language, { type: 'language' }).of(code) ?? code;
}

const day = 86_400_000;

/** Recent removals, newest first: counted back from the newest event, not from the clock, so that builds repeat. */
function tombstonesOf({ settings, articles, tombstones = [] }: Publication): Tombstone[] {
  if (tombstones.length === 0) return [];
  const newest = lastUpdated([...articles, ...tombstones.map(({ removed }) => ({ updated: removed }))]);
  const since = Date.parse(newest!) - settings.feeds.tombstoneDays * day;
  return tombstones
    .filter(({ removed }) => Date.parse(removed) >= since)
    .toSorted((a, b) => Date.parse(b.removed) - Date.parse(a.removed) || (a.id < b.id ? -1 : 1));
}
