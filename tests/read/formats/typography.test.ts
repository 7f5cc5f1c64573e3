import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMarkdown } from '../../../src/read/formats/markdown.ts';
import type { Foreign } from '../../../src/read/formats/source.ts';
import { typographic } from '../../../src/read/formats/typography.ts';
import { runs } from '../../runs.ts';

const foreign: Foreign = {
  dialect: 'markdown',
  site: { url: 'https://example.org/', title: 'T', language: 'en' },
  keeps: false,
};
const htmlOf = (text: string, language: string | undefined = 'en', dialect?: Foreign) => {
  const { content } = readMarkdown(text, { title: 'T' }, undefined, dialect, language);
  return ('html' in content ? content.html : content.xhtml).trim();
};
const said = `She said "the 'first' frost -- it's here"...`;

test.each([
  ['ar', 'She said «the ‹first› frost – it’s here»…'],
  ['cs', 'She said „the ‚first‘ frost – it’s here“…'],
  ['da', 'She said ”the ’first’ frost – it’s here”…'],
  ['de', 'She said „the ‚first‘ frost – it’s here“…'],
  ['de-AT', 'She said „the ‚first‘ frost – it’s here“…'],
  ['en', 'She said “the ‘first’ frost – it’s here”…'],
  ['es', 'She said «the “first” frost – it’s here»…'],
  ['fi', 'She said ”the ’first’ frost – it’s here”…'],
  ['fr', 'She said «\u00a0the “first” frost – it’s here\u00a0»…'],
  ['he', 'She said ״the ׳first׳ frost – it’s here״…'],
  ['it', 'She said «the “first” frost – it’s here»…'],
  ['ja', 'She said 「the 『first』 frost – it’s here」…'],
  ['ko', 'She said “the ‘first’ frost – it’s here”…'],
  ['nb', 'She said «the ‘first’ frost – it’s here»…'],
  ['nl', 'She said ‘the “first” frost – it’s here’…'],
  ['pl', 'She said „the «first» frost – it’s here”…'],
  ['pt-PT', 'She said «the “first” frost – it’s here»…'],
  ['pt-BR', 'She said “the ‘first’ frost – it’s here”…'],
  ['ru', 'She said «the „first“ frost – it’s here»…'],
  ['sv', 'She said ”the ’first’ frost – it’s here”…'],
  ['tr', 'She said “the ‘first’ frost – it’s here”…'],
  ['uk', 'She said «the „first“ frost – it’s here»…'],
  ['zh-Hans', 'She said “the ‘first’ frost – it’s here”…'],
  ['zh-TW', 'She said 「the 『first』 frost – it’s here」…'],
  ['eo', 'She said “the ‘first’ frost – it’s here”…'],
])('in %s words have the signs of the language, in a text and in a title', (language, expected) => {
  expect(htmlOf(said, language)).toBe(`<p>${expected}</p>`);
  expect(typographic(said, language)).toBe(expected);
});

test('in French no line breaks before a sign of two parts or within quotation marks', () => {
  expect(htmlOf('Quoi ? Oui ; « non » : voilà !', 'fr-CA')).toBe(
    '<p>Quoi\u202f? Oui\u202f; «\u00a0non\u00a0»\u00a0: voilà\u202f!</p>',
  );
});

describe.each([
  ['an issue', undefined],
  ['an article', foreign],
])('in %s', (_, dialect) => {
  test.each([
    ['code', '`"a" -- b...`', '<p><code>&quot;a&quot; -- b...</code></p>'],
    ['a fence', '```\n"a" -- b...\n```', '<pre><code>&quot;a&quot; -- b...\n</code></pre>'],
    ['code in HTML', 'A <code>"a" -- b...</code> c', '<p>A <code>&quot;a&quot; -- b...</code> c</p>'],
    ['HTML', '<p title="a -- b">"A" -- b...</p>', '<p title="a -- b">"A" -- b...</p>'],
    ['an attribute of HTML', 'A <i title="a -- b">c</i>', '<p>A <i title="a -- b">c</i></p>'],
    [
      'an address',
      '<https://example.org/a--b...>',
      '<p><a href="https://example.org/a--b...">https://example.org/a--b...</a></p>',
    ],
    [
      'a bare address',
      'https://example.org/a--b',
      '<p><a href="https://example.org/a--b">https://example.org/a--b</a></p>',
    ],
    [
      'the address of a link',
      "[It](https://example.org/it's--a)",
      '<p><a href="https://example.org/it\'s--a">It</a></p>',
    ],
    [
      'a title of a link',
      '[A](https://example.org/ "b -- c")',
      '<p><a href="https://example.org/" title="b -- c">A</a></p>',
    ],
    ['options of programs', 'Run it with --all or -x.', '<p>Run it with --all or -x.</p>'],
    ['signs after a backslash', '5\\\'10\\" and \\"so\\"', "<p>5'10&quot; and &quot;so&quot;</p>"],
    ['marks of copyright', '(c) 2026 +-1', '<p>(c) 2026 +-1</p>'],
  ])('%s stays as it is', (_kind, text, html) => {
    expect(htmlOf(text, 'en', dialect)).toBe(html);
  });

  test('marks fit around emphasis and links, and in lists, headings and tables', () => {
    expect(htmlOf('"*A*" and "[b](https://example.org/)"', 'en', dialect)).toBe(
      '<p>“<em>A</em>” and “<a href="https://example.org/">b</a>”</p>',
    );
    expect(htmlOf('## The "end"\n\n- It\'s --- so', 'en', dialect)).toBe(
      '<h2 id="the-end">The “end”</h2>\n<ul>\n<li>It’s — so</li>\n</ul>',
    );
    expect(htmlOf('| "a" |\n|---|\n| b... |', 'en', dialect)).toContain('<td>b…</td>');
  });

  test('without the setting nothing changes', () => {
    const { content } = readMarkdown(said, { title: 'T' }, undefined, dialect);
    expect('html' in content && content.html.trim()).toBe(`<p>${said.replaceAll('"', '&quot;')}</p>`);
  });
});

test('a text that is set already stays as it is', () => {
  const text = fc
    .array(fc.constantFrom('"', "'", '-', '.', ' ', 'a', 'B', '!', ':', '\u00e9', '漢'))
    .map((all) => all.join(''));
  fc.assert(
    fc.property(text, fc.constantFrom('en', 'de', 'fr', 'ja', 'he'), (plain, language) => {
      const once = typographic(plain, language);
      expect(once.replace(/[\p{P}\p{Zs}]/gu, '')).toBe(plain.replace(/[\p{P}\p{Zs}]/gu, ''));
      if (!/["']|--|\.\.\./.test(once)) expect(typographic(once, language)).toBe(once);
    }),
    { numRuns: runs(300) },
  );
});

test.each([
  ['en', "It was the '20s and the '90s.", 'It was the ’20s and the ’90s.'],
  ['en', "'90s music", '’90s music'],
  ['en', "'Tis late, and 'twas early; 'twill be", '’Tis late, and ’twas early; ’twill be'],
  ['en', "'Tisn't so", '’Tisn’t so'],
  ['en', "rock-'n'-roll and rock 'n' roll", 'rock-’n’-roll and rock ’n’ roll'],
  ['de', "Wir hören Rock 'n' Roll.", 'Wir hören Rock ’n’ Roll.'],
  ['de', "Die '90s", 'Die ’90s'],
  ['en', "Get 'em 'til dawn, 'cause", 'Get ’em ’til dawn, ’cause'],
  ['en', "Cap 'n Boat", 'Cap ’n Boat'],
])('in %s an apostrophe at the start of a word is none of its quotation marks: %s', (language, text, expected) => {
  expect(typographic(text, language)).toBe(expected);
  expect(htmlOf(text, language)).toBe(`<p>${expected}</p>`);
});

test.each([
  ["the letter 'n' and", 'the letter ‘n’ and'],
  ["'cause and effect' is one", '‘cause and effect’ is one'],
  ["the word 'til' is short", 'the word ‘til’ is short'],
  ["'20 boats' came", '‘20 boats’ came'],
  ["he said 'I hear '90s songs'", 'he said ‘I hear ’90s songs’'],
])('words in single quotation marks keep them, whatever they begin with: %s', (text, expected) => {
  expect(typographic(text, 'en')).toBe(expected);
});
