import { oneLine } from '../lib/escape.ts';
import type { Article } from '../model/article.ts';
import { formatDayOfMonth, formatDayOfYear, formatMonth } from '../strings/calendar.ts';
import { absolute, articleAddress, rootFrom } from './address.ts';
import { feedLinks } from './feeds.ts';
import { besideLink, link, span, time } from './html.ts';
import { markOf } from './language.ts';
import type { Page } from './page.ts';
import { type Site, type Topic, topicName, type Year } from './site.ts';

/** Every article of a year, by month. */
export function yearPage(year: Year, site: Site): Page {
  const { language } = site.settings;
  const index = site.years.indexOf(year);
  return listPage(year.path, year.name, site, {
    kind: site.words.archive,
    website: '',
    count: site.words.articles(year.articles.length),
    follow: '',
    feeds: [],
    groups: grouped(year.path, year.articles, site, {
      by: ({ published }) => published.slice(0, 7),
      heading: ({ published }) => formatMonth(published, language),
      day: ({ published }) => formatDayOfMonth(published, language),
    }),
    beside: besideYear(site.years[index + 1], 'prev', site) + besideYear(site.years[index - 1], 'next', site),
  });
}

function besideYear(year: Year | undefined, rel: 'prev' | 'next', { words, settings }: Site): string {
  if (!year) return '';
  const label = span(rel === 'prev' ? words.older : words.newer, markOf(words.language, settings.language));
  return besideLink(rel, rootFrom(year.path) + year.path, label, year.name);
}

/** Every article of a tag, an author or a language, by year. */
export function topicPage(topic: Topic, site: Site): Page {
  const { language } = site.settings;
  const name = topicName(topic, site.settings);
  const page = listPage(topic.path, name, site, {
    kind: site.words.kinds[topic.kind],
    website: websiteOf(topic, site),
    count: site.words.articles(topic.articles.length),
    follow: site.words.follow(name),
    feeds: feedLinks(topic.path, name, site),
    groups: grouped(topic.path, topic.articles, site, {
      by: ({ published }) => published.slice(0, 4),
      heading: ({ published }) => published.slice(0, 4),
      day: ({ published }) => formatDayOfYear(published, language),
    }),
    beside: '',
  });
  return { ...page, follow: { path: topic.path, name } };
}

function listPage(folder: string, title: string, site: Site, values: object): Page {
  return {
    path: `${folder}index.html`,
    template: 'list',
    title,
    description: '',
    language: site.settings.language,
    canonical: absolute(folder, site.settings),
    values: { ...values, title },
  };
}

interface Grouping {
  by(article: Article): string;
  heading(article: Article): string;
  day(article: Article): string;
}

function grouped(folder: string, articles: readonly Article[], site: Site, { by, heading, day }: Grouping) {
  return [...Map.groupBy(articles, by)]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([, members]) => ({
      heading: heading(members[0]!),
      entries: members.map((article) => ({
        time: time(article.published, day(article)),
        link: linkTo(article, site, rootFrom(folder)),
      })),
    }));
}

/** The linked title of an article in a list. */
function linkTo(article: Article, { settings }: Site, root: string): string {
  return link(
    root + articleAddress(article, settings),
    oneLine(article.title),
    markOf(article.language, settings.language),
  );
}

/** An author's own site, from the newest article that names it. */
function websiteOf({ kind, name, articles }: Topic, site: Site): string {
  if (kind !== 'author') return '';
  const url = articles.flatMap(({ authors }) => authors).find((author) => author.name === name && author.url)?.url;
  return url ? link(url, site.words.website(url.replace(/^https?:\/\/(www\.)?|\/$/gi, '')), ' rel="author"') : '';
}
