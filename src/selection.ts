import type { Article, Author } from './article.ts';
import { slugOf } from './lib/slug.ts';
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
export function selectionsOf({ settings, articles }: Publication): Selection[] {
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
  return settings.feeds.selections.map(({ name, title = name, ...conditions }) => ({
    title,
    path: `selections/${slugOf(name)}/`,
    articles: articles.filter((article) => meets(article, conditions)),
  }));
}

export interface SavedSelection extends Pick<Selection, 'path' | 'articles'> {
  readonly title: string;
}

/** Tags and authors as their folders tell them apart; a language with all that are narrower (RFC 4647, section 3.3.1). */
function meets(article: Article, { tag, author, language }: Omit<SelectionSettings, 'name'>): boolean {
  const isTag = (name: string) => selectionPath('tags', name) === selectionPath('tags', tag!);
  const isAuthor = ({ name }: Author) => selectionPath('authors', name) === selectionPath('authors', author!);
  const within = `${article.language}-`.toLowerCase();
  return (
    (tag === undefined || article.tags.some(isTag)) &&
    (author === undefined || article.authors.some(isAuthor)) &&
    (language === undefined || within.startsWith(`${language}-`.toLowerCase()))
  );
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
  const groups = new Map<string, { name: string; articles: Set<Article> }>();
  const paths = new Map<string, string>();
  for (const article of articles) {
    for (const name of namesOf(article)) {
      const path = paths.get(name) ?? selectionPath(folder, name);
      paths.set(name, path);
      const group = groups.get(path) ?? { name, articles: new Set() };
      group.articles.add(article);
      groups.set(path, group);
    }
  }
  // Where everything has one author or one language, the whole is that selection already.
  const distinct = kind === 'tag' || groups.size > 1 ? [...groups] : [];
  return distinct
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, group]) => ({ kind, name: group.name, path, articles: [...group.articles] }));
}
