import { nearest } from '../../lib/nearest.ts';
import type { Article, Manuscript } from '../../model/article.ts';
import type { Problem } from '../../model/problem.ts';
import { articlePath, type Redirect, type Settings } from '../../model/publication.ts';
import type { IssueReference as Listed } from '../../read/issues/issue-front.ts';
import type { LockEntry } from '../lock/lock.ts';

/** The articles that an issue can hold, and the reasons why others cannot be held. */
export interface Stock {
  readonly settings: Pick<Settings, 'url' | 'permalink' | 'timezone'>;
  /** The published ones, newest first. */
  readonly articles: readonly Article[];
  /** The lock's lines, with those of removed articles. */
  readonly entries: readonly LockEntry[];
  readonly redirects: readonly Redirect[];
  readonly held: { readonly drafts: readonly Manuscript[]; readonly future: readonly Manuscript[] };
}

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
export function finder({ settings, articles, entries, redirects, held }: Stock): (entry: Listed) => Meant {
  const byId = new Map(articles.map((article) => [article.id, article]));
  const bySlug = new Map(articles.map((article) => [article.slug, article]));
  const byUrl = new Map(articles.map((article) => [article.url, article]));
  const moved = new Map(redirects.map(({ from, to }) => [from, to]));
  const removed = entries.filter((entry) => entry.removed !== undefined);
  const goneById = new Set(removed.map(({ id }) => id));
  const goneBySlug = new Map(removed.map(({ id, slug }) => [slug, id]));
  const bySlugOnce = (slug: string) => {
    const path = new URL(articlePath(settings, slug), settings.url).pathname;
    return byUrl.get(moved.get(path) ?? '');
  };
  const nearTo = (slug: string) => {
    const near = nearest(slug, [...bySlug.keys()]);
    const newest = articles.slice(0, 5).map((article) => article.slug);
    if (newest.length === 0) return 'Write an article first.';
    return near ? `Did you mean "${near}"?` : `An article is named by its slug. The newest are: ${newest.join(', ')}.`;
  };
  return ({ id = '', slug = '' }) => {
    const article = byId.get(id) ?? (goneById.has(id) ? undefined : (bySlug.get(slug) ?? bySlugOnce(slug)));
    if (article) return { article };
    const name = slug || id;
    const gone = goneById.has(id) ? id : goneBySlug.get(slug);
    const has = (manuscripts: readonly Manuscript[]) => manuscripts.some((manuscript) => manuscript.slug === slug);
    if (gone !== undefined && id !== '') return { gone, name };
    if (has(held.drafts))
      return fault(`${name} is a draft`, 'Take "draft: true" out of it, or take it out of the issue.');
    if (has(held.future)) return { awaited: true };
    return gone !== undefined ? { gone, name } : fault(`there is no article "${name}"`, nearTo(slug));
  };
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
