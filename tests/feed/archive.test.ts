import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderFeed } from '../../src/feed/feed.ts';
import { feedsOf, mainFeed } from '../../src/feed/feeds.ts';
import type { Manuscript } from '../../src/model/article.ts';
import { newestFirst, type Publication } from '../../src/model/publication.ts';
import { historyOf } from '../../src/publish/lock/history.ts';
import { identifyArticles } from '../../src/publish/lock/identify.ts';
import type { Lock } from '../../src/publish/lock/lock.ts';
import { paginate } from '../../src/publish/lock/paginate.ts';
import { runs } from '../runs.ts';
import { sampleArticle, samplePublication } from '../sample.ts';
import { formats, query, tellJson } from './reading.ts';

const { settings } = samplePublication();
const feeds = { ...settings.feeds, maxItems: 4, archiveItems: 3 };

/** As many days as articles, one a day, three to a page, newest first. */
function publicationOf(days: number, changed: Partial<Publication> = {}): Publication {
  const numbers = Array.from({ length: days }, (_, index) => index + 1);
  const articles = numbers.map((day) => {
    const date = new Date(Date.UTC(2026, 0, day)).toISOString();
    return sampleArticle({ id: `urn:${day}`, published: date, updated: date });
  });
  const pages = new Map(numbers.map((day) => [`urn:${day}`, Math.ceil(day / 3)]));
  return { settings: { ...settings, feeds }, articles: newestFirst(articles), pages, ...changed };
}

const idsOf = ({ articles }: { articles: readonly { id: string }[] }) => articles.map(({ id }) => id);

const archiveOf = (publication: Publication) => [...feedsOf(publication)].filter(({ archive }) => archive?.current);

describe('a publication whose articles fill more than one page', () => {
  const publication = publicationOf(8);
  const [first, second, open] = archiveOf(publication);

  test('keeps each article in one page, in the order in which they came', () => {
    expect([first, second, open].map((page) => idsOf(page!))).toEqual([
      ['urn:3', 'urn:2', 'urn:1'],
      ['urn:6', 'urn:5', 'urn:4'],
      ['urn:8', 'urn:7'],
    ]);
  });

  test('has the newest in its main feed, up to the limit', () => {
    expect(idsOf(mainFeed(publication))).toEqual(['urn:8', 'urn:7', 'urn:6', 'urn:5']);
  });

  test('leads readers of Atom and RSS from the main feed through all pages and back', async () => {
    const links = async (format: 'atom' | 'rss', feed: Parameters<typeof renderFeed>[1]) => {
      const xml = await renderFeed(format, feed);
      const found = ['current', 'prev-archive', 'next-archive'].flatMap((rel) =>
        query(xml, `/*/a:link[@rel="${rel}"]/@href | /rss/channel/a:link[@rel="${rel}"]/@href`).map(
          (href) => [rel, href.replace('https://example.org/', '')] as const,
        ),
      );
      return Object.fromEntries(found);
    };
    for (const format of ['atom', 'rss'] as const) {
      const page = (number: number) => `archive/${format}-000${number}.xml`;
      const current = `${format}.xml`;
      expect(await links(format, mainFeed(publication))).toEqual({ 'prev-archive': page(2) });
      expect(await links(format, open!)).toEqual({ current, 'prev-archive': page(2) });
      expect(await links(format, second!)).toEqual({ current, 'prev-archive': page(1), 'next-archive': page(3) });
      expect(await links(format, first!)).toEqual({ current, 'next-archive': page(2) });
    }
  });

  test('leads readers of JSON Feed to ever older pages', async () => {
    const next = async (feed: Parameters<typeof renderFeed>[1]) => JSON.parse(await renderFeed('json', feed)).next_url;
    expect(await next(mainFeed(publication))).toBe('https://example.org/archive/feed-0002.json');
    expect(await next(second!)).toBe('https://example.org/archive/feed-0001.json');
    expect(await next(first!)).toBeUndefined();
  });

  test('marks the pages that will not change, and no other document', async () => {
    const marks = async (format: 'atom' | 'rss', feed: Parameters<typeof renderFeed>[1]) =>
      query(await renderFeed(format, feed), '//fh:archive').length;
    for (const format of ['atom', 'rss'] as const) {
      expect(await marks(format, first!)).toBe(1);
      expect(await marks(format, open!)).toBe(0);
      expect(await marks(format, mainFeed(publication))).toBe(0);
    }
  });

  test('keeps a page whose articles were all removed, so that its neighbours need not change', async () => {
    const { articles } = publication;
    const without = publicationOf(8, { articles: articles.filter(({ id }) => !/[456]$/.test(id)) });
    const [before, empty, after] = archiveOf(without);
    expect(idsOf(empty!)).toEqual([]);
    for (const format of formats) {
      expect(await renderFeed(format, before!)).toBe(await renderFeed(format, first!));
      expect(await renderFeed(format, after!)).toBe(await renderFeed(format, open!));
      expect(await renderFeed(format, empty!)).toContain('archive/');
    }
  });
});

test('a publication that fills less than one page has no archive', () => {
  expect(archiveOf(publicationOf(3))).toEqual([]);
  expect(mainFeed(publicationOf(3))).not.toHaveProperty('archive');
});

test('an article that is dated back stands in the main feed until its page is full', () => {
  const { articles, pages } = publicationOf(8);
  const old = sampleArticle({ id: 'urn:old', published: '1999-01-01T00:00:00Z', updated: '1999-01-01T00:00:00Z' });
  const dated = publicationOf(8, { articles: [...articles, old], pages: new Map([...pages!, ['urn:old', 3]]) });
  expect(idsOf(mainFeed(dated))).toEqual(['urn:8', 'urn:7', 'urn:6', 'urn:old']);
});

describe('the size of a feed', () => {
  const large = publicationOf(8, {
    settings: { ...settings, feeds: { ...feeds, maxBytes: 25_000 } },
    articles: publicationOf(8).articles.map((article) => ({ ...article, content: `<p>${'x'.repeat(7_000)}</p>` })),
  });

  test('in each format is as near to the limit as whole articles come', async () => {
    for (const format of formats) {
      const text = await renderFeed(format, mainFeed(large));
      expect(text.length).toBeLessThan(25_000);
      expect(text.length).toBeGreaterThan(25_000 - 9_000);
    }
  });

  test('never keeps an article out that no closed page holds', async () => {
    const { articles } = large;
    const tight = { ...large, settings: { ...settings, feeds: { ...feeds, maxBytes: 10_000 } } };
    expect(tellJson(await renderFeed('json', mainFeed(tight))).map(({ id }) => id)).toEqual(
      idsOf({ articles: articles.slice(0, 2) }),
    );
  });

  test('leaves the newest articles in it, however large one is that was dated back', async () => {
    const huge = sampleArticle({
      id: 'urn:huge',
      published: '1999-01-01T00:00:00Z',
      updated: '1999-01-01T00:00:00Z',
      content: `<p>${'x'.repeat(90_000)}</p>`,
    });
    const { articles, pages } = large;
    const dated = { ...large, articles: [...articles, huge], pages: new Map([...pages!, ['urn:huge', 4]]) };
    expect(tellJson(await renderFeed('json', mainFeed(dated))).map(({ id }) => id)).toEqual(['urn:8', 'urn:huge']);
  });

  test('without an archive leaves at least the newest article', async () => {
    const { pages: _, ...plain } = { ...large, settings: { ...settings, feeds: { ...feeds, maxBytes: 100 } } };
    for (const format of formats) expect(await renderFeed(format, mainFeed(plain))).toContain('urn:8');
    expect(tellJson(await renderFeed('json', mainFeed(plain)))).toHaveLength(1);
  });
});

describe('articles that were removed', () => {
  const removed = (id: string, date: string) => ({ id, removed: date });
  const deleted = async (tombstones: Publication['tombstones']) =>
    query(
      await renderFeed('atom', mainFeed(publicationOf(8, { tombstones: tombstones! }))),
      '/a:feed/at:deleted-entry/@ref',
    );

  test('are told to readers of Atom, newest first, for the days that the settings give', async () => {
    const late = [removed('urn:a', '2026-01-09T00:00:00+01:00'), removed('urn:b', '2026-01-20T00:00:00Z')];
    expect(await deleted([...late, removed('urn:c', '2025-12-01T00:00:00Z')])).toEqual(['urn:b', 'urn:a']);
  });

  test('are forgotten once newer things have happened for as long', async () => {
    expect(await deleted([removed('urn:a', '2025-12-08T00:00:00Z')])).toEqual([]);
  });

  test('say when, and stand in no other document', async () => {
    const publication = publicationOf(8, { tombstones: [removed('urn:a', '2026-01-09T00:00:00+01:00')] });
    const found = [];
    for (const feed of feedsOf(publication))
      for (const format of formats)
        if ((await renderFeed(format, feed)).includes('2026-01-09T00:00:00+01:00')) found.push(feed.paths[format]);
    expect(found).toEqual(['atom.xml']);
  });
});

/** What a writer does between two builds, to the article of a number. */
type Step = { readonly what: 'add' | 'edit' | 'remove' | 'backdate' | 'rename'; readonly which: number };

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom('add', 'add', 'add', 'edit', 'remove', 'backdate', 'rename'),
  which: fc.nat(30),
});

test('whatever is added, edited, removed, renamed or dated back between builds, readers lose and repeat nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { maxLength: 5 }), { minLength: 2, maxLength: 8 }), async (builds) => {
      const writer = new Writer();
      let before: State | undefined;
      for (const steps of builds) {
        const touched = new Set(steps.flatMap((one) => writer.take(one)));
        const after = await writer.build(before?.lock);
        expectWhole(after);
        if (before) expectLasting(before, after, touched);
        before = after;
      }
    }),
    { numRuns: runs(40) },
  );
});

/** A publication after a build: what readers can fetch. */
interface State {
  readonly lock: Lock;
  /** Number of the article → its id. */
  readonly ids: ReadonlyMap<number, string>;
  readonly main: readonly string[];
  /** Closed pages: their bytes and the ids in them. */
  readonly closed: readonly { readonly text: string; readonly ids: readonly string[] }[];
  readonly open: readonly string[];
}

class Writer {
  readonly #articles = new Map<number, Manuscript>();
  #count = 0;

  /** Returns the numbers of the articles that readers may see changed. */
  take({ what, which }: Step): number[] {
    const number = what === 'add' || what === 'backdate' ? this.#count++ : which;
    const known = this.#articles.get(number);
    if (what === 'add') this.#articles.set(number, manuscriptOf(number, `2026-02-${10 + (number % 18)}T00:00:00Z`));
    if (what === 'backdate') this.#articles.set(number, manuscriptOf(number, '2001-01-01T00:00:00Z'));
    if (!known) return [number];
    if (what === 'edit') {
      const hash = known.hash.replace(/./, (digit) => (digit === '9' ? '0' : String(Number(digit) + 1)));
      this.#articles.set(number, { ...known, hash, content: `${known.content}<p>More.</p>` });
    }
    if (what === 'rename') this.#articles.set(number, { ...known, path: `${known.path}x` });
    if (what === 'remove') this.#articles.delete(number);
    return what === 'rename' ? [] : [number];
  }

  async build(before: Lock | undefined): Promise<State> {
    const now = new Date('2026-03-01T00:00:00Z');
    const identified = identifyArticles([...this.#articles.values()], before?.entries ?? [], settings, now);
    const entries = paginate(identified.entries, identified.articles, feeds);
    const lock = { feed: settings.url, entries };
    const publication = {
      settings: { ...settings, feeds: { ...feeds, summaries: false } },
      articles: newestFirst(identified.articles),
      ...historyOf(lock),
    };
    const pages = archiveOf(publication);
    const texts = await Promise.all(pages.map((page) => renderFeed('atom', page)));
    const closed = pages.flatMap((page, index) =>
      page.archive?.closed ? [{ text: texts[index]!, ids: idsOf(page) }] : [],
    );
    const numbers = [...this.#articles.keys()];
    return {
      lock,
      ids: new Map(identified.articles.map(({ id }, index) => [numbers[index]!, id])),
      main: tellJson(await renderFeed('json', mainFeed(publication))).map(({ id }) => id),
      closed,
      open: pages.filter(({ archive }) => !archive?.closed).flatMap(idsOf),
    };
  }
}

function manuscriptOf(number: number, published: string): Manuscript {
  const { id: _, updated: __, ...rest } = sampleArticle({ content: `<p>${number}</p>`, tags: [] });
  const hash = String(number).padStart(64, '0');
  return { ...rest, slug: `a-${number}`, published, path: `${number}.md`, hash, modified: '2026-02-28T00:00:00Z' };
}

/** Main feed and closed pages hold every article; each stands in one page. */
function expectWhole({ ids, main, closed, open }: State): void {
  const live = [...ids.values()].sort();
  const paged = [...closed.flatMap((page) => page.ids), ...open].sort();
  if (closed.length > 0) expect(paged).toEqual(live);
  expect([...new Set([...main, ...closed.flatMap((page) => page.ids)])].sort()).toEqual(live);
}

/** Ids stay, and so do the bytes of closed pages none of whose own articles changed. */
function expectLasting(before: State, after: State, touched: ReadonlySet<number>): void {
  for (const [number, id] of before.ids) if (after.ids.has(number)) expect(after.ids.get(number)).toBe(id);
  const changed = new Set([...touched].flatMap((number) => [before.ids.get(number), after.ids.get(number)]));
  for (const [index, page] of before.closed.entries()) {
    const now = after.closed[index]!;
    if (![...page.ids, ...now.ids].some((id) => changed.has(id))) expect(now.text).toBe(page.text);
    expect(page.ids.filter((id) => !changed.has(id))).toEqual(now.ids.filter((id) => !changed.has(id)));
  }
}
