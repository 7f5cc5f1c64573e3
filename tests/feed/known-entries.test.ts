import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FeedDocument } from '../../src/feed/document.ts';
import { renderFeed } from '../../src/feed/feed.ts';
import { type KnownEntries, sliceEntries } from '../../src/feed/known-entries.ts';
import type { Article } from '../../src/model/article.ts';
import { runs } from '../runs.ts';
import { sampleArticle } from '../sample.ts';
import { sampleFeed } from './reading.ts';

const formats = ['atom', 'rss', 'json'] as const;

/** As a build remembers what it made. */
class Notes implements KnownEntries {
  readonly noted = new Map<string, { readonly text: string; readonly keys: readonly string[] }>();
  of(path: string) {
    return this.noted.get(path);
  }
  note(path: string, text: string, keys: readonly string[]): void {
    this.noted.set(path, { text, keys });
  }
}

const article = (number: number, change: string, more: Partial<Article> = {}) =>
  sampleArticle({
    id: `urn:${number}`,
    slug: `a${number}`,
    title: `Number ${number} ${change}`,
    content: `<p>Text ${change} &lt;entry></p><pre>\n  &lt;entry>\n    &lt;item>\n    {</pre>`,
    updated: `2026-10-1${number}T10:00:00Z`,
    fingerprint: `${number} ${change} ${JSON.stringify(more)}`,
    ...more,
  });

const articles = fc.uniqueArray(
  fc.tuple(
    fc.nat({ max: 6 }),
    fc.constantFrom('one', 'two &amp; ]]&gt;'),
    fc.constantFrom<Partial<Article>>({}, { language: 'de' }, { summary: '\n    {' }, { attachments: [] }),
  ),
  { selector: ([number]) => number, maxLength: 6 },
);

test.each(
  formats,
)('a feed in %s of entries that were there before is the same as one that is made whole', async (format) => {
  const step = fc.record({
    articles,
    description: fc.constantFrom('First', 'Second'),
    bytes: fc.constantFrom(1e6, 4000),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 5 }), async (steps) => {
      const notes = new Notes();
      for (const { articles: found, description, bytes } of steps) {
        const held = found.map((values) => article(...values));
        const feed = sampleFeed({ articles: held, description, limit: { bytes, kept: new Set() } });
        expect(await renderFeed(format, feed, notes)).toBe(await renderFeed(format, feed));
      }
    }),
    { numRuns: runs(50) },
  );
});

test.each(formats)('an entry in %s that was proven is taken as it is, and one that changed is not', async (format) => {
  const [first, second, third] = [1, 2, 3].map((number) => article(number, 'one'));
  const notes = new Notes();
  const feed: FeedDocument = sampleFeed({ articles: [first!, second!] });
  await renderFeed(format, feed, notes);
  const path = feed.paths[format];
  const before = notes.of(path)!;
  notes.note(path, before.text.replaceAll('Number 2', 'Nombre 2').replaceAll('Number 1', 'Nombre 1'), before.keys);
  const text = await renderFeed(format, { ...feed, articles: [third!, article(1, 'two'), second!] }, notes);
  expect(text).toContain('Nombre 2');
  expect(text).not.toContain('Nombre 1');
  expect(text).toContain('Number 3');
});

test.each(formats)('two articles of one id are refused in %s, though both were proven before', async (format) => {
  const notes = new Notes();
  const feed = sampleFeed({ articles: [article(1, 'one'), article(2, 'one')] });
  await renderFeed(format, feed, notes);
  const twin = article(2, 'two', { id: 'urn:1' });
  await expect(renderFeed(format, { ...feed, articles: [article(1, 'one'), twin] }, notes)).rejects.toThrow(
    'the id urn:1',
  );
});

test.each(formats)('a document in %s with anything between its entries is not cut', async (format) => {
  const text = await renderFeed(format, sampleFeed({ articles: [article(1, 'one'), article(2, 'one')] }));
  const sliced = sliceEntries(format, text, 2)!;
  expect(sliced.entries).toHaveLength(2);
  const [first, last] = sliced.entries;
  expect(sliceEntries(format, text, 3)).toBeUndefined();
  expect(sliceEntries(format, text.replace(first!, `${first} `), 2)).toBeUndefined();
  expect(sliceEntries(format, text.replace(last!, `${last}<!-- -->`), 2)).toBeUndefined();
  expect(sliceEntries(format, `${text}\n`, 2)).toBeUndefined();
});
