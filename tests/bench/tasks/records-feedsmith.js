import { generateAtomFeed, generateJsonFeed, generateRssFeed } from 'feedsmith';
import { expectEntries } from './expect.js';
import { records } from './records.js';

const [file, count] = process.argv.slice(2);
const articles = records(file, Number(count));
const url = 'https://example.org/';
const title = 'Bench Letters';

const atom = () =>
  generateAtomFeed({
    id: url,
    title: { value: title },
    updated: new Date(articles[0].updated),
    links: [{ href: url, rel: 'alternate' }],
    entries: articles.map((article) => ({
      id: article.id,
      title: { value: article.title },
      updated: new Date(article.updated),
      published: new Date(article.published),
      summary: { value: article.summary },
      content: { value: article.content, type: 'html' },
      authors: article.authors,
      links: [{ href: article.url, rel: 'alternate' }],
      categories: article.tags.map((term) => ({ term })),
    })),
  });

const rss = () =>
  generateRssFeed({
    title,
    link: url,
    description: title,
    items: articles.map((article) => ({
      title: article.title,
      link: article.url,
      guid: { value: article.id, isPermaLink: false },
      pubDate: new Date(article.published),
      description: article.summary,
      categories: article.tags.map((name) => ({ name })),
      content: { encoded: article.content },
      dc: { creators: article.authors.map(({ name }) => name) },
    })),
  });

const json = () =>
  JSON.stringify(
    generateJsonFeed({
      title,
      home_page_url: url,
      items: articles.map((article) => ({
        id: article.id,
        url: article.url,
        title: article.title,
        summary: article.summary,
        content_html: article.content,
        date_published: new Date(article.published),
        date_modified: new Date(article.updated),
        authors: article.authors,
        tags: article.tags,
      })),
    }),
  );

for (const write of [atom, rss, json]) expectEntries(write(), Number(count));
