import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { directionOf } from '../../src/strings/language.ts';
import { pageWordsFor, wordsFor } from '../../src/strings/tables.ts';
import { articleOf, pagesOf, publicationOf } from './publication.ts';
import { select } from './reading.ts';

const files = readdirSync(new URL('../../src/strings/languages/', import.meta.url));
const languages = files.map((file) => file.replace(/\.ts$/, '')).filter((language) => language !== 'en');

/** Pages of every kind, in one language but for names. */
function pagesIn(language: string) {
  const article = { language, authors: [{ name: 'A' }, { name: 'B' }], tags: ['T'], summary: 'S', content: '<p>C</p>' };
  const articles = [
    articleOf({ ...article, slug: 'one', title: 'X', updated: '2026-12-01T09:00:00Z' }),
    articleOf({ ...article, slug: 'two', title: 'Y', published: '2025-01-01T09:00:00Z', authors: [{ name: 'B' }] }),
  ];
  const { feeds } = publicationOf([]).settings;
  return pagesOf(
    publicationOf(articles, {
      language,
      title: 'P',
      description: 'D',
      rights: 'R',
      feeds: { ...feeds, summaries: true },
    }),
  );
}

describe.each(languages)('the pages of a publication in %s', (language) => {
  const tag = language === 'pt' ? 'pt-PT' : language;
  const pages = Object.entries(pagesIn(tag)).filter(([path]) => path.endsWith('.html'));

  test('say their language and direction, and mark nothing as another', () => {
    for (const [path, html] of pages) {
      expect(select(html, 'html')[0]!.attributes, path).toEqual({ lang: tag, dir: directionOf(tag) });
      expect(html.match(/\slang="[^"]*"/g), path).toHaveLength(1);
    }
  });

  test('hold no word of English', () => {
    const own = new Set<unknown>([...Object.values(pageWordsFor(tag)), ...Object.values(wordsFor(tag))]);
    const english = [...Object.values(pageWordsFor('en')), ...Object.values(wordsFor('en'))];
    const words = english.filter((word) => typeof word === 'string' && word.length > 7 && !own.has(word));
    for (const [path, html] of pages) for (const word of words) expect(html, path).not.toContain(word as string);
  });
});

test('a language that heads its page begins with a capital', () => {
  const pages = pagesOf(publicationOf([articleOf(), articleOf({ slug: 'b', language: 'ar' })], { language: 'fr' }));
  expect(select(pages['languages/ar/index.html']!, 'h1')[0]!.text).toBe('Arabe');
});
