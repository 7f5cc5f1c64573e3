import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FeedDocument } from '../../src/feed/document.ts';
import { renderFeed } from '../../src/feed/feed.ts';
import { stripForbidden } from '../../src/lib/escape.ts';
import type { Article } from '../../src/model/article.ts';
import { runs } from '../runs.ts';
import { sampleArticle } from '../sample.ts';
import { formats, query, sampleFeed, tellAll } from './reading.ts';

const { summary: _, ...unsummarized } = sampleArticle();

/** The summary of an article in each format, as a reader shows it. */
async function shown(article: Article, overrides: Partial<FeedDocument> = {}) {
  const told = await tellAll(sampleFeed({ articles: [article], ...overrides }));
  return formats.map((format) => told[format][0]!.summary);
}

describe('a summary', () => {
  test.each([
    'Vec<T> beats <script>',
    'Salt &amp; <b>pepper</b>',
    'a ]]> b &lt; c',
    '<!-- not hidden -->',
  ])('reaches the readers of every format as it was written: %s', async (summary) => {
    expect(await shown(sampleArticle({ summary }))).toEqual([summary, summary, summary]);
    expect(await shown(sampleArticle({ summary }), { summaries: true })).toEqual([summary, summary, summary]);
  });

  test('of any text reads the same in every format', async () => {
    const words = fc.string({ unit: 'binary' }).map((text) => stripForbidden(text).replaceAll('\uFEFF', ''));
    const piece = fc.oneof(
      words,
      fc.constantFrom('<', '&', ';', '&lt', '<b>', '</p>', ']]>', '&#x3C;', '\r\n', '<!--'),
    );
    const text = fc.array(piece, { maxLength: 6 }).map((pieces) => `x${pieces.join('')}`);
    await fc.assert(
      fc.asyncProperty(text, async (summary) => {
        expect(await shown(sampleArticle({ summary }))).toEqual([summary, summary, summary]);
      }),
      { numRuns: runs(200) },
    );
  });

  test('that holds nothing but blanks is none', async () => {
    const article = sampleArticle({ summary: ' \n ', content: '<p>The opening.</p>' });
    expect(await shown(article)).toEqual(['', 'The opening.', '']);
    expect(query(await renderFeed('atom', sampleFeed({ articles: [article] })), '//a:summary')).toEqual([]);
  });
});

describe('an item of RSS without a summary', () => {
  test.each([
    ['its opening', '<h2>Head</h2><p>1 &lt; 2 &amp; 3.</p>', '1 < 2 & 3.'],
    ['any text if nothing opens it', '<h2>Head</h2><pre>let x</pre>', 'Head let x'],
    ['the words of a picture', '<p><img src="https://example.org/x.png" alt="A quay at dawn" /></p>', 'A quay at dawn'],
    ['its title if there is no text', '<hr />', unsummarized.title],
  ])('is described by %s', async (_, content, expected) => {
    const article = { ...unsummarized, content };
    expect(await shown(article)).toEqual(['', expected, '']);
    expect(await shown(article, { summaries: true })).toEqual([expected, expected, expected]);
  });
});

test('the description of a publication reaches readers as it was written', async () => {
  const description = 'Notes on <script> & Vec<T>';
  const feed = sampleFeed({ description });
  expect(query(await renderFeed('atom', feed), '/a:feed/a:subtitle')).toEqual([description]);
  expect(JSON.parse(await renderFeed('json', feed)).description).toBe(description);
  // HTML to those who read RSS.
  expect(query(await renderFeed('rss', feed), '/rss/channel/description')).toEqual([
    'Notes on &lt;script&gt; &amp; Vec&lt;T&gt;',
  ]);
});
