import type { Article } from '../model/article.ts';
import type { Issue } from '../model/issue.ts';
import { isBlank, type Node, oneLine, parseContent, textOf } from './content.ts';

/** Every article is by itself an issue of the same slug. */
export function issueOf(article: Article): Issue {
  const { id, slug, title, summary, language, published, url } = article;
  return {
    id,
    slug,
    subject: oneLine(title),
    // No inbox shows more characters.
    preheader: shorten(oneLine(summary ?? firstParagraph(parseContent(article.content))), 140),
    language,
    date: published,
    items: [{ article, layout: 'full' }],
    url,
  };
}

/** Whether an issue is nothing but an article, whose title is then the letter's. */
export function isAlone({ items, introduction }: Issue): boolean {
  return items.length === 1 && items[0]!.layout === 'full' && introduction === undefined;
}

/** What a letter says of an article that it only points to: its summary, else its first words. Plain text in one line. */
export function excerptOf({ summary, content }: Article): string {
  return oneLine(summary ?? '') || shorten(oneLine(firstParagraph(parseContent(content))), 280);
}

function firstParagraph(nodes: readonly Node[]): string {
  const paragraph = nodes.find((node) => typeof node === 'object' && node.name === 'p' && !isBlank([textOf([node])]));
  return paragraph ? textOf([paragraph]) : '';
}

/** Cut between words where there are any, to at most so many characters. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  let count = 0;
  let end = 0;
  // One by one: a paragraph may be as long as a book.
  for (const { index } of new Intl.Segmenter('en').segment(text)) {
    count += 1;
    if (count === most) end = index;
    if (count > most) break;
  }
  if (count <= most) return text;
  const cut = text.slice(0, end);
  const words = cut.replace(/\s+\S*$/, '');
  return `${words.length > most / 2 ? words : cut}…`;
}
