import { expect, test } from 'vitest';
import { issueOf } from '../../src/email/issue.ts';
import { sampleArticle } from '../sample.ts';

const { summary: _, ...withoutSummary } = sampleArticle();

test('an article is an issue of its own slug, date, language and page', () => {
  const article = sampleArticle();
  expect(issueOf(article)).toEqual({
    id: article.id,
    slug: article.slug,
    subject: article.title,
    preheader: article.summary,
    language: article.language,
    date: article.published,
    items: [{ article, layout: 'full' }],
    url: article.url,
  });
});

test('a subject is one line, whatever the title holds', () => {
  expect(issueOf(sampleArticle({ title: ' One\r\n two\tthree\u0085 ' })).subject).toBe('One two three');
});

test('without a summary the opening is the preheader', () => {
  const content = '<h2>Not this</h2><p> </p><p>The <em>first</em>\n words.</p><p>No more.</p>';
  expect(issueOf({ ...withoutSummary, content }).preheader).toBe('The first words.');
});

test('without any paragraph there is no preheader', () => {
  expect(issueOf({ ...withoutSummary, content: '<hr />' }).preheader).toBe('');
});

test('a long summary is a preheader of what an inbox shows', () => {
  expect(issueOf(sampleArticle({ summary: 'word '.repeat(60) })).preheader).toMatch(/^(word ){27}word…$/);
});
