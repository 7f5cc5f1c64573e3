import { escapeText, escapeXml } from '../lib/escape.ts';
import { closeElements } from '../lib/html.ts';
import { lazyCopy } from '../lib/lazy-copy.ts';
import type { Article, Image } from '../model/article.ts';
import { openingOf } from '../model/opening.ts';

/** An article with its content markup, the same in all three formats. */
export interface FeedEntry {
  readonly article: Article;
  readonly content: string;
}

export function entryOf(article: Article, { summaries = false }: { readonly summaries?: boolean } = {}): FeedEntry {
  return summaries ? summaryOf(article) : { article, content: contentOf(article) };
}

/** An entry without content needs a summary: the article's own, or its opening. */
function summaryOf(article: Article): FeedEntry {
  if (article.summary) return { article, content: '' };
  const summary = openingOf(article.content);
  return { article: summary ? lazyCopy(article, { summary }) : article, content: '' };
}

/**
 * The full content of an article as a feed reader shows it: lead image, text, notice. The fragment
 * parses alike as XML and HTML and has no `]]>`. It omits the summary, for which every format has its own element.
 */
export function contentOf(article: Article): string {
  const { image, notice } = article;
  const content = closeElements(article.content);
  // Many readers show no media:thumbnail, so the lead image opens the content too, unless the text opens with it.
  const lead = image && !opensWith(content, image.url) ? figureOf(image) : '';
  const closing = notice ? `<p><small>${escapeText(notice)}</small></p>` : '';
  // XML parsers see every line end as a line feed (XML 1.0, section 2.11); the other formats must agree.
  const whole = `${lead}${content}${closing}`.trim().replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  return whole.replaceAll(']]>', ']]&gt;');
}

function figureOf(image: Image): string {
  const size = [image.width && ` width="${image.width}"`, image.height && ` height="${image.height}"`];
  const caption = image.caption ? `<figcaption>${escapeText(image.caption)}</figcaption>` : '';
  const attributes = `src="${escapeXml(image.url)}" alt="${escapeXml(image.alt)}"${size.filter(Boolean).join('')}`;
  return `<figure><img ${attributes} />${caption}</figure>`;
}

/** Whether the content begins with this image. */
function opensWith(content: string, url: string): boolean {
  const opening = /^(?:\s|<(?!img\b)[^>]*>)*<img\b[^>]*>/.exec(content)?.[0];
  return opening?.includes(`src="${escapeXml(url)}"`) ?? false;
}
