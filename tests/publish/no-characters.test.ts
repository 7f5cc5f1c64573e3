import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ProblemError } from '../../src/model/problem.ts';
import { buildPublication } from '../../src/publish/build.ts';
import { gardenWith, settings } from './garden.ts';

/* Controls and U+FFFE, U+FFFF, which XML 1.0 forbids, and U+FDD0 to U+FDEF, which mark the slots of a letter. */

const listed = (problems: ProblemError['problems']) =>
  problems
    .filter(({ rule }) => rule === 'control-character')
    .map(({ severity, file, line, column, message }) => `${severity} ${file}:${line}:${column} ${message}`);

/** All files of the output that show a word, joined. */
async function built(files: Readonly<Record<string, string>>) {
  const config = await gardenWith(files);
  const { problems } = await buildPublication(config);
  const read = (path: string) => readFile(join(config.output, path), 'utf8').catch(() => '');
  const paths = [
    'atom.xml',
    'feed.json',
    'articles/tide/index.html',
    'issues/tide/email.html',
    'issues/may/email.html',
    'about/index.html',
  ];
  return { told: listed(problems), output: (await Promise.all(paths.map(read))).join('\n') };
}

async function refused(files: Readonly<Record<string, string>>) {
  const error = await gardenWith(files)
    .then(buildPublication)
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  expect(error).toBeInstanceOf(ProblemError);
  return (error as ProblemError).problems.map(
    ({ file, line, column, message }) => `${file}:${line}:${column} ${message}`,
  );
}

const markdown = (title: string, text: string) => `---\ntitle: ${title}\ndate: 2026-11-20\n---\n\n${text}\n`;
const characters = ['\u0001', '\u0008', '\u001f', '\ufdd0', '\ufdd4', '\ufdd5', '\ufdef', '\ufffe', '\uffff'];

test.each(
  characters.map((one) => [one.charCodeAt(0).toString(16), one] as const),
)('U+%s in an article is left out of all that is made of it, with a warning at its line and column', async (code, character) => {
  const { told, output } = await built({ 'articles/tide.md': markdown('Tide', `High wa${character}ter.`) });
  expect(told).toEqual([
    `warning articles/tide.md:6:8 this holds U+${code.toUpperCase().padStart(4, '0')}, which is no character: it is left out`,
  ]);
  expect(output).toContain('High water.');
  expect(output).not.toContain(character);
});

test.each([
  ['the title in front matter', { 'articles/tide.md': markdown('High wa\ufdd0ter', 'x') }, 'articles/tide.md:2:15'],
  ['an article in plain text', { 'articles/tide.txt': 'High wa\uffffter\n\nSummary.\n' }, 'articles/tide.txt:1:8'],
  [
    'an article in JSON',
    { 'articles/tide.json': '{"title": "High wa\ufdd0ter", "content": "x"}' },
    'articles/tide.json:1:19',
  ],
  [
    'an article in HTML',
    { 'articles/tide.html': '<title>Tide</title>\n<p>High wa\ufdd1ter</p>' },
    'articles/tide.html:2:11',
  ],
  [
    'the introduction of an issue',
    { 'issues/may.md': '---\nsubject: May\narticles: [frost]\n---\n\nHigh wa\ufdd0ter.\n' },
    'issues/may.md:6:8',
  ],
  [
    'the subject of an issue',
    { 'issues/may.md': '---\nsubject: High wa\uffffter\narticles: [frost]\n---\n' },
    'issues/may.md:2:17',
  ],
  ['a page of the site', { 'pages/about.md': '# About\n\nHigh wa\ufffeter.\n' }, 'pages/about.md:3:8'],
])('%s is warned of in the same way', async (_, files, place) => {
  const { told, output } = await built(files as Record<string, string>);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(`warning ${place} this holds U+F`);
  expect(output).toContain('High water');
});

test('several are counted in one warning', async () => {
  const { told } = await built({ 'articles/tide.md': markdown('Tide', 'A\uffffB\ufdd0C\u0001.') });
  expect(told).toEqual([
    'warning articles/tide.md:6:2 this holds U+FFFF, which is no character, and 2 more like it: it is left out',
  ]);
});

test.each([
  ['a reference in Markdown', { 'articles/tide.md': markdown('Tide', 'High wa&#xFDD0;&#xFFFF;ter.') }],
  ['a reference in HTML', { 'articles/tide.html': '<title>Tide</title>\n<p>High wa&#64976;ter</p>' }],
  ['an escape in JSON', { 'articles/tide.json': '{"title": "Tide", "content": "<p>High wa\\ufdd0ter</p>"}' }],
])('%s that means no character is left out', async (_, files) => {
  expect((await built(files as Record<string, string>)).output).toContain('High wa');
});

test('an issue keeps its slots beside what is left out', async () => {
  const { output } = await built({
    'issues/may.md':
      '---\nsubject: May\narticles: [frost]\n---\n\nHello {{ name | default: "reader" }}, hi\ufdd00\ufdd1gh.\n',
  });
  expect(output).toContain('hi0gh');
  expect(output).not.toMatch(/[\ufdd0-\ufdef]/);
});

test.each([
  [
    'tidings.yaml',
    { 'tidings.yaml': settings.replace('title: ', 'title: A\uffff') },
    /^tidings\.yaml:\d+:9 this holds U\+FFFF/,
  ],
  [
    'an escape of tidings.yaml',
    { 'tidings.yaml': `${settings}description: "A \\uFDD3"\n` },
    /^tidings\.yaml:\d+:14 this holds U\+FDD3/,
  ],
  [
    'an escape of front matter',
    { 'articles/tide.md': markdown('"A \\uFDD3"', 'x') },
    /^articles\/tide\.md:2:8 this holds U\+FDD3/,
  ],
])('in %s it is an error at its line and column', async (_, files, message) => {
  expect((await refused(files as Record<string, string>))[0]).toMatch(message);
});

test('a file of nothing but such is empty, and says both', async () => {
  expect(await refused({ 'articles/tide.txt': '\u0008\n\n' })).toEqual(
    expect.arrayContaining([
      expect.stringContaining('articles/tide.txt:1'),
      expect.stringContaining('articles/tide.txt:1:1 this holds U+0008'),
    ]),
  );
});
