import { oneLine } from '../lib/escape.ts';
import { excerptOf } from '../model/opening.ts';
import { formatDate } from '../strings/language.ts';
import { absolute, articleAddress, encodePath } from './address.ts';
import { link, time } from './html.ts';
import { markOf } from './language.ts';
import type { Page } from './page.ts';
import { type Site, type Topic, topicName } from './site.ts';

/** The number of articles on the first page. */
export const latest = 30;

/** The number of tags on the first page; the page about subscribing lists them all. */
const mostTags = 40;

/** The first page of the archive: the latest articles, and links to all the others. */
export function homePage(site: Site): Page {
  const { settings, words, articles, selections, years } = site;
  const tags = selections.filter(({ kind }) => kind === 'tag');
  return {
    path: 'index.html',
    template: 'home',
    title: '',
    description: settings.description ?? '',
    language: settings.language,
    canonical: absolute('', settings),
    values: {
      entries: articles.slice(0, latest).map((article) => ({
        time: time(article.published, formatDate(article.published, settings.language)),
        link: link(`./${articleAddress(article, settings)}`, oneLine(article.title)),
        summary: excerptOf(article),
        mark: markOf(article.language, settings.language),
      })),
      years: years.map(({ name, path, articles: ofYear }) => ({ name, path, count: words.articles(ofYear.length) })),
      tags: (settings.syndicated ? mostUsed(tags) : tags).map((tag) => wayTo(tag, site)),
      allTags: settings.syndicated && tags.length > mostTags ? words.allTags(tags.length) : '',
      authors: selections.filter(({ kind }) => kind === 'author').map((author) => wayTo(author, site)),
      languages: selections.filter(({ kind }) => kind === 'language').map((language) => wayTo(language, site)),
    },
  };
}

/** The tags with the most articles, still in the order of their paths. */
function mostUsed(tags: readonly Topic[]): readonly Topic[] {
  if (tags.length <= mostTags) return tags;
  const kept = new Set(tags.toSorted((a, b) => b.articles.length - a.articles.length).slice(0, mostTags));
  return tags.filter((tag) => kept.has(tag));
}

function wayTo(topic: Topic, { settings }: Site) {
  return { name: topicName(topic, settings), path: encodePath(topic.path) };
}
