import { expect, test } from 'vitest';
import type { Segments } from '../../../src/email/letter.ts';
import { ProblemError } from '../../../src/model/problem.ts';
import { compileForSending } from '../../../src/publish/letters/compile-letters.ts';
import { gardenWith, settings } from '../garden.ts';

const literal = (segments: Segments) => segments.filter((segment) => typeof segment === 'string').join('');

test('an issue becomes a letter for each reading of it in each language, and ways that lead to them', async () => {
  const compiled = await compileForSending(await gardenWith(), 'november');
  expect(compiled).toMatchObject({
    slug: 'november',
    subject: 'November, friend',
    languages: ['en', 'de'],
    articles: {
      'tag:garden.example.org,2026-11-02:issues/november': [
        'tag:garden.example.org,2026-11-01:frost',
        'tag:garden.example.org,2026-11-02:kale',
      ],
      'tag:garden.example.org,2026-11-01:issues/november-de': ['tag:garden.example.org,2026-11-01:frost'],
    },
    ways: [
      { language: 'de', has: [], lacks: [], letter: 2 },
      { has: [], lacks: ['members'], letter: 0 },
      { has: ['members'], lacks: [], letter: 1 },
    ],
    problems: [],
  });
  expect(compiled.letters.map(({ language, viewUrl }) => [language, viewUrl])).toEqual([
    ['en', 'https://garden.example.org/issues/november/'],
    ['en', 'https://garden.example.org/issues/november/'],
    ['de', 'https://garden.example.org/issues/november-de/'],
  ]);
  const said = ['For all.', 'For members.', 'Guten Morgen.'];
  for (const [index, { letter }] of compiled.letters.entries())
    expect(said.map((phrase) => literal(letter.text).includes(phrase))).toEqual(said.map((_, at) => at === index));
  expect(structuredClone(compiled)).toEqual(JSON.parse(JSON.stringify(compiled)));
  expect(compiled.bytes).toBeGreaterThan(5_000);
});

test('readers of a more special language get its edition, and those of the original keep it', async () => {
  const edition = (language: string) =>
    `---\nsubject: X\nlanguage: ${language}\ntranslationOf: november\narticles: [frost]\n---\n`;
  const config = await gardenWith({
    'tidings.yaml': `${settings}language: de-AT\n`,
    'issues/november.md': '---\nsubject: X\narticles: [frost]\n---\n',
    'issues/november-de.md': edition('de'),
    'issues/november-ch.md': edition('de-CH'),
  });
  const { ways, languages } = await compileForSending(config, 'november');
  expect(ways.map(({ language, letter }) => [language, languages[letter]])).toEqual([
    ['de-AT', 'de-AT'],
    ['de-CH', 'de-CH'],
    ['de', 'de'],
    [undefined, 'de-AT'],
  ]);
});

test('what the rules say of any edition is told, errors first', async () => {
  const config = await gardenWith({
    'tidings.yaml': settings.replace('  address: Garden Lane 1\n', ''),
    'issues/november-de.md':
      '---\nsubject: Der November\nlanguage: de\ntranslationOf: november\narticles: [frost]\n---\n\n[Hier](http://example.org/)\n',
  });
  const { problems } = await compileForSending(config, 'november');
  expect(problems.map(({ rule, file }) => [rule, file])).toEqual([
    ['postal-address', 'tidings.yaml'],
    ['insecure-link', 'issues/november-de.md'],
  ]);
});

test('a list that one leaves by mail only can be sent to, and is told that Gmail shows no button', async () => {
  const config = await gardenWith({
    'tidings.yaml': settings.replace(/unsubscribeUrl: .*/, 'unsubscribeEmail: leave@garden.example.org'),
  });
  const { problems } = await compileForSending(config, 'november');
  expect(problems.map(({ severity, rule, line }) => [severity, rule, line])).toEqual([
    ['warning', 'unsubscribe-button', 3],
  ]);
});

test.each([
  ['draft: true', 'it is a draft'],
  ['date: 2027-01-01', 'its date is still to come'],
  ['tag: weather', 'no article is for it yet'],
])('an edition that is held back by %s is told, for its readers get the issue itself', async (front, because) => {
  const config = await gardenWith({
    'issues/november-de.md': `---\nsubject: Der November\nlanguage: de\ntranslationOf: november\n${front}\n---\n\nGuten Morgen.\n`,
  });
  const { problems, languages } = await compileForSending(config, 'november');
  expect(languages).toEqual(['en']);
  expect(problems.map(({ severity, message }) => [severity, message])).toEqual([
    ['warning', `the edition november-de is held back, for ${because}: its readers get november`],
  ]);
});

test('the letters are the same on another day', async () => {
  const config = await gardenWith();
  const later = { ...config, now: new Date('2027-01-01T00:00:00Z') };
  expect(await compileForSending(later, 'november')).toEqual(await compileForSending(config, 'november'));
});

test.each([
  ['an edition by itself', 'november-de', {}, 'november-de is an edition of november', 2],
  ['an issue that there is not', 'novmber', {}, 'there is no issue "novmber"', 2],
  [
    'a letter without a sender',
    'november',
    { 'tidings.yaml': settings.replace(/ {2}from: .*\n/, '') },
    'the letter has no sender',
    2,
  ],
])('%s is refused', async (_, name, files, message, exitCode) => {
  const error = await compileForSending(await gardenWith(files), name).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(ProblemError);
  expect(error.message).toContain(message);
  expect(error.exitCode).toBe(exitCode);
});

test('progress ends where all is done', async () => {
  const told: number[][] = [];
  await compileForSending(await gardenWith(), 'november', { onProgress: (...step) => told.push(step) });
  expect(told).toEqual([1, 2, 3, 4].map((done) => [done, 4]));
});
