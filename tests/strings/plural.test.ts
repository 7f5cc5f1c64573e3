import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { plural } from '../../src/strings/plural.ts';
import { pageWordsFor } from '../../src/strings/tables.ts';

test.each([
  ['en', [0, 1, 2, 1234], ['0 articles', '1 article', '2 articles', '1,234 articles']],
  ['fr', [0, 1, 2], ['0 article', '1 article', '2 articles']],
  [
    'pl',
    [1, 2, 5, 12, 22, 25],
    ['1 artykuł', '2 artykuły', '5 artykułów', '12 artykułów', '22 artykuły', '25 artykułów'],
  ],
  ['cs', [1, 2, 4, 5, 0], ['1 článek', '2 články', '4 články', '5 článků', '0 článků']],
  ['ru', [1, 3, 5, 11, 21, 104], ['1 статья', '3 статьи', '5 статей', '11 статей', '21 статья', '104 статьи']],
  ['uk', [1, 3, 5, 11, 21], ['1 стаття', '3 статті', '5 статей', '11 статей', '21 стаття']],
  ['ar', [0, 1, 2, 3, 11, 100], ['لا مقالات', 'مقال واحد', 'مقالان', '3 مقالات', '11 مقالاً', '100 مقال']],
  ['he', [1, 2, 3], ['מאמר אחד', 'שני מאמרים', '3 מאמרים']],
  ['ja', [1, 2], ['1本の記事', '2本の記事']],
])('in %s so many articles are counted as the language counts', (language, counts, said) => {
  expect(counts.map(pageWordsFor(language).articles)).toEqual(said);
});

/** Romance languages have a form for millions with "de", which a number in digits does not take. */
const needless = new Set(['fr many', 'es many', 'it many', 'pt many', 'pt-BR many', 'pt-PT many']);

test('every form that a language has is there', () => {
  const files = readdirSync(new URL('../../src/strings/languages/', import.meta.url));
  for (const language of files.map((file) => file.replace(/\.ts$/, '').replace(/^pt$/, 'pt-PT'))) {
    const { articles } = pageWordsFor(language);
    const rules = new Intl.PluralRules(language);
    const words = new Map<string, string>();
    for (const count of [0, 1, 2, 3, 5, 11, 21, 25, 100]) {
      const form = rules.select(count);
      if (needless.has(`${language} ${form}`)) continue;
      const said = articles(count).replace(/\d+/, '');
      expect(words.get(form) ?? said, `${language} ${form}`).toBe(said);
      words.set(form, said);
    }
    // A German "Artikel" and what Turkish counts look like several when they are one.
    if (!/^(de|tr)$/.test(language)) expect(new Set(words.values()).size, language).toBe(words.size);
  }
});

test('a form that nobody wrote is the general one', () => {
  expect(plural('pl', { other: '# wpisu' })(5)).toBe('5 wpisu');
});
