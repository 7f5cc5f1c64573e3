import { escapeText, escapeXml } from '../lib/escape.ts';
import { closeElements } from '../lib/html.ts';
import { shorten } from '../lib/shorten.ts';
import { anchorsAmongOthers } from '../model/anchors.ts';
import type { Article, Image } from '../model/article.ts';
import { longestOpening, openingOf } from '../model/opening.ts';
import type { FeedDocument, Format } from './document.ts';
import { wordsOfContent } from './text.ts';

/** An article as one format carries it. */
export interface FeedEntry {
  readonly article: Article;
  /** Its content markup, the same in all three formats. */
  readonly content: string;
  /** Plain text with words in it. */
  readonly summary?: string;
}

export function entryOf(
  article: Article,
  format: Format,
  { summaries = false, anchors = {} }: Pick<FeedDocument, 'summaries' | 'anchors'> = {},
): FeedEntry {
  const content = summaries ? '' : ownAnchors(article, anchors[article.id] ?? article.slug);
  // RSS describes an item before its content, and an entry without content is nothing but its summary.
  const summary = summaries || format === 'rss' ? summaryOf(article) : article.summary;
  return { article, content, ...(summary?.trim() && { summary }) };
}

/** A reader may show several entries at once. */
function ownAnchors(article: Article, name: string): string {
  const content = contentOf(article);
  return name === '' ? content : anchorsAmongOthers(content, { name, url: article.url });
}

/** The article's own summary, else its opening, else any text that it shows, else its title. */
function summaryOf({ summary, content, title }: Article): string {
  if (summary?.trim()) return summary;
  return openingOf(content) ?? (shorten(wordsOfContent(content), longestOpening) || title);
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
