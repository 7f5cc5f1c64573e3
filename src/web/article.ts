import { escapeXml, oneLine } from '../lib/escape.ts';
import type { Article, Attachment, Image } from '../model/article.ts';
import { excerptOf } from '../model/opening.ts';
import { pageFile } from '../model/page-path.ts';
import { formatDuration, formatSize } from '../strings/calendar.ts';
import { formatDate } from '../strings/language.ts';
import type { Words } from '../strings/table.ts';
import { pageWordsFor, wordsFor } from '../strings/tables.ts';
import { articleAddress, encodePath, fromPage, rootFrom } from './address.ts';
import { pageContent } from './content.ts';
import { articleData } from './data.ts';
import { around, aroundAll, besideLink, link, span, time } from './html.ts';
import { markOf, spokenIn } from './language.ts';
import type { Page } from './page.ts';
import type { Site } from './site.ts';

/** The previous and the next article by date. */
export interface Neighbours {
  readonly newer: Article | undefined;
  readonly older: Article | undefined;
}

/** The page of one article. @param path Its file, relative to the output, if that is not the article's own. */
export function articlePage(
  article: Article,
  near: Neighbours,
  site: Site,
  path = pageFile(article, site.settings),
): Page {
  const root = rootFrom(path);
  const description = excerptOf(article);
  return {
    path,
    template: 'article',
    title: article.title,
    description,
    language: article.language,
    canonical: article.url,
    ...(article.image && { image: article.image }),
    article: {
      published: article.published,
      updated: article.updated,
      authors: article.authors.map(({ name }) => oneLine(name)).join(', '),
      tags: article.tags.map(oneLine),
    },
    data: articleData(article, description, site.settings),
    values: {
      ...viewOf(article, { url: article.url, root }, site),
      mailed: '',
      beside: besideOf(near, article, site, root),
    },
  };
}

/** The template values of an article. @param place Its own address in its content, and the path to the root. */
export function viewOf(article: Article, place: { readonly url: string; readonly root: string }, site: Site) {
  const { settings } = site;
  const { root } = place;
  const { language, published } = article;
  const words = wordsFor(language);
  const marks = markOf(words.language, language);
  const table = pageWordsFor(language).table;
  // Dates in one language look alike throughout a publication: an article in `en` uses the format of its `en-GB`.
  const dated = spokenIn(language, settings.language);
  return {
    title: oneLine(article.title),
    summary: oneLine(article.summary ?? ''),
    dates: time(published, formatDate(published, dated)) + updateOf(article, dated),
    byline: linkedByline(article, site, root),
    source: article.source ? `<span${marks}>${sourceOf(article.source, words)}</span>` : '',
    content: pageContent(article.content, { base: settings.url, ...place, table }),
    ...extrasOf(article, site, root),
    tags: article.tags.map((tag) => tagOf(tag, site, root)).join(''),
  };
}

/** The template values of the text's lead image, attachments and notice. */
export function extrasOf(
  {
    image,
    attachments = [],
    notice,
    language,
  }: Partial<Pick<Article, 'image' | 'attachments' | 'notice'>> & Pick<Article, 'language'>,
  site: Site,
  root: string,
) {
  const words = wordsFor(language);
  return {
    image: image ? imageOf(image, site, root) : '',
    attachments: attachments.map((attachment) => attachmentOf(attachment, language, site, root)).join(''),
    attachmentsHeading: span(words.attachments, markOf(words.language, language)),
    notice: oneLine(notice ?? ''),
  };
}

/** The date of the last update; empty if that is the day of publication. */
function updateOf({ published, updated, language }: Article, dated: string): string {
  if (updated.slice(0, 10) === published.slice(0, 10)) return '';
  const words = pageWordsFor(language);
  const day = formatDate(updated, spokenIn(words.language, dated));
  return ` <span class="updated"${markOf(words.language, language)}>${time(updated, words.updated(day))}</span>`;
}

/** The page folder of each author; undefined for an author without a page here. */
export function authorPages({ authors }: Article, site: Site): (string | undefined)[] {
  return authors.map(({ name }) => site.authorPage(name));
}

/** "By A and B": each name links to the author's page here, else to the author's own site. */
export function linkedByline(article: Article, site: Site, root: string): string {
  const words = wordsFor(article.language);
  const names = article.authors.map(({ name, url }) => {
    const page = site.authorPage(name);
    const href = page === undefined ? url : root + encodePath(page);
    const text = oneLine(name);
    return { text, html: `<bdi>${href === undefined ? escapeXml(text) : link(href, text, ' rel="author"')}</bdi>` };
  });
  const byline = aroundAll(names, words.language, words.byline);
  return `<span${markOf(words.language, article.language)}>${byline}</span>`;
}

function sourceOf({ name, url }: NonNullable<Article['source']>, words: Words): string {
  return around(`<bdi>${link(url, oneLine(name))}</bdi>`, words.firstPublishedBy);
}

function imageOf({ url, alt, width, height, caption }: Image, { settings }: Site, root: string): string {
  const size = width && height ? ` width="${width}" height="${height}"` : '';
  const image = `<img src="${escapeXml(fromPage(url, settings, root))}" alt="${escapeXml(oneLine(alt))}"${size}>`;
  return caption ? `${image}\n<figcaption>${escapeXml(oneLine(caption))}</figcaption>` : image;
}

function attachmentOf(attachment: Attachment, language: string, { settings }: Site, root: string): string {
  const { label, details } = labelOf(attachment, language);
  const type = ` type="${escapeXml(attachment.type)}"`;
  const file = link(fromPage(attachment.url, settings, root), label, type);
  return `<li>${file} <span class="details">${escapeXml(details)}</span></li>\n`;
}

function tagOf(tag: string, site: Site, root: string): string {
  return `<li>${link(root + encodePath(site.folderOf('tags', tag)), oneLine(tag), ' rel="tag"')}</li>\n`;
}

function besideOf(
  { newer, older }: Neighbours,
  { language }: Article,
  { settings, words }: Site,
  root: string,
): string {
  const marks = markOf(words.language, language);
  const neighbour = (article: Article | undefined, rel: 'prev' | 'next', label: string) => {
    if (!article) return '';
    const title = span(oneLine(article.title), markOf(article.language, language));
    return besideLink(rel, root + articleAddress(article, settings), span(label, marks), title);
  };
  return neighbour(older, 'prev', words.older) + neighbour(newer, 'next', words.newer);
}

/** The label and details of an attachment: "Tides of the week", "CSV, 2 kB". */
function labelOf({ url, title, type, length, duration }: Attachment, language: string) {
  const file = fileName(url);
  const details = [
    extensionOf(file) ?? type,
    length !== undefined && formatSize(length, language),
    duration !== undefined && formatDuration(duration),
  ];
  return { label: oneLine(title ?? '') || file, details: details.filter(Boolean).join(', ') };
}

function fileName(url: string): string {
  const name = new URL(url).pathname.split('/').filter(Boolean).at(-1) ?? url;
  try {
    return oneLine(decodeURIComponent(name)) || name;
  } catch {
    return name;
  }
}

function extensionOf(file: string): string | undefined {
  return /\.([a-z0-9]{2,4})$/i.exec(file)?.[1]?.toUpperCase();
}
