import { expect, test } from 'vitest';
import { isLanguage, isUri, isWebAddress, languageNamed } from '../../src/lib/uri.ts';

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
