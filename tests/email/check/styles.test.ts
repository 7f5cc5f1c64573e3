import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parted, readDeclarations, readStyles } from '../../../src/email/check/styles.ts';
import { runs } from '../../runs.ts';

const rule = (selectors: string[], declarations: [string, string][], within: string[] = []) => ({
  selectors,
  declarations: declarations.map(([property, value]) => ({ property, value, important: false })),
  within,
});

test.each([
  ['p{color:red}', [rule(['p'], [['color', 'red']])]],
  [
    'p , .a > b { COLOR : Red ; margin:0 }',
    [
      rule(
        ['p', '.a > b'],
        [
          ['color', 'Red'],
          ['margin', '0'],
        ],
      ),
    ],
  ],
  ['/* p { */ a { b: c } /*', [rule(['a'], [['b', 'c']])]],
  ['<!-- a { b: c } -->', [rule(['<!-- a'], [['b', 'c']])]],
  ['@media (x) { p { a: b } } i { c: d }', [rule(['p'], [['a', 'b']], ['@media (x)']), rule(['i'], [['c', 'd']])]],
  ['@media x { @supports (y) { p { a: b } } }', [rule(['p'], [['a', 'b']], ['@media x', '@supports (y)'])]],
  ['@font-face { src: url(x) }', [rule([], [['src', 'url(x)']], ['@font-face'])]],
  ['@import "a;b"; p { a: b }', [rule([], [], ['@import "a;b"']), rule(['p'], [['a', 'b']])]],
  ['p::after { content: "}" }', [rule(['p::after'], [['content', '"}"']])]],
  ['p { a: b', []],
  ['} p { a: b }', [rule(['p'], [['a', 'b']])]],
  ['', []],
])('the style sheet %s', (css, rules) => {
  expect(readStyles(css)).toEqual(rules);
});

test.each([
  ['color: red !important', [{ property: 'color', value: 'red', important: true }]],
  ['background: url(data:a;b)', [{ property: 'background', value: 'url(data:a;b)', important: false }]],
  ['color', []],
  ['color:;:red;;', []],
])('the declarations %s', (text, declarations) => {
  expect(readDeclarations(text)).toEqual(declarations);
});

test('a text is parted at a character that stands in no brackets and no quotes', () => {
  expect(parted('a, rgb(1, 2), "b, c", [d,e]', ',')).toEqual(['a', 'rgb(1, 2)', '"b, c"', '[d,e]']);
});

test('whatever a style sheet holds, reading it ends', () => {
  const pieces = fc.array(
    fc.oneof(fc.string(), fc.constantFrom('{', '}', ';', '@media', '"', "'", '/*', '*/', '\\', ':', 'a')),
  );
  fc.assert(
    fc.property(pieces, (css) => {
      for (const { selectors, within } of readStyles(css.join('')))
        expect(Array.isArray(selectors) && Array.isArray(within)).toBe(true);
    }),
    { numRuns: runs() },
  );
});
