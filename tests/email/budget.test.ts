import fc from 'fast-check';
import { DomUtils, parseDocument } from 'htmlparser2';
import { expect, test } from 'vitest';
import { fitLetter } from '../../src/email/budget.ts';
import { issueOf } from '../../src/email/issue.ts';
import type { Email } from '../../src/email/letter.ts';
import { fallbackValues, fillLetter, longestValues } from '../../src/email/slots.ts';
import { variantsOf } from '../../src/email/variant.ts';
import type { Article } from '../../src/model/article.ts';
import type { Issue, ItemLayout } from '../../src/model/issue.ts';
import { ProblemError } from '../../src/model/problem.ts';
import type { NewsletterSettings } from '../../src/model/publication.ts';
import { runs } from '../runs.ts';
import { sampleArticle, samplePublication } from '../sample.ts';
import { newsletter, themeWith } from './letter.ts';

const theme = themeWith();
const sentence = 'The tide came in over the flats and nobody was there to see it. ';

function articleOf(number: number, paragraphs: number, overrides: Partial<Article> = {}): Article {
  return sampleArticle({
    id: `tag:example.org,2026-11-23:article-${number}`,
    slug: `article-${number}`,
    url: `https://example.org/articles/article-${number}/`,
    title: `Article number ${number}.`,
    content: `<p>${sentence.repeat(8)}</p>`.repeat(paragraphs),
    attachments: [],
    ...overrides,
  });
}

function digestOf(articles: readonly Article[], layout: ItemLayout = 'full', overrides: Partial<Issue> = {}): Issue {
  return {
    id: 'tag:example.org,2026-11-24:issues/digest',
    slug: 'digest',
    subject: "What came in, {{ name | default: 'friend' }}",
    preheader: 'And what went out',
    language: 'en',
    date: '2026-11-24T09:00:00Z',
    introduction: "<p>Good morning, {{ name | default: 'friend' }}.</p>",
    items: articles.map((article) => ({ article, layout })),
    url: 'https://example.org/issues/digest/',
    origin: { file: 'issues/digest.md', line: 2 },
    ...overrides,
  };
}

interface Fitted extends Email {
  /** With the longest values in its slots. */
  readonly bytes: number;
  readonly messages: readonly string[];
  readonly reductions: Awaited<ReturnType<typeof fitLetter>>['reductions'];
}

async function fitted(issue: Issue, settings: Partial<NewsletterSettings> = {}): Promise<Fitted> {
  const publication = samplePublication({ settings: { newsletter: { ...newsletter, ...settings } } });
  const { letters, reductions, problems } = await fitLetter(issue, publication, theme);
  const longest = fillLetter(letters[0], longestValues(issue, publication.settings)).html;
  const messages = problems.map(({ file, line, message }) => `${file}:${line} ${message}`);
  const email = fillLetter(letters[0], fallbackValues(issue, publication.settings));
  return { ...email, bytes: Buffer.byteLength(longest), messages, reductions };
}

function linksOf(html: string): string[] {
  return DomUtils.getElementsByTagName('a', parseDocument(html).children).map(({ attribs }) => attribs.href ?? '');
}

test('a letter that is small enough keeps everything', async () => {
  const { reductions, messages, html } = await fitted(digestOf([1, 2, 3].map((number) => articleOf(number, 2))));
  expect([reductions, messages]).toEqual([[], []]);
  expect(html.split('nobody was there')).toHaveLength(3 * 2 * 8 + 1);
});

test('a letter that is slightly too large gets the closer layout of its theme first', async () => {
  const issue = digestOf([1, 2, 3, 4].map((number) => articleOf(number, 10)));
  const { bytes } = await fitted(issue);
  const { reductions, messages } = await fitted(issue, { maxBytes: bytes - 100 });
  expect(reductions).toEqual([{ kind: 'dense' }]);
  expect(messages[0]).toContain('issues/digest.md:2 the letter has the closer layout of its theme, so that');
});

test('twenty articles with pictures stay below 60,000 bytes: the first ones whole, the last ones as summaries', async () => {
  const articles = Array.from({ length: 20 }, (_, index) => articleOf(index + 1, 7));
  const { bytes, html, text, messages, reductions } = await fitted(digestOf(articles));
  expect(bytes).toBeLessThanOrEqual(60_000);
  expect(bytes).toBeGreaterThan(50_000);
  const changed = reductions.flatMap((one) => (one.kind === 'article' ? [one] : []));
  expect(changed.every(({ from, to }) => from === 'full' && to === 'summary')).toBe(true);
  expect(changed.map(({ id }) => id)).toEqual(articles.slice(-changed.length).map(({ id }) => id));
  expect(messages).toEqual([
    `issues/digest.md:2 ${changed.length} articles are shown as summaries, so that the letter stays within 60,000 bytes`,
  ]);
  const whole = 20 - changed.length;
  expect(html.split('nobody was there').length - 1).toBe(whole * 7 * 8);
  expect(text.replace(/\s+/g, ' ').split('nobody was there').length - 1).toBe(whole * 7 * 8);
});

test('one article less is not enough of a reduction', async () => {
  const articles = Array.from({ length: 12 }, (_, index) => articleOf(index + 1, 12));
  const { reductions } = await fitted(digestOf(articles));
  const summaries = reductions.filter((one) => one.kind === 'article').length;
  const items = articles.map((article, index) => ({
    article,
    layout: index < articles.length - summaries + 1 ? ('full' as const) : ('summary' as const),
  }));
  const publication = samplePublication({ settings: { newsletter: { ...newsletter, maxBytes: 102_400 } } });
  const larger = await fitLetter(digestOf([], 'full', { items }), publication, theme);
  expect(larger.bytes).toBeGreaterThan(60_000);
});

test('500 articles are there as far as there is room, and one link leads to all', async () => {
  const articles = Array.from({ length: 500 }, (_, index) => articleOf(index + 1, 3));
  const { bytes, html, text, reductions } = await fitted(digestOf(articles));
  expect(bytes).toBeLessThanOrEqual(60_000);
  const omitted = reductions.filter((one) => one.kind === 'article' && one.to === 'rest').length;
  const links = new Set(linksOf(html));
  const [kept, left] = [articles.slice(0, 500 - omitted), articles.slice(500 - omitted)];
  expect(kept.every(({ url }) => links.has(url) && text.includes(url))).toBe(true);
  expect(left.some(({ url }) => links.has(url))).toBe(false);
  expect(html).toContain(`Read on the web (+${omitted})</a>`);
  expect(text).toContain(`Read on the web (+${omitted})\n  https://example.org/issues/digest/`);
});

test('an article by itself is whole up to 100,000 bytes, whatever letters of several may take', async () => {
  const { bytes, reductions } = await fitted(issueOf(articleOf(1, 140)), { maxBytes: 60_000 });
  expect(bytes).toBeGreaterThan(80_000);
  expect(reductions).toEqual([]);
});

const long = 'x'.repeat(200_000);
test.each([
  ['200 paragraphs', { content: `<p>${sentence.repeat(16)}</p>`.repeat(200) }],
  ['one paragraph of 200 KB', { content: `<p>${sentence.repeat(3200)}</p>` }],
  ['200 KB of Japanese', { content: `<p>${'霜が降りた。'.repeat(12_000)}</p>` }],
  ['one word of 200 KB', { content: `<p>${long}</p>` }],
  ['200 KB of code', { content: `<pre><code>${'if (a &lt; b) return;\n'.repeat(8000)}</code></pre>` }],
  [
    'a list in a list in a quotation',
    { content: `<blockquote><ul><li><ul>${`<li>${sentence}</li>`.repeat(3000)}</ul></li></ul></blockquote>` },
  ],
  ['ampersands', { content: `<p>${'&amp; '.repeat(60_000)}</p>` }],
  ['a title of 200 KB', { title: long }],
  ['a summary of 200 KB', { summary: sentence.repeat(3200) }],
  ['a notice of 200 KB', { notice: sentence.repeat(3200) }],
  [
    '2,000 attachments',
    {
      attachments: Array.from({ length: 2000 }, (_, index) => ({
        url: `https://example.org/${index}.pdf`,
        type: 'application/pdf',
      })),
    },
  ],
])(
  'an article of %s ends before Gmail would clip it, with its link and its footer',
  async (_, overrides) => {
    const article = articleOf(1, 1, overrides);
    const { bytes, html, text, messages } = await fitted(issueOf(article));
    expect(bytes).toBeLessThanOrEqual(100_000);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain('articles/2026-11-23-the-first-frost.md:2 the letter holds only the beginning');
    expect(linksOf(html)).toContain(article.url);
    expect(html).toContain('Garden Lane 1');
    expect(linksOf(html)).toContain('https://example.org/unsubscribe/token');
    expect(text).toContain('https://example.org/unsubscribe/token');
    expect(html).not.toContain('�');
  },
  60_000,
);

test('what is cut ends between paragraphs, not at a heading, and says that it goes on', async () => {
  const content = `${`<p>${sentence.repeat(16)}</p>`.repeat(78)}<h2>Part</h2><p>${sentence.repeat(1600)}</p>`;
  const { html, text } = await fitted(issueOf(articleOf(1, 1, { content })));
  expect(html).toMatch(
    /see it\. <\/p>\s*<table role="presentation"[^>]* lang="en">.*<a href="https:\/\/example\.org\/articles\/article-1\/"[^>]*><span[^>]*>This article continues on the web/,
  );
  expect(text).toContain('This article continues on the web');
  expect(text.length).toBeLessThan(110_000);
});

test('an introduction that fills the letter gives way to the articles', async () => {
  const introduction = `<p>{{ name | default: 'friend' }}</p>${`<p>${sentence.repeat(8)}</p>`.repeat(300)}`;
  const { bytes, reductions, html } = await fitted(
    digestOf([articleOf(1, 2), articleOf(2, 2)], 'full', { introduction }),
  );
  expect(bytes).toBeLessThanOrEqual(60_000);
  expect(reductions).toEqual([{ kind: 'cut' }]);
  expect(html).toContain('Article number 2.');
});

test('a letter that nothing makes small enough is refused at its place', async () => {
  const issue = digestOf([], 'full', { subject: long });
  const problem = await fitted(issue).catch((error) => error);
  expect(problem).toBeInstanceOf(ProblemError);
  expect(problem.problems[0]).toMatchObject({ rule: 'letter-size', file: 'issues/digest.md', line: 2 });
});

test('the letter for the tags that make it longest is what has to fit', async () => {
  const introduction = `<p>{% if tag == 'members' %}</p>${`<p>${sentence}</p>`.repeat(200)}<p>{% endif %}</p>`;
  const issue = digestOf(
    Array.from({ length: 10 }, (_, index) => articleOf(index + 1, 8)),
    'full',
    { introduction },
  );
  const publication = samplePublication({ settings: { newsletter } });
  const { letters, bytes } = await fitLetter(issue, publication, theme, variantsOf(issue, publication.settings));
  const sizes = letters.map((letter) =>
    Buffer.byteLength(fillLetter(letter, longestValues(issue, publication.settings)).html),
  );
  expect(sizes).toHaveLength(2);
  expect(Math.max(...sizes)).toBe(bytes);
  expect(bytes).toBeLessThanOrEqual(60_000);
});

const anyItem = fc.record({
  paragraphs: fc.integer({ min: 0, max: 60 }),
  layout: fc.constantFrom<ItemLayout[]>('full', 'full', 'summary', 'headline'),
  summary: fc.option(fc.string({ maxLength: 400 }), { nil: undefined }),
});

test('whatever the articles, the letter fits, and each article is in it or counted among the rest', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyItem, { maxLength: 40 }),
      fc.integer({ min: 20_000, max: 102_400 }),
      async (items, maxBytes) => {
        const articles = items.map(({ paragraphs, summary }, index) =>
          articleOf(index + 1, paragraphs, summary === undefined ? {} : { summary }),
        );
        const issue = digestOf([], 'full', {
          items: articles.map((article, index) => ({ article, layout: items[index]!.layout })),
        });
        const { bytes, html, reductions } = await fitted(issue, { maxBytes });
        expect(bytes).toBeLessThanOrEqual(items.length > 1 ? maxBytes : 100_000);
        const omitted = reductions.flatMap((one) => (one.kind === 'article' && one.to === 'rest' ? [one.id] : []));
        const links = new Set(linksOf(html));
        for (const { id, url } of articles) expect(links.has(url)).toBe(!omitted.includes(id));
      },
    ),
    { numRuns: runs(25) },
  );
});
