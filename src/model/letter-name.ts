import type { Article } from './article.ts';

type Named = Pick<Article, 'slug' | 'section' | 'url'>;

/**
 * The names of articles as letters: in commands, in the ledger and in the paths of their files. The slug where no other
 * article has it, else `section/slug`, else the path of the address, which no other has.
 */
export function letterNames<One extends Named>(articles: readonly One[]): ReadonlyMap<One, string> {
  // Many file systems make no difference between capitals and small letters.
  const bySlug = Map.groupBy(articles, ({ slug }) => slug.toLowerCase());
  if (bySlug.size === articles.length) return new Map(articles.map((article) => [article, article.slug]));
  const names = new Map<One, string>();
  for (const same of bySlug.values()) {
    if (same.length === 1) names.set(same[0]!, same[0]!.slug);
    else
      for (const alike of Map.groupBy(same, (one) => sectionName(one).toLowerCase()).values()) nameAlike(alike, names);
  }
  return names;
}

function nameAlike<One extends Named>(alike: readonly One[], names: Map<One, string>): void {
  for (const article of alike) names.set(article, alike.length === 1 ? sectionName(article) : pathName(article));
}

/** The slug after the section, if there is one. */
export function sectionName({ slug, section }: Pick<Named, 'slug' | 'section'>): string {
  return section ? `${section}/${slug}` : slug;
}

function pathName({ url, slug }: Named): string {
  const path = URL.parse(url)?.pathname.replace(/^\/+|(\/index)?(\.html?)?\/*$/g, '') ?? '';
  return path === '' ? slug : path;
}

/**
 * The articles that a name may mean: the one that has it, else those whose slug it is, with the section before it or
 * without.
 */
export function articlesNamed<One extends Named>(
  name: string,
  articles: readonly One[],
  names: ReadonlyMap<One, string> = letterNames(articles),
): readonly One[] {
  const own = articles.filter((article) => names.get(article) === name);
  if (own.length > 0) return own;
  return articles.filter((article) => article.slug === name || sectionName(article) === name);
}

/** The folder of a letter, relative to the output, ending in `/`. */
export function letterFolder(name: string): string {
  return `issues/${letterFileName(name)}/`;
}

/** A letter's name as that of a file on any system. */
export function letterFileName(name: string): string {
  return name.replace(/[/\\:*?"<>|\s%\u0000-\u001f\u007f]+/g, '-');
}
