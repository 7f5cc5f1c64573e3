import { escapeText, escapeXml, oneLine } from '../lib/escape.ts';
import { readable } from '../lib/uri.ts';
import type { Article } from '../model/article.ts';
import { contentWithin, groupItems, introductionWithin, lastChange } from '../model/edition.ts';
import type { Issue, IssueItem } from '../model/issue.ts';
import { excerptOf } from '../model/opening.ts';
import type { Settings } from '../model/publication.ts';
import { directionOf, joinNames } from '../strings/language.ts';
import { wordsFor } from '../strings/tables.ts';
import { contentOf } from './content.ts';

/**
 * An issue as an entry of a feed: an article of its own, by the publication's authors. Its content is built, and that
 * of its articles read, only on first access. It has no image: the introduction opens it, and its articles have theirs.
 */
export function articleOfIssue(issue: Issue, settings: Settings, names: LetterNames): Article {
  const { id, slug, url, preheader, language, date, origin } = issue;
  const fingerprint = fingerprintOf(issue, names);
  return {
    id,
    slug,
    url,
    title: oneLine(issue.subject),
    ...(preheader && { summary: oneLine(preheader) }),
    get content() {
      return contentOfIssue(issue, names);
    },
    published: date,
    updated: lastChange(issue),
    authors: settings.authors,
    language,
    tags: [],
    attachments: [],
    draft: false,
    files: [],
    origin: origin ?? { file: url, line: 1 },
    ...(fingerprint !== undefined && { fingerprint }),
  };
}

/** The inputs that the record depends on; undefined if an article does not declare its own. */
function fingerprintOf({ items, ...own }: Issue, names: LetterNames): string | undefined {
  if (items.some(({ article }) => article.fingerprint === undefined)) return undefined;
  return JSON.stringify([
    own,
    items.map(({ article, layout }) => [layout, article.id, article.fingerprint, nameOf(article, names)]),
  ]);
}

type LetterNames = ReadonlyMap<Article, string>;

function nameOf(article: Article, names: LetterNames): string {
  return names.get(article) ?? article.slug;
}

function contentOfIssue(issue: Issue, names: LetterNames): string {
  const parts = groupItems(issue.items).flatMap((group, index) => {
    if (group[0].layout === 'headline') return headlines(group, issue, index === 0);
    return group.map((item) => inLanguage(item.article, issue, partOf(item, issue, names)));
  });
  return [introductionWithin(issue), ...parts].join('\n').trim();
}

function partOf({ article, layout }: IssueItem, issue: Issue, names: LetterNames): string {
  const { url, title, authors, language } = article;
  const words = wordsFor(language);
  const byline = joinNames(
    authors.map(({ name }) => oneLine(name)),
    words.language,
  );
  const opening = `<h2>${link(url, oneLine(title))}</h2><p><small>${escapeText(words.byline(byline))}</small></p>`;
  const summary = article.summary ? `<p><em>${escapeText(oneLine(article.summary))}</em></p>` : '';
  if (layout === 'full') {
    const content = contentWithin(article, issue, nameOf(article, names));
    return `${opening}${summary}${contentOf({ ...article, content })}${filesOf(article)}`;
  }
  return `${opening}<p>${escapeText(excerptOf(article))}</p><p>${link(url, words.continueReading)}</p>`;
}

/** An enclosure belongs to one article, so an issue links to the files of its articles instead. */
function filesOf({ attachments, language }: Article): string {
  if (attachments.length === 0) return '';
  const links = attachments.map(({ url, title }) => {
    const file = readable(new URL(url).pathname.split('/').at(-1) ?? '');
    return `<li>${link(url, oneLine(title ?? '') || oneLine(file) || url)}</li>`;
  });
  return `<p><strong>${escapeText(wordsFor(language).attachments)}</strong></p><ul>${links.join('')}</ul>`;
}

function headlines(group: readonly IssueItem[], issue: Issue, isFirst: boolean): string {
  const links = group.map(
    ({ article }) => `<li>${inLanguage(article, issue, link(article.url, oneLine(article.title)), 'span')}</li>`,
  );
  const heading = isFirst ? '' : `<h2>${escapeText(wordsFor(issue.language).moreOnTheWeb)}</h2>`;
  return `${heading}<ul>${links.join('')}</ul>`;
}

function inLanguage({ language }: Article, issue: Issue, markup: string, element = 'div'): string {
  if (language === issue.language) return markup;
  return `<${element} lang="${escapeXml(language)}" dir="${directionOf(language)}">${markup}</${element}>`;
}

function link(url: string, text: string): string {
  return `<a href="${escapeXml(url)}">${escapeText(text)}</a>`;
}
