import { describe, expect, test } from 'vitest';
import type { LockEntry } from '../../../src/publish/lock/lock.ts';
import { paginate } from '../../../src/publish/lock/paginate.ts';
import { sampleArticle } from '../../sample.ts';

function entry(day: number, overrides: Partial<LockEntry> = {}): LockEntry {
  const date = `2026-11-${String(day).padStart(2, '0')}T00:00:00Z`;
  return {
    id: `urn:${day}`,
    path: `articles/${day}.md`,
    slug: String(day),
    url: `https://example.org/articles/${day}/`,
    published: date,
    updated: date,
    hash: 'a'.repeat(64),
    ...overrides,
  };
}

/** Day → page, for entries whose articles have contents of the given size. */
function pages(entries: readonly LockEntry[], feeds = { archiveItems: 2, maxBytes: 1_000_000 }, size = 10) {
  const articles = entries.map(({ id }) => sampleArticle({ id, content: 'x'.repeat(size) }));
  return Object.fromEntries(paginate(entries, articles, feeds).map(({ slug, page }) => [slug, page]));
}

describe('archive pages', () => {
  test('fill from the oldest article on when many are seen for the first time', () => {
    expect(pages([5, 4, 3, 2, 1].map((day) => entry(day)))).toEqual({ 1: 1, 2: 1, 3: 2, 4: 2, 5: 3 });
  });

  test('are never left by an article, and one that is dated back joins the page that is filling', () => {
    const before = [entry(10, { page: 1 }), entry(11, { page: 1 }), entry(12, { page: 2 })];
    expect(pages([entry(1), ...before])).toEqual({ 1: 2, 10: 1, 11: 1, 12: 2 });
  });

  test('once full are not filled up again when articles are removed', () => {
    const removed = '2026-11-20T00:00:00Z';
    expect(pages([entry(1, { page: 1, removed }), entry(2, { page: 1, removed }), entry(3)])).toEqual({
      1: 1,
      2: 1,
      3: 2,
    });
  });

  test('stay with an article that was removed and comes back', () => {
    expect(pages([entry(1, { page: 1 }), entry(2, { page: 2 }), entry(3)])).toEqual({ 1: 1, 2: 2, 3: 2 });
  });

  test('are not for an article that was removed before there were pages', () => {
    expect(pages([entry(1, { removed: '2026-11-20T00:00:00Z' }), entry(2)])).toEqual({ 1: undefined, 2: 1 });
  });

  test('grow to half of what a feed may weigh, so that the main feed can hold the one that is filling', () => {
    const four = [1, 2, 3, 4].map((day) => entry(day));
    expect(pages(four, { archiveItems: 25, maxBytes: 100_000 }, 20_000)).toEqual({ 1: 1, 2: 1, 3: 2, 4: 2 });
  });

  test('hold an article that is larger than a feed may be by itself', () => {
    const three = [1, 2, 3].map((day) => entry(day));
    expect(pages(three, { archiveItems: 25, maxBytes: 10_000 }, 50_000)).toEqual({ 1: 1, 2: 2, 3: 3 });
  });
});
