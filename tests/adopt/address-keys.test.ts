import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressKeys, hostOf } from '../../src/adopt/address-keys.ts';
import { runs } from '../runs.ts';

const own = new Set(['blog.example.org']);
const exact = (address: string) => addressKeys(address, own)?.exact;
const page = 'https://blog.example.org/2024/05/hello';

describe('two addresses are those of one page', () => {
  test.each([
    ['with http in the place of https', 'http://blog.example.org/2024/05/hello'],
    ['with www', 'https://www.blog.example.org/2024/05/hello'],
    ['with a slash at the end', 'https://blog.example.org/2024/05/hello/'],
    ['with index.html', 'https://blog.example.org/2024/05/hello/index.html'],
    ['with index.php', 'https://blog.example.org/2024/05/hello/index.php'],
    ['with a host in capitals', 'https://Blog.Example.ORG/2024/05/hello'],
    ['with a dot after the host', 'https://blog.example.org./2024/05/hello'],
    ['with the usual port', 'https://blog.example.org:443/2024/05/hello'],
    ['with another percent-encoding', 'https://blog.example.org/2024/05/h%65llo'],
    ['with double slashes', 'https://blog.example.org//2024/05/hello'],
    ['with a fragment', 'https://blog.example.org/2024/05/hello#comments'],
    ['with tracking parameters', 'https://blog.example.org/2024/05/hello?utm_source=rss&utm_medium=rss&fbclid=1'],
    ['as Medium counts its readers', 'https://blog.example.org/2024/05/hello?source=rss----7f60cf5620c9---4'],
    ['with blanks around it', ' https://blog.example.org/2024/05/hello\n'],
  ])('%s', (_, other) => {
    expect(exact(other)).toBe(exact(page));
  });

  test('with letters of another script, encoded or not, composed or not', () => {
    expect(exact('https://blog.example.org/caf%C3%A9')).toBe(exact('https://blog.example.org/cafe\u0301'));
  });

  test('with parameters in another order', () => {
    expect(exact('https://blog.example.org/?a=1&p=2')).toBe(exact('https://blog.example.org/?p=2&a=1'));
  });
});

test.each([
  ['another path', 'https://blog.example.org/2024/05/hello-2'],
  ['a path in other case', 'https://blog.example.org/2024/05/Hello'],
  ['another host', 'https://other.example.org/2024/05/hello'],
  ['a port of its own', 'https://blog.example.org:8443/2024/05/hello'],
  ['a parameter that chooses the page', 'https://blog.example.org/2024/05/hello?p=7'],
  ['an escaped slash', 'https://blog.example.org/2024/05%2Fhello'],
])('%s is another page', (_, other) => {
  expect(exact(other)).not.toBe(exact(page));
});

test('on hosts of the publication, the ending of a page and the case make no difference where nothing else fits', () => {
  const hosts = new Set(['blog.example.org', 'old.example.org']);
  const loose = (address: string) => addressKeys(address, hosts)?.loose;
  for (const other of ['https://old.example.org/2024/05/Hello.html', 'http://blog.example.org/2024/05/hello.php'])
    expect(loose(other)).toBe(loose(page));
  expect(loose('https://elsewhere.example/2024/05/hello')).toBeUndefined();
  expect(loose('https://blog.example.org/')).toBeUndefined();
});

test.each([
  'tag:example.org,2024:a',
  'mailto:a@example.org',
  '17',
  '',
  '/relative',
  'ftp://example.org/a',
])('"%s" is no address of a page', (text) => {
  expect(addressKeys(text, own)).toBeUndefined();
  expect(hostOf(text)).toBeUndefined();
});

test('any text has keys or none, and the key of an address with and without a slash is one', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true }), fc.string({ unit: 'binary' }), (address, text) => {
      expect(() => addressKeys(text, own)).not.toThrow();
      const url = new URL(address);
      const other = new URL(address);
      other.pathname = `${url.pathname.replace(/\/+$/, '')}/`;
      expect(exact(other.href)).toBe(exact(address));
    }),
    { numRuns: runs() },
  );
});
