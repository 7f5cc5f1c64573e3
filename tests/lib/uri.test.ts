import { expect, test } from 'vitest';
import { addressBelow, isLanguage, isUri, isWebAddress, languageNamed, withoutBlanks } from '../../src/lib/uri.ts';

test.each<[string, boolean, boolean]>([
  ['https://example.org/a?b=c#d', true, true],
  ['HTTP://EXAMPLE.ORG', true, true],
  ['tag:example.org,2026-11-23:hello', true, false],
  ['urn:uuid:0b7f2c1e-6c2b-4d53-9a55-3f0e8f2a9d11', true, false],
  ['http:example.org', true, false],
  ['https://', true, false],
  ['/path', false, false],
  ['//example.org/', false, false],
  ['123', false, false],
  ['https://example.org/a b', false, true],
  ['https://example.org/"x"', false, true],
  ['javascript:alert(1)', true, false],
  ['', false, false],
])('%j as a URI: %s, as a web address: %s', (text, uri, web) => {
  expect([isUri(text), isWebAddress(text)]).toEqual([uri, web]);
});

test.each([
  ['https://example.org/x\u3000', 'https://example.org/x'],
  ['https://example.org/a b\u00a0c', 'https://example.org/a%20b%C2%A0c'],
  ['https://example.org/a\u2028b\u0085c', 'https://example.org/a%E2%80%A8b%C2%85c'],
  ['https://example.org/a\n\tb', 'https://example.org/ab'],
  ['https://example.org/grüße?a=b#c', 'https://example.org/grüße?a=b#c'],
])('%j without its blanks is %s, which leads there, too', (address, bare) => {
  expect(withoutBlanks(address)).toBe(bare);
  expect(new URL(bare).href).toBe(new URL(address.trim()).href);
});

test.each([
  ['a/b.png', 'https://example.org/blog/a/b.png'],
  ['/a/b.png', 'https://example.org/blog/a/b.png'],
  ['//[', 'https://example.org/blog/['],
  ['\\/[', 'https://example.org/blog/['],
  ['http:[', 'https://example.org/blog/http:['],
  ['mailto:x', 'https://example.org/blog/mailto:x'],
  ['https://example.net/', 'https://example.org/blog/https://example.net/'],
  ['', 'https://example.org/blog/'],
  ['../../x', 'https://example.org/x'],
])('the path %j stays on its site, whatever it begins with', (path, address) => {
  expect(addressBelow(path, 'https://example.org/blog/')).toBe(address);
});

test.each<[string, boolean]>([
  ['en', true],
  ['de-AT', true],
  ['zh-Hant', true],
  ['gsw', true],
  ['english', false],
  ['english!', false],
  ['', false],
])('%j as a language: %s', (text, expected) => {
  expect(isLanguage(text)).toBe(expected);
});

test.each([
  ['english', 'en'],
  ['Deutsch', 'de'],
  ['français', 'fr'],
  ['en', undefined],
  ['martian', undefined],
])('a language that is written out, %s, has the tag %s', (word, tag) => {
  expect(languageNamed(word)).toBe(tag);
});
