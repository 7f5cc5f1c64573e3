import { globSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pageWordsFor, serverWordsFor, wordsFor } from '../../src/strings/tables.ts';

const files = readdirSync(new URL('../../src/strings/languages/', import.meta.url));
const languages = files.map((file) => file.replace(/\.ts$/, ''));
const translated = languages.filter((language) => language !== 'en');

/** A tag whose likeliest country the table does not belong to. */
const tagOf = (language: string) => (language === 'pt' ? 'pt-PT' : language);

/** What a language says as English does, because it has no other word. */
const loanwords: Readonly<Record<string, readonly string[]>> = {
  da: ['Links'],
  de: ['Links', 'Website: Quux'],
  fr: ['41 articles', 'Image', 'Notes', 'Site'],
  it: ['Formula'],
  nl: ['Links', 'Website: Quux'],
  'pt-BR': ['Links', 'Site'],
  pl: ['Tag'],
  tr: ['Site'],
};

/** What a sentence is made with, by its key; any other takes one text. */
function givenTo(key: string): (string | number)[] {
  if (/^(allTags|articles|moreRows)$/.test(key)) return [41];
  if (key === 'digestTitles') return ['Quux', 41];
  return /^(digestSubject|feedOf)$/.test(key) ? ['Quux', 'Zork'] : ['Quux'];
}

const tablesOf = (language: string): object[] =>
  [wordsFor, pageWordsFor, serverWordsFor].map((wordsOf) => wordsOf(tagOf(language)));

/** Every sentence that a language says, under its key. */
function sentencesOf(language: string): Map<string, string> {
  const tables = tablesOf(language).flatMap((table) => Object.entries(table));
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
    for (const [key, value] of Object.entries(Object.assign({}, ...tablesOf(language)))) {
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

test('no word is translated that nothing shows', () => {
  const root = new URL('../..', import.meta.url).pathname;
  const files = globSync(['src/**/*.ts', 'templates/{web,email}/**/*.{html,mjml,css}'], { cwd: root });
  const showing = files.filter((file) => !file.startsWith('src/strings/languages'));
  const shown = showing.map((file) => readFileSync(root + file, 'utf8')).join('\n');
  const keys = [wordsFor('en'), pageWordsFor('en')].flatMap((table) => Object.keys(table));
  const place = (key: string) => new RegExp(`\\b(words|[wW]ordsFor\\([^)]*\\))\\.${key}\\b|'${key}'|{ ${key} }`);
  const hidden = keys.filter((key) => !place(key).test(shown));
  expect(hidden).toEqual([]);
});

test('every list of the same shape has as many steps', () => {
  for (const language of languages) expect(pageWordsFor(tagOf(language)).steps, language).toHaveLength(3);
});

test.each([
  ['nb', /strøm|\bbrev/i],
  ['da', /\bbrev/i],
  ['sv', /\bbrev|för att/i],
  ['fi', /\bkirje/i],
  ['ru', /программе для лент/],
  ['uk', /програмі для стрічок|читач/],
  ['zh-Hans', /订阅阅读器/],
  ['zh-Hant', /訂閱閱讀器/],
  ['it', /abbona/i],
  ['tr', /’de\b/],
  ['en', /e-mail|web site/i],
])('%s calls feeds, readers and newsletters as its readers do', (language, wrong) => {
  const { steps, ...pages } = pageWordsFor(language);
  expect([...sentencesOf(language).values(), ...steps].join('\n')).not.toMatch(wrong);
  expect(pages.noReaderYet).toMatch(/RSS|feed reader/i);
});

test.each(
  languages,
)('%s has words for the newer and the older that name no kind of thing, and are not its latest', (language) => {
  const { newer, older, latest, neighbours } = pageWordsFor(tagOf(language));
  expect(new Set([newer, older, latest, neighbours]).size).toBe(4);
  expect(newer).not.toContain(latest);
  expect(newer.split(/\s/).length + older.split(/\s/).length, `${newer}, ${older}`).toBeLessThanOrEqual(4);
});

test.each(
  languages,
)('%s says that a confirmation is open for 7 days, in the mail as on the page before it', (language) => {
  const { asked, mailExpires } = serverWordsFor(tagOf(language));
  expect([asked('Quux'), mailExpires]).toEqual([
    expect.stringMatching(/(?<!\d)7(?!\d)/),
    expect.stringMatching(/(?<!\d)7(?!\d)/),
  ]);
});

test.each(languages)('%s speaks to women and men alike, without a second ending behind a stroke', (language) => {
  for (const [key, text] of sentencesOf(language))
    expect(text, key).not.toMatch(/\p{L}[/·*]\p{L}|\p{Script=Latin}\(\p{L}{1,2}\)/u);
});

test('a language of another script is written in that script', () => {
  const scripts = { ar: 'Arabic', he: 'Hebrew', ja: 'Hiragana', ko: 'Hangul', ru: 'Cyrillic', uk: 'Cyrillic' };
  for (const [language, script] of Object.entries(scripts)) {
    const { whatAFeedIs, nothingYet } = pageWordsFor(language);
    const { asked, mailIgnore } = serverWordsFor(language);
    for (const text of [whatAFeedIs, nothingYet, wordsFor(language).why(''), asked(''), mailIgnore])
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
  ['nn', 'nb'],
  ['nn-NO', 'nb'],
  ['fr-CA-u-ca-gregory', 'fr'],
  ['eo', 'en'],
  ['und', 'en'],
])('a publication in %s speaks %s', (tag, language) => {
  expect(wordsFor(tag).language).toBe(language);
  expect(pageWordsFor(tag).language).toBe(language);
});
