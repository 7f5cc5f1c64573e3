import { expect, test } from 'vitest';
import { asciiDomain, isBelow, isLoopback, isReserved, kinship } from '../../src/lib/domain.ts';

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

test.each([
  ['example.org', 'example.org', 'line'],
  ['example.org', 'news.example.org', 'line'],
  ['a.news.example.org', 'example.org', 'line'],
  ['a.example.org', 'b.example.org', 'siblings'],
  ['a.b.example.org', 'c.example.org', 'siblings'],
  ['other.co.uk', 'mine.co.uk', 'siblings'],
  ['example.org', 'example.com', 'strangers'],
  ['other.org', 'mine.org', 'strangers'],
  ['badexample.org', 'example.org', 'strangers'],
])('%s and %s are %s, from either side', (one, other, expected) => {
  expect([kinship(one, other), kinship(other, one)]).toEqual([expected, expected]);
});

test.each([
  ['Example.ORG', 'example.org'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['localhost', 'localhost'],
  ['example', undefined],
  ['-a.example.org', undefined],
  ['192.0.2.1', undefined],
  ['exa%2emple.org', undefined],
  ['', undefined],
])('%s in ASCII: %s', (domain, expected) => {
  expect(asciiDomain(domain)).toBe(expected);
});

test.each([
  ['example.org', true],
  ['letters.Example.COM', true],
  ['mine.example', true],
  ['mail.test.', true],
  ['localhost', true],
  ['a.localhost', true],
  ['x.invalid', true],
  ['badexample.org', false],
  ['example.de', false],
  ['latest', false],
  ['test.org', false],
])('%s is set apart for examples and tests: %s', (domain, expected) => {
  expect(isReserved(domain)).toBe(expected);
});

test.each(['localhost', 'LOCALHOST', '::1', '127.0.0.1', '127.255.255.254'])('%s is this machine', (host) => {
  expect(isLoopback(host)).toBe(true);
});

test.each([
  '127.mail.evil.example',
  '127.0.0.1.evil.example',
  '127.0.0.256',
  '127.1',
  'localhost.evil.example',
  '::11',
  '128.0.0.1',
])('%s is not this machine', (host) => {
  expect(isLoopback(host)).toBe(false);
});
