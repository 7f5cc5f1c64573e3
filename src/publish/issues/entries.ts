import { nearest } from '../../lib/nearest.ts';
import { readable } from '../../lib/uri.ts';
import type { Article, Manuscript } from '../../model/article.ts';
import { articlesNamed, letterNames } from '../../model/letter-name.ts';
import { expandPermalink } from '../../model/permalink.ts';
import type { Problem } from '../../model/problem.ts';
import type { Redirect, Settings } from '../../model/publication.ts';
import type { IssueReference as Listed } from '../../read/issues/issue-front.ts';
import type { LockEntry } from '../lock/lock.ts';

/** The articles that an issue can hold, and the reasons why others cannot be held. */
export interface Stock {
  readonly settings: Pick<Settings, 'title' | 'url' | 'site' | 'permalink' | 'timezone' | 'newsletter'>;
  /** The published ones and those of others, newest first. */
  readonly articles: readonly Article[];
  /** The lock's lines, with those of removed articles. */
  readonly entries: readonly LockEntry[];
  readonly redirects: readonly Redirect[];
  readonly held: { readonly drafts: readonly Manuscript[]; readonly future: readonly Manuscript[] };
  /** The ids of entries that the feeds of others have taken back. */
  readonly withdrawn?: ReadonlySet<string>;
  /** The slugs of articles that are there and cannot be read now. */
  readonly unread?: ReadonlySet<string>;
  /** Whether a rule may choose an article, and with `last` as news; without it, any. */
  readonly offers?: Offers;
}

export type Offers = (article: Article, since: string | undefined) => boolean;

/** The article that an entry names: a published one, a future one, a removed one, or none. */
export type Meant =
  | { readonly article: Article }
  | { readonly awaited: true }
  | { readonly gone: string; readonly name: string }
  | { readonly fault: Pick<Problem, 'message' | 'hint'> };

/**
 * Finds the article of an entry: by its id, which outlives every other name, else by its slug, else by a slug that it
 * once had.
 */
export function finder({
  settings,
  articles,
  entries,
  redirects,
  held,
  withdrawn = new Set(),
  unread = new Set(),
}: Stock): (entry: Listed) => Meant {
  const byId = new Map(articles.map((article) => [article.id, article]));
  const names = letterNames(articles);
  const byUrl = new Map(articles.map((article) => [article.url, article]));
  const removed = entries.filter((entry) => entry.removed !== undefined);
  const goneById = new Set([...removed.map(({ id }) => id), ...withdrawn]);
  const goneBySlug = new Map(removed.map(({ id, slug }) => [slug, id]));
  const bySlugOnce = (slug: string) => {
    if (slug === '') return undefined;
    const path = `/${expandPermalink(settings.permalink, { slug })}`;
    const [to, ...others] = new Set(
      redirects.flatMap(({ from, to }) => (from === encodeURI(path) || partOf(from) === slug ? [to] : [])),
    );
    return others.length === 0 ? byUrl.get(to ?? '') : undefined;
  };
  const nearTo = (slug: string) => {
    const near = nearest(slug, [...names.values()]);
    const newest = articles.slice(0, 5).map((article) => names.get(article));
    if (newest.length === 0) return 'Write an article first.';
    return near ? `Did you mean "${near}"?` : `An article is named by its slug. The newest are: ${newest.join(', ')}.`;
  };
  return ({ id = '', slug = '' }) => {
    const named = byId.has(id) || goneById.has(id) ? [] : articlesNamed(slug, articles, names);
    if (named.length > 1)
      return fault(
        `several articles have the slug "${slug}"`,
        `Write ${named.map((one) => names.get(one)).join(' or ')}.`,
      );
    const article = byId.get(id) ?? (goneById.has(id) ? undefined : (named[0] ?? bySlugOnce(slug)));
    if (article) return { article };
    const name = slug || id;
    const gone = goneById.has(id) ? id : goneBySlug.get(slug);
    const has = (manuscripts: readonly Manuscript[]) => articlesNamed(slug, manuscripts).length > 0;
    if (gone !== undefined && id !== '') return { gone, name };
    if (has(held.drafts))
      return fault(`${name} is a draft`, 'Take "draft: true" out of it, or take it out of the issue.');
    if (has(held.future) || unread.has(slug)) return { awaited: true };
    return gone !== undefined ? { gone, name } : fault(`there is no article "${name}"`, nearTo(slug));
  };
}

/** The part of a former path that was the slug. */
function partOf(path: string): string {
  return readable(path.replace(/(\/index)?(\.html?)?\/*$/, ''))
    .split('/')
    .at(-1)!;
}

function fault(message: string, hint: string): Meant {
  return { fault: { message, hint } };
}

/** The id that an entry names, also of a removed article. */
export function idOf(meant: Meant): string | undefined {
  if ('article' in meant) return meant.article.id;
  return 'gone' in meant ? meant.gone : undefined;
}

/** An issue that is in no output: a draft, a future one, or one without articles. */
export interface HeldIssue {
  readonly slug: string;
  readonly because: 'draft' | 'future' | 'empty';
  /** Of an edition: the slug of its original. */
  readonly translationOf?: string;
}
