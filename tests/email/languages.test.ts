import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Article } from '../../src/model/article.ts';
import { identifyArticles } from '../../src/publish/lock/identify.ts';
import { readArticles } from '../../src/read/index.ts';
import { directionOf } from '../../src/strings/language.ts';
import { wordsFor } from '../../src/strings/tables.ts';
import { samplePublication } from '../sample.ts';
import { letterOf, newsletter } from './letter.ts';
import { mjmlAlone } from './mjml-alone.ts';

/**
 * The same article in every language that has words: `<code>.md` and its letter, `<code>.html` and `<code>.txt`. To add
 * a language, write its article and run `npx vitest -u tests/email/languages.test.ts`; then read what it wrote.
 */
const folder = fileURLToPath(new URL('languages/', import.meta.url));
const languages = readdirSync(folder).flatMap((file) => (file.endsWith('.md') ? [file.slice(0, -3)] : []));

async function articleIn(language: string): Promise<Article> {
  const { settings } = samplePublication();
  const { manuscripts, problems } = await readArticles(`${folder}${language}.md`, {
    settings,
    noticePattern: /^disclaimer\b/i,
    root: folder,
    display: (file) => file.slice(folder.length),
    slugFrom: 'title',
  });
  expect(problems).toEqual([]);
  return identifyArticles(manuscripts, [], settings, new Date('2026-11-23T12:00:00Z')).articles[0]!;
}

/** One letter a language, without the English texts of the sample's publication. */
async function letterIn(language: string) {
  const article = await articleIn(language);
  const letter = await letterOf(article, { language: article.language, newsletter, image: undefined });
  return { article, ...letter };
}

test('every language that has words has a letter', () => {
  const tables = readdirSync(new URL('../../src/strings/languages/', import.meta.url));
  expect(languages.map((language) => `${language}.ts`).sort()).toEqual(tables.sort());
});

describe.each(languages)('%s', async (language) => {
  const { article, html, text, mjml } = await letterIn(language);
  const direction = directionOf(language);

  test('its letter reads as it did', async () => {
    await expect(text).toMatchFileSnapshot(`${folder}${language}.txt`);
    await expect(html).toMatchFileSnapshot(`${folder}${language}.html`);
    expect(await mjmlAlone(mjml)).toBe(html);
  });

  test('its letter says its language and direction, on the page and around what stands in it', () => {
    const marks = `lang="${article.language}" dir="${direction}"`;
    expect(html).toContain(`<html ${marks}`);
    expect(html).toMatch(new RegExp(`role="article" ${marks}`));
  });

  test('its letter speaks no other language', () => {
    const own = new Set(Object.values(wordsFor(article.language)));
    const english = Object.values(wordsFor('en')).filter((word) => typeof word === 'string' && !own.has(word));
    expect(own).toContain(language);
    for (const word of english.filter((word) => word.length > 8)) expect(text).not.toContain(word);
    const marked = [...html.matchAll(/\slang="([^"]+)"/g)].map(([, marked]) => marked);
    expect(new Set(marked)).toEqual(new Set([article.language, language]));
  });
});
