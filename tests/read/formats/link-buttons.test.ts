import { describe, expect, test } from 'vitest';
import { clean } from '../../../src/clean/html.ts';
import { readMarkdown } from '../../../src/read/formats/markdown.ts';
import type { Foreign } from '../../../src/read/formats/source.ts';

const foreign: Foreign = {
  dialect: 'markdown',
  site: { url: 'https://example.org/', title: 'T', language: 'en' },
  keeps: false,
};
const htmlOf = (text: string, kind: 'issue' | 'article') => {
  const { content } = readMarkdown(text, { title: 'T' }, undefined, kind === 'article' ? foreign : undefined);
  return ('html' in content ? content.html : content.xhtml).trim();
};
const button = '<a href="https://example.org/" class="button">';

describe.each(['issue', 'article'] as const)('in an %s', (kind) => {
  test.each([
    ['[Join](https://example.org/){.button}', `<p>${button}Join</a></p>`],
    ['[Join](https://example.org/){ .button }', `<p>${button}Join</a></p>`],
    ['[Join](https://example.org/){:.button}', `<p>${button}Join</a></p>`],
    ['[**Jo**in](https://example.org/){.button}', `<p>${button}<strong>Jo</strong>in</a></p>`],
    ['**[Join](https://example.org/){.button}**', `<p><strong>${button}Join</a></strong></p>`],
    ['[Join][a]{.button}\n\n[a]: https://example.org/', `<p>${button}Join</a></p>`],
    ['<https://example.org/>{.button}', `<p>${button}https://example.org/</a></p>`],
    ['- [Join](https://example.org/){.button}', `<ul>\n<li>${button}Join</a></li>\n</ul>`],
    ['[A](https://example.org/){.button} [B](https://example.org/){.button}', `<p>${button}A</a> ${button}B</a></p>`],
  ])('%s is a button', (text, html) => {
    expect(htmlOf(text, kind)).toBe(html);
  });

  test.each([
    '`[Join](https://example.org/){.button}`',
    '```\n[Join](https://example.org/){.button}\n```',
  ])('code keeps it: %s', (text) => expect(htmlOf(text, kind)).toContain('{.button}'));

  test.each([
    '[Join](https://example.org/) {.button}',
    '![Join](https://example.org/a.png){.button}',
    '[](https://example.org/){.button}',
    '[Join](https://example.org/){.buttons}',
    '[Join](https://example.org/){#id .x onclick=alert(1)}',
  ])('%s is none', (text) => expect(htmlOf(text, kind)).not.toContain('class="button"'));
});

test.each([
  '{#id .x onclick=alert(1)}',
  '{.button .big}',
  '{.buttons}',
  '{button}',
  '{',
])('all other braces of an issue stay as they were: %s', (braces) =>
  expect(htmlOf(`[Join](https://example.org/)${braces}`, 'issue')).toBe(
    `<p><a href="https://example.org/">Join</a>${braces}</p>`,
  ));

test.each([
  ['[](https://example.org/){.button}', '<p>A</p>\n'],
  ['A [ ](https://example.org/){.button} b', '<p>A  b</p>'],
])('a button without words in an article is left out, and a warning: %s', (text, html) => {
  const { content, foreign: revealed } = readMarkdown(`A\n\n${text}`, { title: 'T' }, undefined, foreign);
  expect(revealed?.unknown).toEqual([{ text: '{.button}', line: 3, isWordless: true }]);
  expect('html' in content ? content.html : content.xhtml).toContain(html);
});

describe('cleaning', () => {
  const cleaned = (html: string) => {
    const fragment = clean(html, { url: 'https://example.org/', language: 'en' });
    return 'fault' in fragment ? fragment.fault : fragment.pieces.join('');
  };

  test.each([
    [
      '<p><a class="big button red" href="https://example.org/">A</a></p>',
      `<p><a class="button" href="https://example.org/">A</a></p>`,
    ],
    ['<p><a class="buttons" href="https://example.org/">A</a></p>', '<p><a href="https://example.org/">A</a></p>'],
    ['<h2><a class="button" href="https://example.org/">A</a></h2>', '<h2><a href="https://example.org/">A</a></h2>'],
    ['<p><a class="button" href="javascript:alert(1)">A</a></p>', '<p>A</p>'],
    ['<p><a class="button" id="a" href="javascript:alert(1)">A</a></p>', '<p><a id="a">A</a></p>'],
    ['<p class="button">A</p>', '<p>A</p>'],
    ['<p align="CENTER">A</p>', '<p align="center">A</p>'],
    ['<h2 align="right">A</h2>', '<h2 align="right">A</h2>'],
    ['<div align="left">A</div>', '<div align="left">A</div>'],
    ['<p align="justify">A</p>', '<p>A</p>'],
    ['<p style="color:red;text-align: center">A</p>', '<p align="center">A</p>'],
    ['<ul align="center"><li>A</li></ul>', '<ul><li>A</li></ul>'],
  ])('makes of %s %s', (html, expected) => {
    expect(cleaned(html)).toBe(expected);
    expect(cleaned(expected)).toBe(expected);
  });
});
