import { describe, expect, test } from 'vitest';
import { historyOf } from '../../../src/publish/lock/history.ts';
import type { LockEntry } from '../../../src/publish/lock/lock.ts';

function entry(slug: string, overrides: Partial<LockEntry> = {}): LockEntry {
  return {
    id: `urn:${slug}`,
    path: `articles/${slug}.md`,
    slug,
    url: `https://example.org/articles/${slug}/`,
    published: '2026-11-20T00:00:00Z',
    updated: '2026-11-20T00:00:00Z',
    hash: 'a'.repeat(64),
    ...overrides,
  };
}

describe('the history of a publication', () => {
  test('keeps the page and the tombstone of an article that was removed', () => {
    const removed = '2026-11-22T00:00:00Z';
    expect(historyOf({ entries: [entry('a', { page: 1 }), entry('b', { page: 2, removed })] })).toEqual({
      pages: new Map([
        ['urn:a', 1],
        ['urn:b', 2],
      ]),
      tombstones: [{ id: 'urn:b', removed }],
      redirects: [],
    });
  });

  test('announces the removal of an article under the id that Atom readers know', () => {
    const removed = '2026-11-22T00:00:00Z';
    const { tombstones } = historyOf({ entries: [entry('a', { atomId: '/2020/a', guid: '77', removed })] });
    expect(tombstones).toEqual([{ id: '/2020/a', removed }]);
  });

  test('leads from where an article stood to where it stands', () => {
    const { redirects } = historyOf({ entries: [entry('new', { moved: ['/articles/old/', '/articles/first/'] })] });
    expect(redirects).toEqual([
      { from: '/articles/first/', to: 'https://example.org/articles/new/' },
      { from: '/articles/old/', to: 'https://example.org/articles/new/' },
    ]);
  });

  test('never leads away from the page of an article that took a left address', () => {
    const { redirects } = historyOf({ entries: [entry('a', { moved: ['/articles/b/'] }), entry('b')] });
    expect(redirects).toEqual([]);
  });

  test('leads to one place from an address that two articles have left', () => {
    const moved = ['/articles/x/'];
    const { redirects } = historyOf({ entries: [entry('a', { moved }), entry('b', { moved })] });
    expect(redirects).toEqual([{ from: '/articles/x/', to: 'https://example.org/articles/a/' }]);
  });

  test('leads nowhere to what was removed', () => {
    const removed = '2026-11-22T00:00:00Z';
    expect(historyOf({ entries: [entry('a', { moved: ['/articles/x/'], removed })] }).redirects).toEqual([]);
  });
});
