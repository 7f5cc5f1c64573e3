import { expect, test } from 'vitest';
import { redirectsFile } from '../../src/web/headers.ts';

test('each address that an article left has a line, which stands for that address alone', () => {
  const to = 'https://example.org/articles/new/';
  expect(
    redirectsFile([
      { from: '/articles/old/', to },
      { from: '/*/:year/', to },
    ]),
  ).toEqual({ path: '_redirects', content: `/articles/old/ ${to} 301\n/%2A/%3Ayear/ ${to} 301\n` });
});

test('nothing in an address begins another line or another rule', () => {
  const { content } = redirectsFile([{ from: '/x //evil.example 301\n/y', to: 'https://example.org/a b\n/z' }]);
  expect(content).toBe('/x%20//evil.example%20301%0A/y https://example.org/a%20b/z 301\n');
});
