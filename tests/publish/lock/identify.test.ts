import { describe, expect, test } from 'vitest';
import type { Manuscript } from '../../../src/model/article.ts';
import { identifyArticles } from '../../../src/publish/lock/identify.ts';

const settings = { url: 'https://example.org/', timezone: 'Europe/Vienna' };
const now = new Date('2026-11-23T12:00:00Z');

function manuscript(overrides: Partial<Manuscript> = {}): Manuscript {
  const slug = overrides.slug ?? 'hello';
  return {
    slug,
    url: `https://example.org/articles/${slug}/`,
    title: 'Hello',
    content: '<p>Hello.</p>',
    authors: [{ name: 'An author' }],
    language: 'en',
    tags: [],
    attachments: [],
    draft: false,
    files: [],
    origin: { file: `articles/${slug}.md`, line: 1 },
    path: `articles/${slug}.md`,
    hash: 'a'.repeat(64),
    modified: '2026-11-22T08:00:00+01:00',
    published: '2026-11-20T00:00:00+01:00',
    ...overrides,
  };
}

/** Builds on every other day: each takes the lock of the one before. */
function builds(...steps: Manuscript[][]) {
  return buildsEvery(48, ...steps);
}

function buildsEvery(hours: number, ...steps: Manuscript[][]) {
  let lock: ReturnType<typeof identifyArticles>['entries'] = [];
  return steps.map((manuscripts, index) => {
    const result = identifyArticles(manuscripts, lock, settings, new Date(now.getTime() + index * hours * 3_600_000));
    lock = result.entries;
    return result;
  });
}

const { published: _, ...undated } = manuscript();

describe('identity', () => {
  test('a new article gets a tag URI of host, day and slug', () => {
    const [{ articles }] = builds([manuscript()]) as [ReturnType<typeof identifyArticles>];
    expect(articles[0]).toMatchObject({ id: 'tag:example.org,2026-11-20:hello', updated: '2026-11-20T00:00:00+01:00' });
  });

  test('letters that a URI cannot hold are escaped in the id', () => {
    const [{ articles }] = builds([manuscript({ slug: 'grüße-日本' })]) as [ReturnType<typeof identifyArticles>];
    expect(articles[0]?.id).toBe('tag:example.org,2026-11-20:gr%C3%BC%C3%9Fe-%E6%97%A5%E6%9C%AC');
  });

  test.each<[string, Partial<Manuscript>]>([
    ['its file is renamed', { path: 'articles/renamed.md' }],
    ['its file is moved and its text mended', { path: 'articles/2026/hello.md', hash: 'd'.repeat(64) }],
    ['its slug changes', { slug: 'other', path: 'articles/hello.md' }],
    ['its date changes', { published: '2026-11-19T00:00:00+01:00' }],
    ['its text changes', { hash: 'b'.repeat(64) }],
    ['its address moves to another host', { url: 'https://elsewhere.example/hello' }],
  ])('an article keeps its id when %s', (_, change) => {
    const [, after] = builds([manuscript()], [manuscript(change)]);
    expect(after?.articles[0]?.id).toBe('tag:example.org,2026-11-20:hello');
    expect(after?.entries).toHaveLength(1);
  });

  test('an id from the front matter is kept byte for byte', () => {
    const [{ articles }] = builds([manuscript({ id: 'HTTP://Example.org/%7eA?b#C' })]) as [
      ReturnType<typeof identifyArticles>,
    ];
    expect(articles[0]?.id).toBe('HTTP://Example.org/%7eA?b#C');
  });

  test('changing the id of a published article warns that readers will show it as new', () => {
    const [, after] = builds([manuscript()], [manuscript({ id: 'urn:new' })]);
    expect(after?.problems).toMatchObject([{ severity: 'warning', rule: 'id-changed' }]);
    expect(after?.articles[0]?.id).toBe('urn:new');
  });

  test('an article that takes the name and day of a removed one gets an id of its own', () => {
    const [, , after] = builds([manuscript()], [], [manuscript({ path: 'articles/2.md', hash: 'c'.repeat(64) })]);
    expect(after?.articles[0]?.id).toBe('tag:example.org,2026-11-20:hello-2');
  });

  test('a removed article stays in the lock and gets its id back when it returns', () => {
    const [, gone, back] = builds([manuscript()], [], [manuscript()]);
    expect(gone?.entries).toMatchObject([{ removed: '2026-11-25T13:00:00+01:00' }]);
    expect(back?.entries[0]).not.toHaveProperty('removed');
    expect(back?.articles[0]?.id).toBe('tag:example.org,2026-11-20:hello');
  });

  test('two articles with one id are a problem that names both files', () => {
    const [result] = builds([manuscript({ id: 'urn:a' }), manuscript({ id: 'urn:a', slug: 'b' })]);
    expect(result?.problems).toMatchObject([{ severity: 'error', rule: 'same-id' }]);
    expect(result?.problems[0]?.message).toContain('articles/hello.md');
    expect(result?.problems[0]?.message).toContain('articles/b.md');
  });
});

describe('ids of an earlier site', () => {
  const adopted = (ids: object) => {
    const [{ entries }] = builds([manuscript()]) as [ReturnType<typeof identifyArticles>];
    return (next: Partial<Manuscript> = {}) =>
      identifyArticles([manuscript(next)], [{ ...entries[0]!, ...ids }], settings, new Date(now.getTime() + 1000));
  };

  test.each([
    [{ guid: '77' }],
    [{ guid: '77', guidIsLink: true }],
    [{ atomId: '/2020/hello', jsonId: 'j' }],
    [{ guid: 'g', atomId: 'urn:a', jsonId: 'j' }],
  ])('stay as the lock has them when the article changes: %o', (ids) => {
    const { articles, entries, problems } = adopted(ids)({
      path: 'articles/hello.md',
      slug: 'new',
      hash: 'b'.repeat(64),
    });
    expect(articles[0]).toMatchObject(ids);
    expect(entries[0]).toMatchObject(ids);
    expect(problems).toEqual([]);
  });

  test('a guid in the front matter is noted in the lock and stays when the line is taken out', () => {
    const [first, second] = builds([manuscript({ guid: '77' })], [manuscript()]);
    expect(first?.articles[0]).toMatchObject({ id: 'tag:example.org,2026-11-20:hello', guid: '77' });
    expect(second?.entries[0]).toMatchObject({ guid: '77' });
    expect(second?.articles[0]).toMatchObject({ guid: '77' });
  });

  test('another guid of a published article warns that readers will show it as new', () => {
    const { articles, problems } = adopted({ guid: '77', guidIsLink: true })({ guid: '78' });
    expect(problems).toMatchObject([{ rule: 'id-changed', message: '"Hello" was published as 77 and is now 78' }]);
    expect(articles[0]).not.toHaveProperty('guidIsLink');
  });

  test('two articles with one guid are a problem that names both files', () => {
    const [result] = builds([manuscript({ guid: '77' }), manuscript({ guid: '77', slug: 'b', hash: 'b'.repeat(64) })]);
    expect(result?.problems).toMatchObject([
      { rule: 'same-id', message: 'articles/b.md and articles/hello.md have the same id 77' },
    ]);
  });
});

const text = 'e'.repeat(64);
const original = manuscript({ bodyHash: text });
const another = (overrides: Partial<Manuscript> = {}) =>
  manuscript({ slug: 'goodbye', title: 'Goodbye', hash: 'f'.repeat(64), bodyHash: text, ...overrides });

describe('an article whose file and title are renamed in one build', () => {
  test('keeps its id and leads from its old address, for its text is the same', () => {
    const [, after] = builds([original], [another()]);
    expect(after).toMatchObject({
      articles: [{ id: 'tag:example.org,2026-11-20:hello', title: 'Goodbye' }],
      entries: [{ path: 'articles/goodbye.md', moved: ['/articles/hello/'] }],
      problems: [],
    });
  });

  const doubtful: [string, Manuscript[], Manuscript[]][] = [
    [
      'two lost articles had its text',
      [original, another({ slug: 'b' })],
      [another({ slug: 'c', hash: '9'.repeat(64) })],
    ],
    ['its text was edited too, and its day is that of a lost one', [original], [another({ bodyHash: 'c'.repeat(64) })]],
  ];
  test.each(doubtful)('is asked about at its place if %s', (_, before, after) => {
    const [, built] = builds(before, after);
    expect(built?.articles[0]?.id).not.toBe('tag:example.org,2026-11-20:hello');
    expect(built?.problems).toMatchObject([
      { severity: 'warning', rule: 'renamed', file: after[0]!.origin.file, line: 1 },
    ]);
    expect(built?.problems[0]?.hint).toContain('"id: tag:example.org,2026-11-20:hello"');
  });

  test('is asked about if an article with its text was removed earlier', () => {
    const [, , after] = builds([original], [], [another()]);
    expect(after?.problems).toMatchObject([{ rule: 'renamed', message: expect.stringContaining('was removed') }]);
  });

  test('gets everything back by the answer, which leaves no tombstone behind', () => {
    const edited = another({ bodyHash: 'c'.repeat(64) });
    const answered = { ...edited, id: 'tag:example.org,2026-11-20:hello' };
    const lock = builds([original]).at(-1)!.entries;
    const asked = identifyArticles([edited], lock, settings, new Date('2026-11-25T12:00:00Z'));
    const after = identifyArticles([answered], asked.entries, settings, new Date('2026-11-25T13:00:00Z'));
    expect(after).toMatchObject({ problems: [], entries: [{ id: answered.id, moved: ['/articles/hello/'] }] });
    expect(after.entries[0]).not.toHaveProperty('removed');
  });

  test('is not taken for an article of another text and day', () => {
    const [, after] = builds([original], [another({ bodyHash: 'c'.repeat(64), published: '2026-11-21T00:00:00Z' })]);
    expect(after?.problems).toEqual([]);
    expect(after?.entries).toHaveLength(2);
  });
});

describe('what a person tries and takes back within a day', () => {
  test('leaves nothing in the lock', () => {
    expect(buildsEvery(23, [manuscript()], [])[1]?.entries).toEqual([]);
  });

  test.each<
    [string, Partial<Parameters<typeof identifyArticles>[4]>, (seen: string | undefined) => string | undefined]
  >([
    ['it was sent', { announced: new Set(['tag:example.org,2026-11-20:hello']) }, (seen) => seen],
    ['an older version met it, or a hub was told', {}, () => undefined],
    ['the clock was set back', {}, () => '2026-11-24T12:00:00Z'],
  ])('is announced as removed if %s', (_, options, change) => {
    const { seen, ...entry } = buildsEvery(1, [manuscript()])[0]!.entries[0]!;
    const moment = change(seen);
    const lock = [{ ...entry, ...(moment && { seen: moment }) }];
    const { entries } = identifyArticles([], lock, settings, new Date('2026-11-23T13:00:00Z'), options);
    expect(entries).toMatchObject([{ removed: '2026-11-23T14:00:00+01:00' }]);
  });
});

test.each([
  ['an id of another service', { id: 'https://old.example.org/?p=7' }, 1],
  ['a guid of another service', { guid: '64c0ffee64c0ffee64c0ffee' }, 1],
  [
    'the id of a feed whose articles are shown here',
    { id: 'https://other.example.org/7', path: 'sources/other.xml' },
    0,
  ],
])('an article that is taken back within a day: with %s, readers may know it', (_, given, left) => {
  const { entries } = buildsEvery(1, [manuscript(given)])[0]!;
  const now = new Date(entries[0]!.seen!);
  expect(identifyArticles([], entries, { url: 'https://example.org/', timezone: 'UTC' }, now).entries).toHaveLength(
    left,
  );
});

test('of articles of one day, the lock keeps in which order builds met them, and dates none otherwise', () => {
  const [b, a] = [manuscript({ slug: 'b', hash: 'b'.repeat(64) }), manuscript({ slug: 'a', hash: 'c'.repeat(64) })];
  const [, after] = builds([a], [a, b]);
  expect(after?.entries).toMatchObject([
    { slug: 'a', order: 1, published: a.published },
    { slug: 'b', order: 2, published: a.published },
  ]);
});

describe('dates', () => {
  test('an article without a date takes that of its file once, with a warning, and keeps it', () => {
    const [first, second] = builds([undated], [{ ...undated, modified: '2027-01-01T00:00:00+01:00' }]);
    expect(first?.problems).toMatchObject([{ severity: 'warning', rule: 'no-date' }]);
    expect(second?.problems).toEqual([]);
    expect(second?.articles[0]).toMatchObject({
      published: '2026-11-22T08:00:00+01:00',
      updated: '2026-11-22T08:00:00+01:00',
    });
  });

  test('updated moves when the source changes, to the time of the change', () => {
    const [, after] = builds([manuscript()], [manuscript({ hash: 'b'.repeat(64) })]);
    expect(after?.articles[0]).toMatchObject({
      published: '2026-11-20T00:00:00+01:00',
      updated: '2026-11-22T08:00:00+01:00',
    });
  });

  test('updated does not move when only tags, address or the file time change', () => {
    const [, after] = builds(
      [manuscript()],
      [manuscript({ tags: ['new'], url: 'https://b.example/', modified: '2027-01-01T00:00:00Z' })],
    );
    expect(after?.articles[0]?.updated).toBe('2026-11-20T00:00:00+01:00');
  });

  test('updated from the front matter wins', () => {
    const [, after] = builds([manuscript()], [manuscript({ hash: 'b'.repeat(64), updated: '2026-11-21T00:00:00Z' })]);
    expect(after?.articles[0]?.updated).toBe('2026-11-21T00:00:00Z');
  });

  test('updated is never before published', () => {
    const [, after] = builds([manuscript()], [manuscript({ published: '2026-12-24T00:00:00Z' })]);
    expect(after?.articles[0]?.updated).toBe('2026-12-24T00:00:00Z');
  });
});

describe('addresses', () => {
  const movedOf = (...steps: Partial<Manuscript>[]) => {
    const path = 'articles/hello.md';
    return builds(...steps.map((step) => [manuscript({ path, ...step })])).at(-1)?.entries[0]?.moved;
  };

  test('every path that an article leaves is remembered, so that old links find it', () => {
    expect(movedOf({}, { slug: 'b' }, { slug: 'c' })).toEqual(['/articles/hello/', '/articles/b/']);
  });

  test('a path to which an article returns is no former one', () => {
    expect(movedOf({}, { slug: 'b' }, {})).toEqual(['/articles/b/']);
  });

  test('an article that never moved remembers nothing', () => {
    expect(movedOf({}, { hash: 'b'.repeat(64) })).toBeUndefined();
  });

  test('a path on another site is not ours to redirect', () => {
    expect(movedOf({ url: 'https://elsewhere.example/hello' }, {})).toBeUndefined();
  });

  test('an article that is published elsewhere from now on leaves its path here', () => {
    expect(movedOf({}, { url: 'https://elsewhere.example/articles/hello/' })).toEqual(['/articles/hello/']);
  });
});
