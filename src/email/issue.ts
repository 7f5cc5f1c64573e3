import type { Article } from '../article.ts';
import type { Issue } from '../issue.ts';
import { isBlank, type Node, oneLine, parseContent, textOf } from './content.ts';

/** Every article is by itself an issue of the same slug. */
export function issueOf(article: Article): Issue {
  const { id, slug, title, summary, language, published, url } = article;
  return {
    id,
    slug,
    subject: oneLine(title),
    preheader: shorten(oneLine(summary ?? firstParagraph(parseContent(article.content)))),
    language,
    date: published,
    items: [{ article, layout: 'full' }],
    url,
  };
}

function firstParagraph(nodes: readonly Node[]): string {
  const paragraph = nodes.find((node) => typeof node === 'object' && node.name === 'p' && !isBlank([textOf([node])]));
  return paragraph ? textOf([paragraph]) : '';
}

/** No inbox shows more than some 140 characters. Cut between words where there are any. */
function shorten(text: string): string {
  if (text.length <= 140) return text;
  const characters = [...new Intl.Segmenter('en').segment(text)];
  if (characters.length <= 140) return text;
  const cut = text.slice(0, characters[139]!.index);
  const words = cut.replace(/\s+\S*$/, '');
  return `${words.length > 80 ? words : cut}…`;
}
