import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { actionData } from '../../src/email/action.ts';
import { parseContent } from '../../src/email/content.ts';
import { type Sources, templateData } from '../../src/email/data.ts';
import { makeSentinels } from '../../src/email/sentinels.ts';
import { slotKinds } from '../../src/model/slot.ts';
import { wordsFor } from '../../src/strings/tables.ts';
import { sampleArticle, samplePublication } from '../sample.ts';
import { digest } from './digest.ts';
import { newsletter, themeWith } from './letter.ts';

const readme = readFileSync(new URL('../../templates/email/README.md', import.meta.url), 'utf8');
const rows = [...readme.matchAll(/^\| `([\w.]+)` \| (.*) \|$/gm)].map(([, name, told]) => [name!, told!] as const);

/** What templates are given, with every field filled: the names that lead to a value, and what a list's entries have. */
function namesOf(value: object, above = ''): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const [key, inner] of Object.entries(value)) {
    const name = `${above}${key}`;
    if (Array.isArray(inner)) names.set(name, typeof inner[0] === 'object' ? Object.keys(inner[0]) : []);
    else if (typeof inner === 'object' && inner !== null)
      for (const [deeper, entry] of namesOf(inner, `${name}.`)) names.set(deeper, entry);
    else names.set(name, []);
  }
  return names;
}

const editor = { name: 'First Author', image: 'https://example.org/f.png', line: 'Writes from a garden.' };
const settings = samplePublication({ settings: { newsletter: { ...newsletter, editor } } }).settings;
const theme = {
  ...themeWith(),
  face: { url: 'https://example.org/f.png', width: 9, height: 9 },
  logo: { url: 'https://example.org/l.png', darkUrl: 'https://example.org/d.png', width: 9, height: 9 },
};
const sources: Sources = {
  issue: {
    ...digest,
    items: [
      { article: sampleArticle(), layout: 'full' },
      { article: sampleArticle({ slug: 'other' }), layout: 'headline' },
    ],
  },
  introduction: parseContent('<p>Hello.</p>'),
  contents: [[], []],
  endsEarly: [false, false],
  settings,
  theme,
  words: wordsFor('en'),
  offered: makeSentinels(slotKinds(newsletter)).offered,
  dense: false,
};
const { shared, articles } = templateData(sources);
const action = {
  ...{ language: 'en', subject: 'a', heading: 'b', text: 'c', button: 'd', linkInstead: 'e', notes: ['f'] },
};
const inActions = { ...actionData(action, { settings, theme }), slots: { link: 'https://example.org/' } };
const names = new Map([...namesOf(inActions), ...namesOf({ ...shared, articles: [''], article: articles[0]!.data })]);

/** A theme's dark colours have the names of its light ones, and are told once. */
const told = [...names].filter(([name]) => !name.startsWith('theme.dark.'));

test('the README of the themes tells of every name that a template can use, and of no other', () => {
  const documented = rows.map(([name]) => name).filter((name) => name.includes('.') || names.has(name));
  const files = ['layout.mjml', 'article.mjml', 'digest.mjml', 'theme.yaml', 'action.mjml'];
  expect(documented.filter((name) => !files.includes(name)).toSorted()).toEqual(told.map(([name]) => name).toSorted());
});

test.each(told.filter(([, entry]) => entry.length > 0))('it tells what the entries of %s have', (name, entry) => {
  const [, row] = rows.find(([documented]) => documented === name)!;
  expect([...row.matchAll(/`(\w+)`/g)].map(([, key]) => key)).toEqual(entry);
});

test('answers go where the settings say, else to the sender, and nowhere without one', () => {
  const replyUrlWith = (changed: object) =>
    templateData({ ...sources, settings: { ...settings, newsletter: changed } }).shared;
  expect(replyUrlWith({ from: 'a@example.org', replyTo: 'Us & <b+c@example.org>' })).toMatchObject({
    publication: { replyUrl: 'mailto:b%2Bc@example.org' },
  });
  expect(replyUrlWith({ from: 'First Author <a@example.org>' })).toMatchObject({
    publication: { replyUrl: 'mailto:a@example.org', editor: null },
  });
  expect(replyUrlWith({})).toMatchObject({ publication: { replyUrl: null } });
});
