import fc from 'fast-check';
import { expect, test } from 'vitest';
import { literalsIn } from '../../src/lib/literals.ts';
import { runs } from '../runs.ts';

const found = (source: string, isPython = false) =>
  Object.fromEntries(literalsIn(source, isPython).map(({ path, value }) => [path.join('.'), value]));

test.each([
  ["const title = 'Quay';", { title: 'Quay' }],
  ['export const SITE: Site = { url: "https://a.example" };', { 'SITE.url': 'https://a.example' }],
  ["{ author: { name: 'K', 'e-mail': `k` } }", { 'author.name': 'K', 'author.e-mail': 'k' }],
  ["title: 'It\\'s \\u0041'", { title: "It's A" }],
  ["// title: 'No'\n/* url: 'No' */ title: 'Yes'", { title: 'Yes' }],
  ["url: process.env.URL || 'https://a.example'", { url: 'https://a.example' }],
  ["base: new URL('https://a.example')", { base: 'https://a.example' }],
  ["filter: (text) => text.replace(/['\"]/g, ''), title: 'Yes'", { title: 'Yes' }],
  ['cleanUrls: true', { cleanUrls: 'true' }],
])('a program that says %s is understood without being run', (source, expected) => {
  expect(found(source)).toMatchObject(expected);
});

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: a template of the program that is read
test('a value that is partly computed is marked, and its literal rest is kept', () => {
  expect(literalsIn('title: `Quay${more}`')).toEqual([{ path: ['title'], value: 'Quay', isPartial: true }]);
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: -

test('settings in Python have comments and strings of their own', () => {
  expect(
    found("# SITENAME = 'No'\nSITENAME = 'Quay'  # it's\nLINKS = ((\"a\", 'b'),)\nPATH = \"content\"", true),
  ).toMatchObject({
    SITENAME: 'Quay',
    PATH: 'content',
  });
});

test('no text ends the search in anything but a list', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      expect(Array.isArray(literalsIn(text))).toBe(true);
    }),
    { numRuns: runs(200) },
  );
});
