import { escapeXml, oneLine } from '../lib/escape.ts';
import type { Article } from '../model/article.ts';
import { contentWithin, type Group, groupItems, introductionWithin, lastChange } from '../model/edition.ts';
import type { Issue, IssueItem } from '../model/issue.ts';
import { letterFileName, letterFolder } from '../model/letter-name.ts';
import { excerptOf } from '../model/opening.ts';
import { formatDate } from '../strings/language.ts';
import { pageWordsFor, wordsFor } from '../strings/tables.ts';
import { articleAddress, encodePath, rootFrom } from './address.ts';
import { articlePage, linkedByline, viewOf } from './article.ts';
import { pageContent } from './content.ts';
import { issueData } from './data.ts';
import { besideLink, link, span, time } from './html.ts';
import { markOf, spokenIn } from './language.ts';
import type { Page } from './page.ts';
import type { Site } from './site.ts';

/** The previous and the next issue by date. */
export interface NearIssues {
  readonly newer: Issue | undefined;
  readonly older: Issue | undefined;
}

/** The web view of a hand-made issue, for a reader without tags or fields. `isMade`: whether its letter is there to be linked to. */
export function issuePage(issue: Issue, near: NearIssues, site: Site, isMade = true): Page {
  const { settings } = site;
  const { language, items } = issue;
  const image = items.map(({ article }) => article.image).find((one) => one !== undefined);
  const words = pageWordsFor(language);
  const date = formatDate(issue.date, spokenIn(language, settings.language));
  return {
    path: issueFile(issue.slug),
    template: 'issue',
    title: issue.subject,
    description: excerptOf({ summary: issue.preheader, content: issue.introduction ?? '' }),
    language,
    // A letter that is no news is nothing to find.
    ...(issue.sendOn === undefined && { canonical: issue.url }),
    ...(image && { image }),
    article: {
      published: issue.date,
      updated: lastChange(issue),
      authors: settings.authors.map(({ name }) => oneLine(name)).join(', '),
      tags: [],
    },
    data: issueData(issue, settings),
    follow: { path: 'issues/', name: site.words.issues },
    values: {
      title: oneLine(issue.subject),
      kind: span(words.kinds.issue, markOf(words.language, language)),
      date: issue.sendOn === undefined ? time(issue.date, date) : '',
      ...bodyOf(issue, site),
      mailed: isMade ? mailedAs(language) : '',
      beside: besideOf(near, issue, site),
    },
  };
}

/** The web view of an article that is a letter by itself: a copy of the article's page, which stays canonical. */
export function letterPage(article: Article, site: Site, isMade = true): Page {
  const page = articlePage(article, { newer: undefined, older: undefined }, site, issueFile(site.nameOf(article)));
  return isMade ? { ...page, values: { ...page.values, mailed: mailedAs(article.language) } } : page;
}

/** The file of an issue's page, relative to the output; the letter as mailed is next to it. */
export function issueFile(slug: string): string {
  return `${letterFolder(slug)}index.html`;
}

/** The address of an issue's page below the root. */
export function issueAddress(slug: string): string {
  return encodePath(letterFolder(slug));
}

function bodyOf(issue: Issue, site: Site) {
  const { language, url, items } = issue;
  const root = rootFrom(issueFile(issue.slug));
  const { table } = pageWordsFor(language);
  const words = wordsFor(language);
  const whole = items.filter(({ layout }) => layout === 'full');
  return {
    introduction: pageContent(introductionWithin(issue), { base: site.settings.url, url, root, table }),
    contentsHeading: span(words.contents, markOf(words.language, language)),
    contents: whole.length < 2 ? '' : whole.map(({ article }) => `<li>${wayTo(article, issue, site)}</li>\n`).join(''),
    parts: groupItems(items).map((group, index) => partOf(group, { issue, site, root, isFirst: index === 0 })),
  };
}

/** A link within the page. */
function wayTo(article: Article, issue: Issue, site: Site): string {
  const { title, language } = article;
  return link(`#${encodeURIComponent(idOf(article, site))}`, oneLine(title), markOf(language, issue.language));
}

function idOf(article: Article, site: Site): string {
  return letterFileName(site.nameOf(article));
}

interface Place {
  readonly issue: Issue;
  readonly site: Site;
  readonly root: string;
  readonly isFirst: boolean;
}

function partOf(group: Group, place: Place) {
  const [{ article, layout }] = group;
  const { issue, site, root } = place;
  if (layout === 'headline') return headlines(group, place);
  const part = {
    layout,
    id: idOf(article, site),
    mark: markOf(article.language, issue.language),
    link: titleOf(article, place),
  };
  if (layout === 'summary') return { ...part, ...briefOf(article, place) };
  const whole = { ...article, content: contentWithin(article, issue, site.nameOf(article)) };
  return { ...part, ...viewOf(whole, { url: issue.url, root }, site) };
}

function titleOf(article: Article, place: Place, marks = ''): string {
  return link(addressOf(article, place), oneLine(article.title), marks);
}

/** The page of an article here; that of somebody else's is elsewhere. */
function addressOf(article: Article, { site, root }: Place): string {
  return article.foreign ? article.url : root + articleAddress(article, site.settings);
}

function briefOf(article: Article, place: Place) {
  const { site, root } = place;
  const { title, language } = article;
  const words = wordsFor(language);
  // In a screen reader's list of links, equal texts would not say where each link leads.
  const name = escapeXml(words.continueReading + words.colon + oneLine(title));
  const marks = ` aria-label="${name}"${markOf(words.language, language)}`;
  return {
    byline: linkedByline(article, site, root),
    summary: excerptOf(article),
    more: link(addressOf(article, place), words.continueReading, marks),
  };
}

function headlines(group: readonly IssueItem[], place: Place) {
  const { language } = place.issue;
  const words = wordsFor(language);
  const links = group.map(({ article }) => `<li>${titleOf(article, place, markOf(article.language, language))}</li>\n`);
  return {
    layout: 'headline',
    heading: place.isFirst ? '' : span(words.moreOnTheWeb, markOf(words.language, language)),
    links: links.join(''),
  };
}

function mailedAs(language: string): string {
  const words = pageWordsFor(language);
  const html = link('email.html', 'HTML', ' type="text/html"');
  const text = link('email.txt', words.plainText, ' type="text/plain"');
  return `<span${markOf(words.language, language)}>${escapeXml(words.byEmail)} ${html} ${text}</span>`;
}

function besideOf({ newer, older }: NearIssues, { language, slug }: Issue, { words }: Site): string {
  const root = rootFrom(issueFile(slug));
  const marks = markOf(words.language, language);
  const neighbour = (issue: Issue | undefined, rel: 'prev' | 'next', label: string) => {
    if (!issue) return '';
    const subject = span(oneLine(issue.subject), markOf(issue.language, language));
    return besideLink(rel, root + issueAddress(issue.slug), span(label, marks), subject);
  };
  return neighbour(older, 'prev', words.older) + neighbour(newer, 'next', words.newer);
}
