import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson } from '../../src/lib/json.ts';
import { runs } from '../runs.ts';

function places(text: string) {
  const parsed = parseJson(text);
  if ('fault' in parsed) throw new Error(parsed.fault.message);
  return parsed.root;
}

test('every value and key has its span', () => {
  const text = '{ "a": [1, "two"],\n "b\\u0063": {"d": null} }';
  const root = places(text);
  const span = (node: { start: number; end: number } | undefined) => node && text.slice(node.start, node.end);
  expect(span(root)).toBe(text);
  expect(span(root.members?.get('a')?.key)).toBe('"a"');
  expect(span(root.members?.get('a')?.value.items?.[1])).toBe('"two"');
  expect(span(root.members?.get('bc')?.value.members?.get('d')?.value)).toBe('null');
});

describe('the first fault is found where it stands', () => {
  test.each<[string, string, number, string]>([
    ['an empty text', '', 0, 'missing'],
    ['a bare word', '{"a": x}', 6, 'expected a value'],
    ['a single quote', "{'a': 1}", 1, 'double quotes'],
    ['a missing colon', '{"a" 1}', 5, 'colon'],
    ['a missing comma', '{"a": 1 "b": 2}', 8, 'comma'],
    ['a comma before a brace', '{"a": 1, }', 9, 'no comma'],
    ['a comma before a bracket', '[1,]', 3, 'no comma'],
    ['an open bracket', '[1', 2, 'comma'],
    ['an open text', '"abc', 4, 'closing double quote'],
    ['a line end in a text', '"a\nb"', 2, 'escaped'],
    ['an unknown escape', '"a\\x"', 2, 'escape'],
    ['half an escape', '"\\u12"', 1, 'escape'],
    ['a leading zero', '[01]', 2, 'comma'],
    ['a comment', '{"a": 1} // done', 9, 'nothing may follow'],
    ['NaN', '[NaN]', 1, 'expected a value'],
    ['brackets without end', '['.repeat(100_000), 200, 'nested'],
  ])('%s', (_, text, offset, message) => {
    expect(parseJson(text)).toMatchObject({ fault: { offset, message: expect.stringContaining(message) } });
  });
});

test('it takes what JSON.parse takes and refuses what that refuses', () => {
  const texts = fc.oneof(
    fc.json({ maxDepth: 5 }),
    fc.string({ unit: fc.constantFrom(...'{}[]",:0129.eE+-\\utrfalsn \n') }),
    fc.tuple(fc.json(), fc.nat(), fc.constantFrom(...'{}[]",:\\x ')).map(([text, at, extra]) => {
      const cut = at % (text.length + 1);
      return text.slice(0, cut) + extra + text.slice(cut + 1);
    }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      let expected: { value: unknown } | undefined;
      try {
        expected = { value: JSON.parse(text) };
      } catch {}
      const parsed = parseJson(text);
      if (expected) expect(parsed).toMatchObject(expected);
      else expect(parsed).toHaveProperty('fault');
    }),
    { numRuns: runs(1500) },
  );
});
