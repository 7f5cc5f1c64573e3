import { slugOf } from '../lib/slug.ts';
import type { Article } from './article.ts';
import type { Publication, SelectionSettings } from './publication.ts';

/** Some of a publication's articles that people can follow by themselves: they get feeds and a page of their own. */
export interface Selection {
  readonly kind: 'all' | 'tag' | 'author' | 'language';
  /** The tag, the author's name, the language; the publication's title for all. */
  readonly name: string;
  /** The folder of its feeds and its page below the output, such as `tags/news/`; empty for all. */
  readonly path: string;
  /** Newest first. */
  readonly articles: readonly Article[];
}

/** All articles first, then each tag, author and language that more than the whole has, in the order of their paths. */
export function selectionsOf(publication: Publication): readonly Selection[] {
  const known = found.get(publication) ?? select(publication);
  found.set(publication, known);
  return known;
}

/** Feeds and pages both ask, and every article has to be looked at. */
const found = new WeakMap<Publication, readonly Selection[]>();

function select({ settings, articles }: Publication): readonly Selection[] {
  const all: Selection = { kind: 'all', name: settings.title, path: '', articles };
  const groups = [
    ...grouped('tag', 'tags', articles, ({ tags }) => tags),
    ...grouped('author', 'authors', articles, ({ authors }) => authors.map(({ name }) => name)),
    ...grouped('language', 'languages', articles, ({ language }) => [language]),
  ];
  return [all, ...groups];
}

/** The selections that the settings name, in their order; they have feeds but no page. */
export function savedSelectionsOf({ settings, articles }: Publication): SavedSelection[] {
  return settings.feeds.selections.map((selection) => ({
    title: selection.title ?? selection.name,
    path: `selections/${slugOf(selection.name)}/`,
    articles: articles.filter(conditionOf(selection)),
  }));
}

export interface SavedSelection extends Pick<Selection, 'path' | 'articles'> {
  readonly title: string;
}

/**
 * Whether an article meets every condition. Tags and authors as their folders tell them apart; a language with all that
 * are narrower (RFC 4647, section 3.3.1).
 */
export function conditionOf({
  tag,
  author,
  language,
}: Omit<SelectionSettings, 'name'>): (article: Pick<Article, 'tags' | 'authors' | 'language'>) => boolean {
  const isTag = tag === undefined ? undefined : alike('tags', tag);
  const isAuthor = author === undefined ? undefined : alike('authors', author);
  return (article) =>
    (!isTag || article.tags.some(isTag)) &&
    (!isAuthor || article.authors.some(({ name }) => isAuthor(name))) &&
    (language === undefined || `${article.language}-`.toLowerCase().startsWith(`${language}-`.toLowerCase()));
}

/** Whether a name has the same folder as another; many articles have few names. */
function alike(folder: 'tags' | 'authors', other: string): (name: string) => boolean {
  const path = selectionPath(folder, other);
  const known = new Map<string, boolean>();
  return (name) => {
    const is = known.get(name) ?? selectionPath(folder, name) === path;
    known.set(name, is);
    return is;
  };
}

/** The folder of a tag, an author or a language: `tags/c-plus-plus/`. Names that differ only in case share one. */
export function selectionPath(folder: 'tags' | 'authors' | 'languages', name: string): string {
  const words = name.replaceAll('+', ' plus ').replaceAll('#', ' sharp ').replaceAll('&', ' and ');
  const slug = slugOf(words) || [...name].map((character) => character.codePointAt(0)!.toString(16)).join('-');
  return `${folder}/${slug}/`;
}

function grouped(
  kind: Selection['kind'],
  folder: 'tags' | 'authors' | 'languages',
  articles: readonly Article[],
  namesOf: (article: Article) => readonly string[],
): Selection[] {
  const groups = new Map<string, Group>();
  const byName = new Map<string, Group>();
  for (const article of articles) {
    for (const name of namesOf(article)) {
      const group = byName.get(name) ?? groupOf(name, selectionPath(folder, name), groups);
      byName.set(name, group);
      // One article may name a tag in two ways.
      if (group.articles.at(-1) !== article) group.articles.push(article);
    }
  }
  // Where everything has one author or one language, the whole is that selection already.
  const distinct = kind === 'tag' || groups.size > 1 ? [...groups] : [];
  return distinct
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, group]) => ({ kind, name: group.name, path, articles: group.articles }));
}

interface Group {
  /** As the newest article writes it. */
  readonly name: string;
  readonly articles: Article[];
}

function groupOf(name: string, path: string, groups: Map<string, Group>): Group {
  const group = groups.get(path) ?? { name, articles: [] };
  groups.set(path, group);
  return group;
}
