import { expect, test } from 'vitest';
import { compileIssue } from '../../src/email/compile.ts';
import { fallbackValues, fillLetter } from '../../src/email/slots.ts';
import type { Issue, ItemLayout } from '../../src/model/issue.ts';
import { sampleArticle, samplePublication } from '../sample.ts';
import { newsletter, themeWith } from './letter.ts';

const { image: _image, source: _source, notice: _notice, ...bare } = sampleArticle({ attachments: [] });

function item(slug: string, title: string, layout: ItemLayout, content = '<p>Body.</p>') {
  const url = `https://example.org/articles/${slug}/`;
  return { article: { ...bare, id: `tag:example.org,2026:${slug}`, slug, url, title, content }, layout };
}

const issue: Issue = {
  id: 'tag:example.org,2026:issues/winter',
  slug: 'winter',
  subject: 'Winter in the garden',
  preheader: '',
  language: 'en',
  date: '2026-11-23T09:00:00+01:00',
  url: 'https://example.org/issues/winter/',
  introduction: '<p>Good morning. <a href="https://example.org/map">The map</a> is new.</p>',
  items: [
    item('frost', 'Frost', 'full', '<p>It <a href="https://example.org/x">froze</a>.</p>'),
    item('kale', 'Kale', 'summary'),
    item('leeks', 'Leeks', 'headline'),
    item('soup', 'Soup for everybody who comes by', 'headline'),
  ],
};

async function letterOf(changed: Partial<Issue> = {}) {
  const publication = samplePublication({ settings: { newsletter } });
  const made = { ...issue, ...changed };
  const letter = await compileIssue(made, publication, themeWith());
  return fillLetter(letter, fallbackValues(made, publication.settings));
}

test('a letter to those who confirm names no day, for each of them gets it on another one', async () => {
  const { text, html } = await letterOf({ sendOn: 'confirmed', items: [] });
  expect(text).toMatch(/^Example Letters\n\nWinter in the garden\n/);
  expect(text + html).not.toContain('2026');
});

test('a letter of several articles opens with its introduction and lists what it holds', async () => {
  const { text } = await letterOf();
  expect(text.split('\n-- \n')[0]).toBe(`Example Letters · November 23, 2026

Winter in the garden
====================

Good morning. The map [1] is new.

Links:
[1] https://example.org/map

In this issue:
1. Frost
2. Kale …


1. Frost
========

What the garden keeps when the nights turn cold.

By First Author and Second Author

It froze [1].

Links:
[1] https://example.org/x

Read on the web: https://example.org/articles/frost/


2. Kale
=======

What the garden keeps when the nights turn cold.

By First Author and Second Author
Continue reading: https://example.org/articles/kale/


More on the web
===============

- Leeks
  https://example.org/articles/leeks/

- Soup for everybody who comes by
  https://example.org/articles/soup/
`);
});

test('a summary that nobody wrote is the first words of the article', async () => {
  const { summary: _, ...article } = item('kale', 'Kale', 'summary', `<p>${'One two three. '.repeat(40)}</p>`).article;
  const { text } = await letterOf({ items: [{ article, layout: 'summary' }] });
  expect(text).toMatch(/\n\nOne two three\.[\s\S]{200,280}…\n\nBy First/);
});

test('one article needs neither a number nor a list', async () => {
  const { text } = await letterOf({ items: issue.items.slice(0, 1) });
  expect(text).toContain('\n\nFrost\n=====\n');
  expect(text).not.toContain('In this issue');
});

test('a letter may be all introduction', async () => {
  const { text } = await letterOf({ items: [] });
  expect(text).toContain('[1] https://example.org/map\n\n-- \n');
});

test('numbers of more than one figure line up', async () => {
  const items = Array.from({ length: 10 }, (_, index) => item(`a${index}`, `Article ${index}`, 'summary'));
  const { text } = await letterOf({ items });
  expect(text).toContain('In this issue:\n 1. Article 0 …\n');
  expect(text).toContain('\n10. Article 9 …\n');
});

test('below the title of an article among others, its own headings are one level lower', async () => {
  const content = '<h2>Sub</h2><h6>Deep</h6>';
  const { html } = await letterOf({ items: [item('frost', 'Frost', 'full', content)] });
  expect(html).toMatch(/<h3[^>]*>Sub<\/h3>/);
  expect(html).toMatch(/<h6[^>]*>Deep<\/h6>/);
});

test('a lead image that is a drawing is a link in both parts', async () => {
  const image = { url: 'https://example.org/map.svg', alt: 'A map', caption: 'Drawn by hand' };
  const { article } = item('frost', 'Frost', 'full');
  const { html, text } = await letterOf({ items: [{ article: { ...article, image }, layout: 'full' }] });
  expect(html).toMatch(/<a href="https:\/\/example.org\/map.svg"[^>]*>Image: A map<\/a>/);
  expect(html).not.toContain('src="https://example.org/map.svg"');
  expect(text).toContain('Image: A map [1]\nDrawn by hand');
});
