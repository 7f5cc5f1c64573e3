import { Feed } from 'feed';
import { expectEntries } from './expect.js';
import { records } from './records.js';

const [file, count] = process.argv.slice(2);
const articles = records(file, Number(count));
const url = 'https://example.org/';
const feed = new Feed({
  id: url,
  title: 'Bench Letters',
  link: url,
  language: 'en',
  updated: new Date(articles[0].updated),
  feedLinks: { atom: `${url}atom.xml`, json: `${url}feed.json` },
});
for (const article of articles)
  feed.addItem({
    title: article.title,
    id: article.id,
    link: article.url,
    date: new Date(article.updated),
    published: new Date(article.published),
    description: article.summary,
    content: article.content,
    author: article.authors,
    category: article.tags.map((name) => ({ name })),
  });
for (const write of ['atom1', 'rss2', 'json1']) expectEntries(feed[write](), Number(count));
