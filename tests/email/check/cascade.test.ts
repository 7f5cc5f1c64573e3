import { describe, expect, test } from 'vitest';
import { cascade } from '../../../src/email/check/cascade.ts';
import { readMarkup } from '../../../src/email/check/markup.ts';

/** The colour that holds for the element with the id `x`. */
function colorOf(css: string, html: string, mode: 'light' | 'dark' = 'light'): string | undefined {
  const markup = readMarkup(`<html><head><style>${css}</style></head><body>${html}</body></html>`);
  const tag = markup.tags.find(({ attributes }) => attributes.id === 'x')!;
  return cascade(markup, mode).get(tag)!.get('color');
}

const nested = '<div class="letter page"><p class="muted"><a id="x" href="https://example.org/">x</a></p></div>';

describe('what holds for an element', () => {
  test.each([
    ['a { color: red }', 'red'],
    ['* { color: red }', 'red'],
    ['#x { color: red } a { color: blue }', 'red'],
    ['.letter .muted a { color: red } .letter a { color: blue }', 'red'],
    ['.letter a { color: red } .page a { color: blue }', 'blue'],
    ['a { color: red !important } .letter .muted a { color: blue }', 'red'],
    ['p > a { color: red }', 'red'],
    ['div > a { color: red }', undefined],
    ['.letter.page a { color: red }', 'red'],
    ['.letter.other a { color: red }', undefined],
    ['a[href] { color: red }', 'red'],
    ['a[href="https://example.org/"] { color: red }', 'red'],
    ['a[href="https://example.com/"] { color: red }', undefined],
    ['html a, b { color: red }', 'red'],
    [':root a { color: red }', 'red'],
    ['a:hover { color: red }', undefined],
    ['A { color: red }', 'red'],
    ['p + a { color: red }', undefined],
    ['body > div a { color: red }', 'red'],
    ['body > div b { color: red }', undefined],
    ['[data-ogsc] a { color: red }', undefined],
    ['@media print { a { color: red } }', undefined],
    ['@media (max-width: 480px) { a { color: red } }', undefined],
    ['@media screen { a { color: red } }', 'red'],
    ['@supports (color: red) { a { color: red } }', undefined],
    ['@media (prefers-color-scheme: dark) { a { color: red } }', undefined],
  ])('with %s is %s', (css, color) => {
    expect(colorOf(css, nested)).toBe(color);
  });

  test('in dark mode is what the dark block says', () => {
    const css =
      '@media (prefers-color-scheme: dark) { a { color: red } } @media (prefers-color-scheme: light) { a { color: blue } }';
    expect(colorOf(css, nested, 'dark')).toBe('red');
  });

  test.each([
    ['a { color: red }', 'green'],
    ['a { color: red !important }', 'red'],
  ])('beside a style of its own, with %s, is %s', (css, color) => {
    expect(colorOf(css, '<a id="x" style="color:green">x</a>')).toBe(color);
  });

  test('is found by another way up where the nearest one leads nowhere', () => {
    const html = '<p class="a"><i><span><i><a id="x">x</a></i></span></i></p>';
    expect(colorOf('.a > i a { color: red }', html)).toBe('red');
  });

  test('heeds the media of a style element', () => {
    const markup = readMarkup('<style media="print">a { color: red }</style><a id="x">x</a>');
    expect(cascade(markup, 'light').get(markup.tags.at(-1)!)!.get('color')).toBeUndefined();
  });
});
