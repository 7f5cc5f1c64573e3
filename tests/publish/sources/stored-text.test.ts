import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StoredFeed } from '../../../src/publish/sources/stored-feed.ts';
import { formatStored, parseStored, type ReadStored } from '../../../src/publish/sources/stored-text.ts';
import { takeIn } from '../../../src/publish/sources/take-in.ts';
import { runs } from '../../runs.ts';
import { entry, feed, source } from './feeds.ts';

const now = new Date('2026-11-23T09:00:00Z');
const stored = (...names: readonly string[]) =>
  (
    takeIn(undefined, feed(...names.map((name) => entry(name))), source, { now, accept: false }) as {
      stored: StoredFeed;
    }
  ).stored;
const read = (text: string) => parseStored(text, 'sources/garden.jsonl') as ReadStored;

test('a copy is read as it was written, whatever the order of its entries', () => {
  const text = formatStored(stored('b', 'a'));
  expect(text).toBe(formatStored(stored('a', 'b')));
  expect(formatStored(read(text).stored)).toBe(text);
  expect(text.split('\n')[0]).toBe('tidings-source 1');
});

test('whatever a feed says, its copy is read as it was written', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1 });
  fc.assert(
    fc.property(fc.uniqueArray(name), (names) => {
      const text = formatStored(stored(...names));
      expect(formatStored(read(text).stored)).toBe(text);
    }),
    { numRuns: runs(200) },
  );
});

test('of two lines of one entry, as a merge leaves them, the one holds that is the lesser news', () => {
  const line = (state: string) =>
    JSON.stringify({
      key: 'a',
      id: 'urn:a',
      state,
      published: '2026-11-20T09:00:00Z',
      ...(state === 'waiting' && { since: '2026-11-20T09:00:00Z' }),
    });
  const head = 'tidings-source 1\n{"feed":"https://garden.example.org/feed.xml"}';
  for (const [one, other] of [
    ['new', 'seen'],
    ['waiting', 'seen'],
    ['waiting', 'new'],
  ] as const) {
    const kept = one === 'waiting' && other === 'new' ? 'new' : 'seen';
    expect(read([head, line(one), line(other)].join('\n')).stored.entries).toMatchObject([{ state: kept }]);
    expect(read([head, line(other), line(one)].join('\n')).stored.entries).toMatchObject([{ state: kept }]);
  }
});

test.each([
  ['<<<<<<< HEAD', 'this holds a merge conflict', 3],
  ['{"key":"a"}', 'this line is damaged', 3],
  ['no JSON', 'this line is damaged', 3],
])('a copy with the line %s is refused', (line, message, number) => {
  const text = `tidings-source 1\n{"feed":"https://garden.example.org/feed.xml"}\n${line}\n`;
  expect(parseStored(text, 'sources/garden.jsonl')).toMatchObject([
    { message, line: number, file: 'sources/garden.jsonl' },
  ]);
});

test.each([
  ['tidings-source 2\n', 'this was written by a newer Tidings'],
  ['{"feed":"https://x.example/"}\n', 'the first line is not "tidings-source 1"'],
  ['tidings-source 1\n', 'the line with the address of the feed is missing'],
])('a copy that is %j is refused', (text, message) => {
  expect(parseStored(text, 'x')).toMatchObject([{ message }]);
});
