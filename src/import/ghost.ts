import { isWebAddress } from '../lib/uri.ts';
import { archiveText, refuseArchive, TooLarge } from './archive.ts';
import type { Archive } from './archive-shape.ts';
import { finishedHtml } from './html-body.ts';
import { htmlWords, parseHtml, unlessTooDeep } from './html-tree.ts';
import { type ImportedArticle, type LeftOut, longestBody } from './imported-article.ts';
import { showsNothing, withoutGatedBlocks } from './member-parts.ts';
import { cellText, laterThan, momentIn } from './moments.ts';

/** A row of a table of the export; every version of Ghost has other columns. */
type Row = Readonly<Record<string, unknown>>;
type Tables = Readonly<Record<string, readonly Row[]>>;

/** In bytes: Node makes no longer text of a file. */
const longestExport = 500_000_000;

/**
 * The posts of a Ghost export, as `db[0].data` or, from the first versions, `data`.
 * @param from The address of the blog, which the export itself does not say, with `/` at its end.
 * @throws ProblemError if the file is no JSON or no export of Ghost.
 */
export async function* ghostArticles(
  archive: Archive,
  name: string,
  from: string,
): AsyncGenerator<ImportedArticle | LeftOut> {
  const tables = tablesIn(await jsonIn(archive, name));
  if (!tables) refuseArchive(archive.display, 'this JSON holds no posts of Ghost', ghostHint);
  const related = new Related(tables);
  for (const post of tables.posts ?? [])
    yield unlessTooDeep(cellText(post.title), () => articleOf(post, related, from));
}

const ghostHint = 'Export it again in Ghost: Settings, Import/Export, Export content.';

/** The JSON of a file of an archive. @throws ProblemError with the place of what is wrong in it. */
export async function jsonIn(archive: Archive, name: string): Promise<unknown> {
  const text = await archiveText(archive, name, longestExport).catch((error) => {
    if (!(error instanceof TooLarge)) throw error;
    return refuseArchive(archive.display, `${name} is larger than 500 MB`, 'Split the export, and import its parts.');
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    const [, line] = /\(line (\d+) column/.exec((error as Error).message) ?? [];
    const hint = 'The file is cut short or was changed. Download the export once more.';
    return refuseArchive(archive.display, `${name} is no JSON`, hint, line === undefined ? {} : { line: Number(line) });
  }
}

/** Whether a JSON value is an export of Ghost. */
export function isGhost(value: unknown): boolean {
  return tablesIn(value) !== undefined;
}

function tablesIn(value: unknown): Tables | undefined {
  const { db, data } = isRow(value) ? value : ({} as Row);
  const first = Array.isArray(db) ? db[0] : undefined;
  const found = isRow(first) && isRow(first.data) ? first.data : data;
  if (!isRow(found) || !Array.isArray(found.posts)) return undefined;
  const tables = Object.entries(found).map(([table, rows]) => [table, Array.isArray(rows) ? rows.filter(isRow) : []]);
  return Object.fromEntries(tables);
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Authors, tags and further fields of posts, by the number or id of the post. */
class Related {
  readonly #authors: ReadonlyMap<string, readonly string[]>;
  readonly #tags: ReadonlyMap<string, readonly string[]>;
  readonly #meta: ReadonlyMap<string, Row>;
  readonly #users: ReadonlyMap<string, string>;

  constructor(tables: Tables) {
    this.#users = new Map((tables.users ?? []).map(({ id, name }) => [key(id), cellText(name)]));
    const tags = new Map((tables.tags ?? []).filter(isPublicTag).map(({ id, name }) => [key(id), cellText(name)]));
    this.#authors = joined(tables.posts_authors, 'author_id', this.#users);
    this.#tags = joined(tables.posts_tags, 'tag_id', tags);
    this.#meta = new Map((tables.posts_meta ?? []).map((row) => [key(row.post_id), row]));
  }

  authors(post: Row): readonly string[] {
    const several = this.#authors.get(key(post.id));
    const single = this.#users.get(key(post.author_id ?? post.author));
    return several ?? (single ? [single] : []);
  }

  tags({ id }: Row): readonly string[] {
    return [...new Set(this.#tags.get(key(id)) ?? [])];
  }

  meta({ id }: Row): Row {
    return this.#meta.get(key(id)) ?? {};
  }
}

/** Tags that begin with # are notes of the editors. */
function isPublicTag({ name, visibility }: Row): boolean {
  return visibility !== 'internal' && !cellText(name).startsWith('#');
}

function joined(rows: readonly Row[] = [], column: string, names: ReadonlyMap<string, string>) {
  const found = new Map<string, string[]>();
  const inOrder = rows.toSorted((a, b) => Number(a.sort_order ?? 0) - Number(b.sort_order ?? 0));
  for (const row of inOrder) {
    const name = names.get(key(row[column]));
    if (name) found.set(key(row.post_id), [...(found.get(key(row.post_id)) ?? []), name]);
  }
  return found;
}

function articleOf(post: Row, related: Related, from: string): ImportedArticle | LeftOut {
  const title = htmlWords(cellText(post.title));
  const meta = related.meta(post);
  if (post.type === 'page' || post.page === 1 || post.page === true) return { reason: 'page', title };
  const html = cellText(post.html).replaceAll('__GHOST_URL__', from.replace(/\/$/, ''));
  if (html.length > longestBody) return { reason: 'too-large', title };
  const name = cellText(post.slug);
  const address = `${from}${encodeURIComponent(name)}/`;
  const { body, unpublished, omitted } = publicPart(html, address, unpublishedOf(post, meta));
  const image = pictureIn(post, meta, from);
  if (body === '' && !image) return { reason: 'without-text', title };
  const date = momentIn(post.published_at) ?? (unpublished && momentIn(post.created_at));
  const updated = laterThan(date, momentIn(post.updated_at));
  const summary = htmlWords(cellText(post.custom_excerpt ?? meta.meta_description ?? post.meta_description));
  const oldId = guidOf(post);
  return {
    title,
    name,
    addresses: name === '' ? [] : [address],
    ...(oldId && { oldId }),
    ...(date && { date }),
    ...(updated && { updated }),
    ...(summary && { summary }),
    authors: related.authors(post),
    tags: related.tags(post),
    ...(image && { image }),
    ...(unpublished && { unpublished }),
    format: 'html',
    body,
    omitted: [...omitted],
  };
}

/** The body without what members only can read; a post that was for them as a whole stays whole, for a draft. */
function publicPart(html: string, address: string, unpublished: ImportedArticle['unpublished']) {
  const omitted = new Set<string>();
  const whole = { body: finishedHtml(parseHtml(html), address), unpublished, omitted };
  if (unpublished === 'members' || unpublished === 'paid') return whole;
  const cut = withoutGatedBlocks(html, omitted);
  if (omitted.size === 0) return whole;
  const body = finishedHtml(parseHtml(cut), address);
  if (showsNothing(body)) return { ...whole, unpublished: unpublished ?? ('members' as const), omitted: [] };
  return { body, unpublished, omitted };
}

/** The `guid` of Ghost's feeds: the id of the post; in the first versions, whose ids are numbers, its uuid. */
function guidOf({ id, uuid, comment_id }: Row): string {
  const own = key(id);
  return /^\d+$/.test(own) ? cellText(uuid) || own : own || key(comment_id);
}

/** Only what was published for everybody is public. */
function unpublishedOf(post: Row, meta: Row): ImportedArticle['unpublished'] {
  const { status, visibility = 'public' } = post;
  if (status === 'scheduled') return 'scheduled';
  if (status === 'sent' || meta.email_only === 1 || meta.email_only === true) return 'email-only';
  if (status !== 'published') return 'draft';
  if (visibility === 'public' || visibility === null) return undefined;
  return visibility === 'members' ? 'members' : 'paid';
}

function pictureIn(post: Row, meta: Row, from: string): ImportedArticle['image'] {
  const src = cellText(post.feature_image ?? post.image).replace('__GHOST_URL__', from.replace(/\/$/, ''));
  const whole = URL.parse(src, from)?.href;
  if (src === '' || whole === undefined || !isWebAddress(whole)) return undefined;
  const caption = htmlWords(cellText(meta.feature_image_caption ?? post.feature_image_caption));
  const alt = cellText(meta.feature_image_alt ?? post.feature_image_alt);
  return { src: whole, alt, ...(caption && { caption }) };
}

function key(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
