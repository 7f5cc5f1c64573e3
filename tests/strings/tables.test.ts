import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pageWordsFor, wordsFor } from '../../src/strings/tables.ts';

const files = readdirSync(new URL('../../src/strings/languages/', import.meta.url));
const languages = files.map((file) => file.replace(/\.ts$/, ''));
const translated = languages.filter((language) => language !== 'en');

/** A tag whose likeliest country the table does not belong to. */
const tagOf = (language: string) => (language === 'pt' ? 'pt-PT' : language);

/** What a language says as English does, because it has no other word. */
const loanwords: Readonly<Record<string, readonly string[]>> = {
  cs: ['Video'],
  da: ['Links', 'Video'],
  de: ['Audio', 'Links', 'Video'],
  es: ['Audio'],
  fi: ['Video'],
  fr: ['41 articles', 'Audio', 'Image', 'Notes', 'Site'],
  it: ['Audio', 'Formula', 'Video'],
  nb: ['Video'],
  nl: ['Audio', 'Links', 'Video'],
  'pt-BR': ['Links', 'Site'],
  pl: ['Tag'],
  sv: ['Video'],
  tr: ['Site', 'Video'],
};

/** What a sentence is made with, by its key; any other takes one text. */
function givenTo(key: string): (string | number)[] {
  if (/^(allTags|articles)$/.test(key)) return [41];
  return /^(digestSubject|feedOf)$/.test(key) ? ['Quux', 'Zork'] : ['Quux'];
}

/** Every sentence that a language says, under its key. */
function sentencesOf(language: string): Map<string, string> {
  const tables = [wordsFor(tagOf(language)), pageWordsFor(tagOf(language))].flatMap((table) => Object.entries(table));
  const sentences = tables.flatMap(([key, value]): [string, string][] => {
    if (key === 'language') return [];
    if (typeof value === 'function') return [[key, value(...givenTo(key))]];
    if (typeof value === 'string') return [[key, value]];
    return Object.entries<string>(value).map(([name, text]) => [`${key}.${name}`, text]);
  });
  return new Map(sentences);
}

test('twelve languages and more have words, among them Arabic, Hebrew, Japanese and both kinds of Chinese', () => {
  expect(languages.length).toBeGreaterThanOrEqual(20);
  expect(languages).toEqual(expect.arrayContaining(['ar', 'he', 'ja', 'zh-Hans', 'zh-Hant']));
});

describe.each(languages)('%s', (language) => {
  test('its words are found by its tag, and say their language', () => {
    expect(wordsFor(tagOf(language)).language).toBe(language);
    expect(pageWordsFor(tagOf(language)).language).toBe(language);
  });

  test('it says everything, with no space too many and no straight quotes', () => {
    for (const [key, text] of sentencesOf(language)) {
      expect(text, key).toMatch(/\S/);
      expect(text, key).not.toMatch(/ {2}|["']|undefined|#/);
      if (key !== 'colon' && !key.startsWith('quotes')) expect(text.trim(), key).toBe(text);
    }
  });

  test('every sentence holds what it was given, once', () => {
    for (const [key, value] of Object.entries({ ...wordsFor(tagOf(language)), ...pageWordsFor(tagOf(language)) })) {
      if (typeof value !== 'function') continue;
      const said = sentencesOf(language).get(key)!;
      for (const given of givenTo(key)) expect(said.split(`${given}`), `${key}: ${said}`).toHaveLength(2);
    }
  });
});

test.each(translated)('%s has no English sentence left', (language) => {
  const english = sentencesOf('en');
  const neutral = /^(colon|quotes\.|digestSubject|feedOf)/;
  const same = [...sentencesOf(language)].filter(([key, text]) => english.get(key) === text && !neutral.test(key));
  expect(same.map(([, text]) => text).sort()).toEqual(loanwords[language] ?? []);
});

test('every list of the same shape has as many steps', () => {
  for (const language of languages) expect(pageWordsFor(tagOf(language)).steps, language).toHaveLength(3);
});

test('Italian elides before the numbers that begin with a vowel', () => {
  const { articlesSince } = wordsFor('it');
  expect(['8 novembre', '11 novembre', '18 novembre'].map(articlesSince)).toEqual([
    'Articoli dall’8 novembre',
    'Articoli dall’11 novembre',
    'Articoli dal 18 novembre',
  ]);
});

test('a language of another script is written in that script', () => {
  const scripts = { ar: 'Arabic', he: 'Hebrew', ja: 'Hiragana', ko: 'Hangul', ru: 'Cyrillic', uk: 'Cyrillic' };
  for (const [language, script] of Object.entries(scripts)) {
    const { whatAFeedIs, nothingYet } = pageWordsFor(language);
    for (const text of [whatAFeedIs, nothingYet, wordsFor(language).why('')])
      expect(text).toMatch(new RegExp(`\\p{Script=${script}}`, 'u'));
  }
});

test('what Taiwan reads is not what Beijing reads', () => {
  expect([...sentencesOf('zh-Hant').values()].join('')).not.toMatch(/[订阅电邮网这里与档连结图时书]/);
  expect([...sentencesOf('zh-Hans').values()].join('')).not.toMatch(/[訂閱電郵網這裡與檔連結圖時書]/);
});

test.each([
  ['en-GB', 'en'],
  ['de-AT', 'de'],
  ['pt', 'pt-BR'],
  ['pt-BR', 'pt-BR'],
  ['pt-PT', 'pt'],
  ['pt-AO', 'pt'],
  ['zh', 'zh-Hans'],
  ['zh-CN', 'zh-Hans'],
  ['zh-SG', 'zh-Hans'],
  ['zh-TW', 'zh-Hant'],
  ['zh-HK', 'zh-Hant'],
  ['zh-Hant-HK', 'zh-Hant'],
  ['zh-Hans-TW', 'zh-Hans'],
  ['ar-EG', 'ar'],
  ['iw', 'he'],
  ['no', 'nb'],
  ['fr-CA-u-ca-gregory', 'fr'],
  ['eo', 'en'],
  ['und', 'en'],
])('a publication in %s speaks %s', (tag, language) => {
  expect(wordsFor(tag).language).toBe(language);
  expect(pageWordsFor(tag).language).toBe(language);
});
