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

test('without a summary the first paragraph is the preheader', () => {
  const content = '<h2>Not this</h2><p> </p><p>The <em>first</em>\n words.</p><p>No more.</p>';
  expect(issueOf({ ...withoutSummary, content }).preheader).toBe('The first words.');
});

test('without any paragraph there is no preheader', () => {
  expect(issueOf({ ...withoutSummary, content: '<hr />' }).preheader).toBe('');
});

test.each([
  ['between words', 'word '.repeat(60).trim(), /^(word )+word…$/],
  ['in a script without spaces', '霜'.repeat(200), /^霜{139}…$/],
  ['never inside an emoji', '👩‍🌾'.repeat(200), /^(👩‍🌾){139}…$/u],
])('a long preheader is cut %s', (_, text, shape) => {
  const { preheader } = issueOf(sampleArticle({ summary: text }));
  expect(preheader).toMatch(shape);
  expect([...new Intl.Segmenter().segment(preheader)].length).toBeLessThanOrEqual(140);
});
