import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { earlierIds, type Identity, type OldEntries } from '../../src/adopt/earlier-ids.ts';
import { feedIdOf } from '../../src/model/feed-ids.ts';
import { runs } from '../runs.ts';

const minted = 'tag:example.org,2024-05-06:hello';
const fresh = { now: { id: minted }, isKnown: false, isFixed: false };

describe('an article that no build has met', () => {
  test.each<[string, OldEntries, Identity]>([
    ['takes the id of Atom', { atom: { id: 'urn:a' } }, { id: 'urn:a' }],
    ['takes a guid that is a URI', { rss: { id: 'http://example.org/?p=1' } }, { id: 'http://example.org/?p=1' }],
    ['takes a JSON id that is a URI', { json: { id: 'https://example.org/a' } }, { id: 'https://example.org/a' }],
    ['keeps its own id for Atom where the guid is a number', { rss: { id: '17' } }, { id: minted, guid: '17' }],
    ['keeps its own id for Atom where the JSON id is text', { json: { id: 'a b' } }, { id: minted, guid: 'a b' }],
    [
      'has the id of Atom, and the guid for both others',
      { atom: { id: 'urn:a' }, rss: { id: '17' } },
      { id: 'urn:a', guid: '17' },
    ],
    [
      'has an id in each format',
      { atom: { id: 'urn:a' }, rss: { id: '17' }, json: { id: 'j' } },
      { id: 'urn:a', guid: '17', jsonId: 'j' },
    ],
    [
      'has one of JSON that is that of Atom',
      { atom: { id: 'urn:a' }, rss: { id: '17' }, json: { id: 'urn:a' } },
      { id: 'urn:a', guid: '17', jsonId: 'urn:a' },
    ],
    ['prints a path in Atom that is no URI', { atom: { id: '/2024/hello' } }, { id: minted, atomId: '/2024/hello' }],
    [
      'differs by http and https alone',
      { atom: { id: 'https://example.org/a' }, rss: { id: 'http://example.org/a' } },
      { id: 'https://example.org/a', guid: 'http://example.org/a' },
    ],
    ['stays as it is where an entry has no id', { rss: {} }, { id: minted }],
  ])('%s', (_, old, expected) => {
    expect(earlierIds(old, fresh)).toEqual(expected);
  });

  test.each<[string, string, boolean]>([
    ['a number', '17', true],
    ['a path', '/2024/hello', true],
    ['a URI that is not of the web', 'tag:example.org,2024:a', true],
    ['an address that some readers shorten', 'https://example.org/a#', true],
    ['an address', 'https://example.org/?p=1', false],
  ])('calls a guid an address as the earlier feed did, where it is %s: %s', (_, id, isLink) => {
    expect(earlierIds({ rss: { id, isLink: true } }, fresh).guidIsLink).toBe(isLink ? true : undefined);
    expect(earlierIds({ rss: { id } }, fresh)).not.toHaveProperty('guidIsLink');
  });
});

describe('an article that a build has met', () => {
  const known = { now: { id: minted }, isKnown: true, isFixed: false };

  test('goes on in the formats that the earlier site did not have', () => {
    expect(earlierIds({ rss: { id: 'http://example.org/?p=1' } }, known)).toEqual({
      id: minted,
      guid: 'http://example.org/?p=1',
      jsonId: minted,
    });
    expect(earlierIds({ atom: { id: 'urn:a' } }, known)).toEqual({ id: 'urn:a', guid: minted });
  });

  test('keeps its id where letters or its file need it, and Atom prints the earlier one', () => {
    expect(earlierIds({ atom: { id: 'urn:a' } }, { ...known, isFixed: true })).toEqual({ id: minted, atomId: 'urn:a' });
    expect(earlierIds({ atom: { id: 'urn:a' }, rss: { id: '17' } }, { ...fresh, isFixed: true })).toEqual({
      id: minted,
      atomId: 'urn:a',
      guid: '17',
    });
  });
});

const id = fc.constantFrom('urn:a', 'urn:b', minted, '17', '/path', 'https://example.org/a', 'a b');
const entry = fc.record({ id, isLink: fc.constant(true as const) }, { requiredKeys: ['id'] });
const old = fc.record({ atom: entry, rss: entry, json: entry }, { requiredKeys: [] });
const now = fc.record(
  { id: fc.constantFrom(minted, 'urn:c'), guid: id, atomId: id, jsonId: id },
  { requiredKeys: ['id'] },
);

describe('whatever the earlier feeds had', () => {
  test('each format prints what the earlier feed of it printed, and what readers of ours know else', () => {
    fc.assert(
      fc.property(old, now, fc.boolean(), fc.boolean(), (before, ids, isKnown, isFixed) => {
        const after = earlierIds(before, { now: ids, isKnown, isFixed });
        for (const format of ['atom', 'rss', 'json'] as const) {
          const meant = before[format]?.id ?? (isKnown ? feedIdOf(format, ids) : undefined);
          if (meant !== undefined) expect(feedIdOf(format, after)).toBe(meant);
        }
        expect(after.id).toMatch(/^[a-z]+:/);
        if (isFixed) expect(after.id).toBe(ids.id);
      }),
      { numRuns: runs() },
    );
  });

  test('the second time changes nothing', () => {
    fc.assert(
      fc.property(old, now, fc.boolean(), fc.boolean(), (before, ids, isKnown, isFixed) => {
        const once = earlierIds(before, { now: ids, isKnown, isFixed });
        expect(earlierIds(before, { now: once, isKnown: true, isFixed })).toEqual(once);
      }),
      { numRuns: runs() },
    );
  });
});
