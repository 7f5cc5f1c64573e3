import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stripForbidden } from '../../../src/lib/escape.ts';
import type { Problem } from '../../../src/model/problem.ts';
import { formatLock, parseLock } from '../../../src/publish/lock/format.ts';
import { freezeIssue, type IssueEntry, type LockEntry } from '../../../src/publish/lock/lock.ts';
import { runs } from '../../runs.ts';

const entry: LockEntry = {
  id: 'tag:example.org,2026-11-20:hello',
  path: 'articles/hello.md',
  slug: 'hello',
  url: 'https://example.org/articles/hello/',
  published: '2026-11-20T09:00:00+01:00',
  updated: '2026-11-21T09:00:00Z',
  hash: 'a'.repeat(64),
};

const issue: IssueEntry = {
  issue: 'tag:example.org,2026-11-20:issues/news',
  path: 'issues/news.md',
  slug: 'news',
  hash: 'b'.repeat(64),
};
const sent: IssueEntry = { ...issue, articles: [entry.id] };
const alone: IssueEntry = { issue: entry.id, articles: [entry.id] };

const problemsOf = (text: string) => parseLock(text, 'tidings.lock') as Problem[];

describe('the lock', () => {
  test('reads back what it wrote, whatever the ids and paths hold', () => {
    const text = fc.string({ minLength: 1, unit: 'binary' }).filter((value) => value.isWellFormed());
    const entries = fc.uniqueArray(
      fc
        .record(
          {
            id: text,
            path: text,
            guid: text.filter((value) => value === stripForbidden(value)),
            atomId: fc.constant('/2020/hello'),
            jsonId: fc.constant('77'),
            page: fc.integer({ min: 1, max: 1_000 }),
            moved: fc.array(
              fc.webPath().map((path) => new URL(`https://example.org/${path}`).pathname),
              { minLength: 1 },
            ),
            body: fc.constant('c'.repeat(64)),
            seen: fc.constant('2026-11-21T00:00:00Z'),
            order: fc.integer({ min: 1 }),
            removed: fc.constant('2026-11-22T00:00:00Z'),
          },
          { requiredKeys: ['id', 'path'] },
        )
        .map((fields) => ({ ...entry, ...fields })),
      { selector: ({ id }) => id, comparator: (a, b) => a === b },
    );
    fc.assert(
      fc.property(entries, (list) => {
        fc.pre(new Set(list.map(({ path }) => path)).size === list.length);
        const sorted = list.toSorted((a, b) => (a.id < b.id ? -1 : 1));
        const feed = 'https://example.org/';
        expect(parseLock(formatLock({ feed, entries: list }), 'tidings.lock')).toEqual({ feed, entries: sorted });
      }),
      { numRuns: runs() },
    );
  });

  test('is a line for each article, sorted by id, so that git merges additions by itself', () => {
    const other = { ...entry, id: 'tag:example.org,2025-01-01:older', path: 'articles/older.md' };
    expect(
      formatLock({ feed: 'https://example.org/', entries: [entry, other] })
        .split('\n')
        .map((line) => line.slice(0, 45)),
    ).toEqual([
      'tidings-lock 2',
      '{"feed":"https://example.org/"}',
      '{"id":"tag:example.org,2025-01-01:older","pat',
      '{"id":"tag:example.org,2026-11-20:hello","pat',
      '',
    ]);
  });

  test('is read the same with CRLF, as git may check it out on Windows', () => {
    const lock = { feed: 'https://example.org/', entries: [entry] };
    expect(parseLock(formatLock(lock).replaceAll('\n', '\r\n'), 'tidings.lock')).toEqual(lock);
  });

  test.each([
    ['an empty file', '', 1, /first line is not/],
    ['another format', 'hello\n', 1, /first line is not/],
    ['a lock of a newer program', 'tidings-lock 3\n', 1, /newer Tidings/],
    ['half a line', `tidings-lock 1\n${JSON.stringify(entry).slice(0, 80)}\n`, 2, /damaged/],
    ['a line without its hash', `tidings-lock 1\n${JSON.stringify({ ...entry, hash: undefined })}\n`, 2, /damaged/],
    [
      'an impossible date',
      `tidings-lock 1\n${JSON.stringify({ ...entry, published: '2026-02-30T00:00:00Z' })}\n`,
      2,
      /damaged/,
    ],
    ['a field it does not know', `tidings-lock 1\n${JSON.stringify({ ...entry, colour: 'red' })}\n`, 2, /damaged/],
    ['an issue without an id', `tidings-lock 1\n${JSON.stringify({ ...issue, issue: '' })}\n`, 2, /damaged/],
    ['an issue of no articles', `tidings-lock 1\n${JSON.stringify({ ...issue, articles: 'x' })}\n`, 2, /damaged/],
    ['one issue twice', `tidings-lock 1\n${JSON.stringify(issue)}\n${JSON.stringify(sent)}\n`, 3, /same issue/],
    [
      'two issues of one file',
      `tidings-lock 1\n${JSON.stringify(issue)}\n${JSON.stringify({ ...issue, issue: 'urn:b' })}\n`,
      3,
      /line 2 has the same path/,
    ],
    [
      'a page far beyond any archive, which would take for ever to write',
      `tidings-lock 1\n${JSON.stringify({ ...entry, page: 3_000_000 })}\n`,
      2,
      /no archive page 3000000/,
    ],
    ...['/x //evil 301', '/x\n/y', 'x', '//evil.example/x y', '/x?y'].map(
      (path) =>
        [
          `a former address that would write more into the redirects (${JSON.stringify(path)})`,
          `tidings-lock 2\n${JSON.stringify({ ...entry, moved: [path] })}\n`,
          2,
          /damaged/,
        ] as [string, string, number, RegExp],
    ),
    ['a moment that is none', `tidings-lock 2\n${JSON.stringify({ ...entry, seen: 'today' })}\n`, 2, /damaged/],
    ['an order that is none', `tidings-lock 2\n${JSON.stringify({ ...entry, order: 0.5 })}\n`, 2, /damaged/],
    ...(
      [
        { guid: '' },
        { guid: 'a\u0008' },
        { atomId: 7 },
        { jsonId: '\ud800' },
        { guid: '1', guidIsLink: false },
      ] as const
    ).map(
      (ids) =>
        [
          `an id of an earlier feed that no feed can hold (${JSON.stringify(ids)})`,
          `tidings-lock 2\n${JSON.stringify({ ...entry, ...ids })}\n`,
          2,
          /damaged/,
        ] as [string, string, number, RegExp],
    ),
    [
      'two guids of one article',
      `tidings-lock 2\n${JSON.stringify({ ...entry, guid: '1' })}\n${JSON.stringify({ ...entry, guid: '2' })}\n`,
      3,
      /line 2 has the same id/,
    ],
    ['an address of a feed that is none', 'tidings-lock 2\n{"address":"feed x","format":"rss"}\n', 2, /damaged/],
    ['an address of a feed of no format', 'tidings-lock 2\n{"address":"/feed/","format":"html"}\n', 2, /damaged/],
    ['page 0', `tidings-lock 1\n${JSON.stringify({ ...entry, page: 0 })}\n`, 2, /damaged/],
    ['a feed that is no URI', 'tidings-lock 1\n{"feed":"mine"}\n', 2, /damaged/],
    ['another feed', 'tidings-lock 1\n{"feed":"urn:a"}\n{"feed":"urn:b"}\n', 3, /line 2 names another feed/],
    [
      'a merge conflict',
      `tidings-lock 1\n<<<<<<< HEAD\n${JSON.stringify(entry)}\n=======\n>>>>>>> x\n`,
      2,
      /merge conflict/,
    ],
    [
      'one id twice',
      `tidings-lock 1\n${JSON.stringify(entry)}\n${JSON.stringify({ ...entry, path: 'b.md' })}\n`,
      3,
      /line 2 has the same id/,
    ],
    [
      'one path twice',
      `tidings-lock 1\n${JSON.stringify(entry)}\n${JSON.stringify({ ...entry, id: 'urn:b' })}\n`,
      3,
      /line 2 has the same path/,
    ],
  ])('refuses %s with its line and a way out, instead of minting ids anew', (_, text, line, message) => {
    const [problem] = problemsOf(text);
    expect(problem).toMatchObject({ severity: 'error', file: 'tidings.lock', line });
    expect(problem?.message).toMatch(message);
    expect(problem?.hint).toBeTruthy();
  });

  test('is read the same with its lines in any order, and with some of them twice, as a merge by union leaves them', () => {
    const other = { ...entry, id: 'tag:example.org,2025-01-01:older', path: 'articles/older.md' };
    const addresses = [
      { address: '/feed', format: 'rss' as const },
      { address: '/feed/', format: 'rss' as const },
    ];
    const lock = { feed: 'https://example.org/', addresses, entries: [other, entry], issues: [alone, sent] };
    const [header, ...lines] = formatLock(lock).trimEnd().split('\n');
    const merged = fc
      .tuple(fc.shuffledSubarray(lines, { minLength: lines.length }), fc.subarray([header!, ...lines]))
      .map(([all, again]) => [header, ...all, ...again, ''].join('\n'));
    fc.assert(
      fc.property(merged, (text) => {
        expect(parseLock(text, 'tidings.lock')).toEqual(lock);
      }),
      { numRuns: runs() },
    );
  });

  const noted = { ...entry, body: 'c'.repeat(64), seen: '2026-11-21T10:00:00Z', order: 3 };
  test.each<[string, readonly LockEntry[], LockEntry]>([
    ['one of them by version 0.1.0', [entry, { ...entry, body: noted.body }], { ...entry, body: noted.body }],
    [
      'which readers of one may know',
      [noted, { ...noted, seen: undefined } as never],
      { ...entry, body: noted.body, order: 3 },
    ],
    [
      'where one has adopted the ids of an earlier feed',
      [entry, { ...entry, guid: '77', guidIsLink: true, jsonId: 'j' }],
      { ...entry, guid: '77', guidIsLink: true, jsonId: 'j' },
    ],
    ['at different times', [{ ...noted, seen: '2026-11-21T12:00:00Z', order: 4 }, noted], noted],
  ])('makes one line of two by which branches noted one article, %s', (_, lines, expected) => {
    const texts = lines.map((line) => JSON.stringify(line));
    for (const [first, second] of [texts, texts.toReversed()])
      expect(parseLock(`tidings-lock 2\n${first}\ntidings-lock 1\n${second}\n`, 'tidings.lock')).toEqual({
        entries: [expected],
      });
  });

  const later = { ...entry, updated: '2026-11-22T09:00:00Z', hash: 'c'.repeat(64) };
  test.each<[string, readonly object[], string]>([
    ['edited on both branches', [entry, later], 'Keep line 3, whose "updated" is later, and delete line 2.'],
    ['the same, the other way round', [later, entry], 'Keep line 2, whose "updated" is later, and delete line 3.'],
    ['moved on both branches', [entry, { ...entry, url: 'urn:b' }], 'Keep either line and delete the other.'],
    ['an issue sent on one', [issue, sent], 'Keep line 3, which knows what was sent, and delete line 2.'],
    ['an issue edited on both', [issue, { ...issue, slug: 'old' }], 'Keep either line and delete the other.'],
  ])('of two lines about one thing (%s) tells once which to keep', (_, lines, hint) => {
    const problems = problemsOf(['tidings-lock 1', ...lines.map((line) => JSON.stringify(line)), ''].join('\n'));
    expect(problems.map((problem) => [problem.line, problem.hint])).toEqual([[3, hint]]);
  });

  test('is read where it knows neither the feed nor pages, as older ones do not', () => {
    expect(parseLock(`tidings-lock 1\n${JSON.stringify(entry)}\n`, 'tidings.lock')).toEqual({ entries: [entry] });
  });

  test('lets a removed article share its path with the article that took its place', () => {
    const removed = { ...entry, id: 'urn:a', removed: '2026-11-22T00:00:00Z' };
    expect(parseLock(formatLock({ entries: [removed, entry] }), 'tidings.lock')).toHaveProperty('entries.length', 2);
  });

  test('keeps issues after the articles, with what they carried once they were sent', () => {
    const lock = { feed: 'https://example.org/', entries: [entry], issues: [alone, sent] };
    expect(parseLock(formatLock({ ...lock, issues: [sent, alone] }), 'tidings.lock')).toEqual(lock);
    expect(formatLock(lock).split('\n').slice(3, 5)).toEqual([JSON.stringify(alone), JSON.stringify(sent)]);
  });
});

describe('freezing an issue', () => {
  test.each<[string, string, readonly IssueEntry[], readonly IssueEntry[]]>([
    ['notes what it carries', issue.issue, [issue], [sent]],
    [
      'leaves what was noted',
      issue.issue,
      [{ ...sent, articles: ['urn:first'] }],
      [{ ...sent, articles: ['urn:first'] }],
    ],
    ['notes an article by itself', entry.id, [issue], [issue, alone]],
  ])('%s', (_, id, before, after) => {
    expect(freezeIssue({ entries: [entry], issues: before }, id, [entry.id])).toEqual({
      entries: [entry],
      issues: after,
    });
  });
});
