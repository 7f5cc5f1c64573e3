import { expect, test } from 'vitest';
import { isMediaType } from '../../src/lib/media-type.ts';

test.each([
  ['image/jpeg', true],
  ['application/vnd.oasis.opendocument.text', true],
  ['image/svg+xml', true],
  ['IMAGE/PNG', true],
  ['image', false],
  ['image/', false],
  ['image/*', false],
  ['text/html; charset=utf-8', false],
  ['', false],
])('%s is a media type: %s', (text, expected) => {
  expect(isMediaType(text)).toBe(expected);
});
