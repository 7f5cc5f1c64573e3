import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeOf, placesIn } from '../../src/lib/place.ts';
import { runs } from '../runs.ts';

test.each<[string, string, number, number | undefined, object]>([
  ['the first character', 'abc', 0, undefined, { line: 1, column: 1, length: 1, excerpt: 'abc' }],
  ['a word in the second line', 'a\nbcd ef\n', 6, 8, { line: 2, column: 5, length: 2, excerpt: 'bcd ef' }],
  ['what reaches beyond its line', 'ab\ncd', 1, 5, { line: 1, column: 2, length: 1, excerpt: 'ab' }],
  ['the line end itself', 'ab\ncd', 2, undefined, { line: 1, column: 3, length: 1, excerpt: 'ab' }],
  ['a line that ends in CRLF', 'ab\r\ncd', 4, 6, { line: 2, column: 1, length: 2, excerpt: 'cd' }],
  ['the end of the text', 'ab\n', 3, undefined, { line: 2, column: 1, length: 1, excerpt: '' }],
  ['an empty text', '', 0, undefined, { line: 1, column: 1, length: 1, excerpt: '' }],
])('%s', (_, text, start, end, expected) => {
  expect(placeOf(text, start, end)).toEqual(expected);
});

test('every offset lies in the line that it names', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', '\n', 'é', '👍'), maxLength: 60 });
  fc.assert(
    fc.property(texts, fc.nat(60), (text, offset) => {
      const start = Math.min(offset, text.length);
      const { line, column, excerpt } = placesIn(text)(start);
      expect(text.split('\n')[line - 1]).toBe(excerpt);
      expect(
        text
          .split('\n')
          .slice(0, line - 1)
          .join('\n').length +
          (line > 1 ? 1 : 0) +
          column -
          1,
      ).toBe(start);
    }),
    { numRuns: runs() },
  );
});
