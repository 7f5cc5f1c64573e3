// What a person would write in an afternoon: gray-matter, marked and `feed`, nothing checked, nothing cleaned.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Feed } from 'feed';
import matter from 'gray-matter';
import { marked } from 'marked';
import { expectEntries } from './expect.js';

const [folder, count] = process.argv.slice(2);
const url = 'https://example.org/';
const author = { name: 'First Author' };

const articles = readdirSync(folder)
  .filter((file) => file.endsWith('.md'))
  .map((file) => {
    const { data, content } = matter(readFileSync(join(folder, file), 'utf8'));
    const slug = file.replace(/\.md$/, '');
    return { ...data, slug, html: marked.parse(content) };
  })
  .toSorted((a, b) => b.date - a.date);

const feed = new Feed({
  id: url,
  title: 'Bench Letters',
  link: url,
  language: 'en',
  updated: articles[0].date,
  feedLinks: { atom: `${url}atom.xml`, json: `${url}feed.json` },
});
for (const { title, date, summary, tags, slug, html } of articles)
  feed.addItem({
    title,
    id: `tag:example.org,2026:${slug}`,
    link: `${url}articles/${slug}/`,
    date,
    published: date,
    description: summary,
    content: html,
    author: [author],
    category: tags.map((name) => ({ name })),
  });
for (const write of ['atom1', 'rss2', 'json1']) expectEntries(feed[write](), Number(count));
