import { expect, test } from 'vitest';
import { isBelow } from '../../src/lib/domain.ts';

test.each([
  ['example.org', 'example.org', true],
  ['news.example.org', 'example.org', true],
  ['News.Example.ORG', 'example.org', true],
  ['news.example.org', 'Example.org', true],
  ['badexample.org', 'example.org', false],
  ['example.org', 'news.example.org', false],
  ['example.com', 'example.org', false],
])('%s is %s or lies below it: %s', (name, domain, expected) => {
  expect(isBelow(name, domain)).toBe(expected);
});
