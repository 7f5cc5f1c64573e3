import type { Article } from '../article.ts';
import { isBlank, type Node, oneLine, parseContent, textOf } from './content.ts';

/** What one letter is made of. */
export interface Issue {
  readonly slug: string;
  /** Plain text in one line. */
  readonly subject: string;
  /** Plain text in one line, which an inbox shows beside the subject. It may be empty. */
  readonly preheader: string;
  /** BCP 47. */
  readonly language: string;
  /** RFC 3339 with an offset. */
  readonly date: string;
  /** At least one. */
  readonly articles: readonly Article[];
  /** The web page that the letter stands for. */
  readonly url: string;
}

/** Every article is by itself an issue of the same slug. */
export function issueOf(article: Article): Issue {
  const { slug, title, summary, language, published, url } = article;
  return {
    slug,
    subject: oneLine(title),
    preheader: shorten(oneLine(summary ?? firstParagraph(parseContent(article.content)))),
    language,
    date: published,
    articles: [article],
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
