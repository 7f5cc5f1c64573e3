import { shorten } from '../lib/shorten.ts';
import type { Article, LocalFile } from '../model/article.ts';
import type { Issue } from '../model/issue.ts';
import { excerptOf } from '../model/opening.ts';
import { printableLine } from './content.ts';

/** The issue that an article is by itself, with the same slug. */
export function issueOf(article: Article): Issue {
  const { id, slug, title, language, published, url } = article;
  return {
    id,
    slug,
    subject: printableLine(title),
    // No inbox shows more characters of a preheader.
    preheader: shorten(printableLine(excerptOf(article)), 140),
    language,
    date: published,
    items: [{ article, layout: 'full' }],
    url,
  };
}

/** The same with the article's name as a letter, which is longer where another one has its slug, too. */
export function issueNamed(name: string, article: Article): Issue {
  return { ...issueOf(article), slug: name };
}

/** Whether an issue is a single article, whose title is then the letter's. */
export function isAlone({ items, introduction }: Issue): boolean {
  return items.length === 1 && items[0]!.layout === 'full' && introduction === undefined;
}

/** The local files that the articles and the introduction of an issue show or link to. */
export function localFilesIn({ items, files = [] }: Issue): readonly LocalFile[] {
  return [...files, ...items.flatMap(({ article }) => article.files)];
}
