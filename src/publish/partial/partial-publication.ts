import type { Config } from '../../config/config.ts';
import type { Article } from '../../model/article.ts';
import { feedIdOf } from '../../model/feed-ids.ts';
import { newestFirst, type Publication } from '../../model/publication.ts';
import { selectionsOf } from '../../model/selection.ts';
import { readSome } from '../../read/read-some.ts';
import { listIdOf } from '../lock/list-id.ts';
import type { IssueEntry, LockEntry } from '../lock/lock.ts';
import type { LockText } from '../lock/splice.ts';
import type { BuildMemory } from '../memory/build-memory.ts';
import { readContextOf } from '../read-context.ts';
import { readSitePages } from '../site-pages.ts';
import { sitePictures } from '../site-pictures.ts';
import { type ChangedArticle, changedArticles, shelved } from './changed-articles.ts';
import type { ChangedFiles } from './changed-files.ts';
import { GiveUp } from './give-up.ts';
import { recalledArticles } from './recalled-article.ts';

/** A publication of which a few articles were read, and all others are known. */
export interface PartialPublication {
  readonly publication: Publication;
  readonly changed: readonly ChangedArticle[];
  /** The lines of issues that the lock keeps. */
  readonly issues: readonly IssueEntry[];
}

/** @throws GiveUp where the changes reach further than to pieces that hold the changed articles. */
export async function partialPublication(
  files: ChangedFiles,
  { lock, held }: { readonly lock: LockText; readonly held: readonly string[] },
  memory: BuildMemory,
  config: Config,
): Promise<PartialPublication> {
  const { settings } = config;
  const rest = lock.rest as readonly Partial<IssueEntry & { feed: string; listId: string; address: string }>[];
  const [feed, listId] = [rest.find((one) => one.feed)?.feed, rest.find((one) => one.listId)?.listId];
  if (feed === undefined || rest.some(({ address }) => address !== undefined) || lock.entriesWith('moved').length > 0)
    throw new GiveUp('addresses lead to others');
  const issues = rest.filter((one): one is IssueEntry => one.issue !== undefined);
  const rows = new Map(memory.articles.all().map((row) => [row.path, row]));
  const dates = new Map([...rows.values()].map(({ path, published }) => [path, published]));
  const context = { ...(await readContextOf(config)), memory: memory.sources, dates };
  const read = await readSome(config.source, files.articles, context, (real) => memory.articles.at(real));
  if (!read) throw new GiveUp('it follows from the names of all files');
  const known = changedArticles(read, { rows, lock, held }, config);
  if (known.some(({ row }) => rows.has(row.path) === files.added.has(row.real)))
    throw new GiveUp('it is known already');
  const edited = new Set(known.map(({ row }) => row.path));
  const others = recalledArticles(
    [...rows.values()].filter(({ path }) => !edited.has(path)),
    memory.sources,
  );
  const changed = shelved(known, new Map(others.map((one) => [one.id, one])), { rows, lock }, config);
  const added = changed.filter(({ row }) => files.added.has(row.real)).map(({ article }) => article);
  refuseSharedNames(added, others);
  const met = new Map([...rows.values(), ...changed.map(({ row }) => row)].map(({ id, met: order }) => [id, order]));
  const articles = newestFirst([...others, ...changed.map(({ article }) => article)], met);
  const all = [...rows.values(), ...changed.map(({ row }) => row)];
  const removed = lock.entriesWith('removed');
  const pages = await pagesOf(config, articles, new Map(all.map(({ path, id }) => [path, id])));
  const pictures = await sitePictures(config);
  if (pictures.problems.length > 0) throw new GiveUp('there is something to tell');
  const publication: Publication = {
    settings: {
      ...settings,
      newsletter: { ...listIdOf({ ...(listId && { listId }), entries: [], issues }, settings), ...settings.newsletter },
    },
    articles,
    id: feed,
    pages: new Map([...all.map(({ id, shelf }) => ({ id, page: shelf ?? undefined })), ...removed].flatMap(shelfOf)),
    tombstones: removed.map((entry) => ({ id: feedIdOf('atom', entry), removed: entry.removed! })),
    ...(pages.length > 0 && { sitePages: pages }),
    ...(pictures.files.length > 0 && { files: pictures.files }),
  };
  refuseNewLists(publication, new Set(added));
  return { publication, changed, issues };
}

function shelfOf({ id, page }: Pick<LockEntry, 'id' | 'page'>): [string, number][] {
  return page === undefined ? [] : [[id, page]];
}

/** The pages that are no articles; links in them may lead to any article. */
async function pagesOf(config: Config, articles: readonly Article[], ids: ReadonlyMap<string, string>) {
  const byId = new Map(articles.map((article) => [article.id, article]));
  const files = new Map([...ids].map(([path, id]) => [path, byId.get(id)!]));
  const { pages, redirects, problems, future } = await readSitePages(config, articles, files);
  if (redirects.length + problems.length + future.length > 0) throw new GiveUp('there is more to pages');
  return pages;
}

/** A letter is named by its slug where no other article has it. Many file systems make no difference between cases. */
function refuseSharedNames(added: readonly Article[], others: readonly Article[]): void {
  if (added.length === 0) return;
  const slugs = new Set(others.map(({ slug }) => slug.toLowerCase()));
  const isShared = added.some(({ slug }) => slugs.has(slug.toLowerCase()) || !slugs.add(slug.toLowerCase()));
  if (isShared || added.some(({ guid }) => guid !== undefined)) throw new GiveUp('it shares a name');
}

/** The first article of a year, a tag, an author or a language changes pages of others. */
function refuseNewLists(publication: Publication, added: ReadonlySet<Article>): void {
  if (added.size === 0) return;
  const years = new Set<string>();
  for (const article of publication.articles) if (!added.has(article)) years.add(article.published.slice(0, 4));
  const isNew = [...added].some(({ published }) => !years.has(published.slice(0, 4)));
  if (isNew || selectionsOf(publication).some(({ articles }) => articles.every((article) => added.has(article))))
    throw new GiveUp('it begins a list');
}
