import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitLetter } from '../../src/email/budget.ts';
import { compileIssue } from '../../src/email/compile.ts';
import { issueOf } from '../../src/email/issue.ts';
import { fewestRows } from '../../src/email/shorten-tables.ts';
import { fallbackValues, fillLetter, longestBytes, longestValues } from '../../src/email/slots.ts';
import type { Article } from '../../src/model/article.ts';
import type { Issue, ItemLayout } from '../../src/model/issue.ts';
import { runs } from '../runs.ts';
import { sampleArticle, samplePublication } from '../sample.ts';
import { newsletter, themeWith } from './letter.ts';

/* Once a step has made a letter of several articles small enough, it gets back as much as has room. */

const theme = themeWith();
const publicationOf = (maxBytes: number) =>
  samplePublication({ settings: { newsletter: { ...newsletter, maxBytes } } });
const limit = 60_000;
const sentence = 'The tide came in over the flats and nobody was there to see it. ';

const prose = (bytes: number) => `<p>${sentence.repeat(4)}</p>`.repeat(Math.ceil(bytes / 260));
const code = (lines: number) => `<pre><code class="language-js">${'moor("quay", 3);\n'.repeat(lines)}</code></pre>`;
const table = (rows: number) =>
  `<table><tr><th>Day</th><th>Tide</th></tr>${Array.from({ length: rows }, (_, row) => `<tr><td>Day ${row + 1}.</td><td>high and slack</td></tr>`).join('')}</table>`;

function issueWith(contents: readonly string[], layout: ItemLayout = 'full'): Issue {
  const articles = contents.map(
    (content, index): Article =>
      sampleArticle({
        id: `tag:example.org,2026:${index}`,
        slug: `a${index}`,
        url: `https://example.org/articles/a${index}/`,
        title: `Article ${index}.`,
        content: `${content}<p>End of ${index}.</p>`,
        attachments: [],
      }),
  );
  return {
    ...issueOf(articles[0]!),
    slug: 'tides',
    url: 'https://example.org/issues/tides/',
    introduction: '<p>Good morning.</p>',
    items: articles.map((article) => ({ article, layout })),
  };
}

async function made(issue: Issue, maxBytes = limit) {
  const publication = publicationOf(maxBytes);
  const { letters, bytes, reductions, problems } = await fitLetter(issue, publication, theme);
  const { html, text } = fillLetter(letters[0], fallbackValues(issue, publication.settings));
  const shown = issue.items.map(({ article, layout }) => {
    const change = reductions.find((one) => one.kind === 'article' && one.id === article.id);
    return change?.kind === 'article' ? change.to : layout;
  });
  return {
    html,
    text,
    bytes,
    shown,
    kinds: reductions.map(({ kind }) => kind),
    messages: problems.map(({ message }) => message),
  };
}

test('a short article after one that cannot fit is whole', async () => {
  const { html, shown, messages } = await made(issueWith([code(5000), prose(3500)]));
  expect(shown).toEqual(['beginning', 'full']);
  expect(html).toContain('End of 1.');
  expect(messages).toEqual(['1 article is shown by its beginning, so that the letter stays within 60,000 bytes']);
});

test.each([
  ['prose', prose(200_000)],
  ['code', code(8000)],
  ['one list', `<ul>${`<li>${sentence}</li>`.repeat(3000)}</ul>`],
])('an article of %s that is larger than the letter begins in it, with a button to the rest', async (_, content) => {
  const { html, text, bytes, shown } = await made(issueWith([prose(2000), content, prose(2000)]));
  expect(shown).toEqual(['full', 'beginning', 'full']);
  expect(bytes).toBeGreaterThan(0.9 * limit);
  expect(bytes).toBeLessThanOrEqual(limit);
  const web = 'https://example.org/articles/a1/';
  expect(html.match(/class="button"/g)).toHaveLength(1);
  expect(html).toMatch(new RegExp(`class="button"[^]{0,200}${web}`));
  // The link that ends a whole article would say the same again.
  expect(html).not.toContain('aria-label="Read on the web: Article 1."');
  expect(html).toContain('aria-label="Read on the web: Article 2."');
  expect(html).toContain('End of 2.');
  expect(text).toContain(`This article continues on the web: ${web}`);
  expect(text.match(new RegExp(`${web}$`, 'gm'))).toHaveLength(1);
  expect(text).toContain('2. Article 1. …');
});

test('the first of several articles that are too large begins, and later ones are summaries', async () => {
  const { html, shown, messages } = await made(issueWith([prose(80_000), prose(2000), prose(80_000)]));
  expect(shown).toEqual(['beginning', 'full', 'summary']);
  expect(html.match(/class="button"/g)).toHaveLength(1);
  expect(messages).toEqual([
    '1 article is shown by its beginning, 1 as a summary, so that the letter stays within 60,000 bytes',
  ]);
});

test('an article that is too large ends between its blocks', async () => {
  const paragraphs = Array.from({ length: 400 }, (_, index) => `<p>${index + 1}: ${sentence.repeat(4)}end</p>`).join(
    '',
  );
  const { html } = await made(issueWith([paragraphs, prose(1000)]));
  expect(html.match(/<p[^>]*>\d+: /g)!.length).toBe(html.match(/ end<\/p>/g)!.length);
});

test('a long article below an introduction has its later parts as summaries, in the room of an article alone', async () => {
  const part = (number: number) => `<h2>Part ${number}</h2><p>Beginning of ${number}.</p>${prose(12_000)}`;
  const content = Array.from({ length: 14 }, (_, index) => part(index + 1)).join('');
  const { html, bytes, shown } = await made(issueWith([content]), 100_000);
  expect(shown).toEqual(['beginning']);
  expect(bytes).toBeGreaterThan(90_000);
  for (let number = 1; number <= 14; number += 1) expect(html).toContain(`Beginning of ${number}.`);
});

test('a summary that the editor chose stays one, however much room there is', async () => {
  const issue = issueWith([prose(80_000), prose(2000)]);
  const items = issue.items.map((item, index) => ({ ...item, layout: index === 0 ? 'summary' : 'full' }) as const);
  const { shown, kinds } = await made({ ...issue, items });
  expect(shown).toEqual(['summary', 'full']);
  expect(kinds).toEqual([]);
});

test('where one article has to give way, the others keep their colours and the layout of their theme', async () => {
  const { html, kinds } = await made(issueWith([code(20), prose(200_000), table(60), prose(2000)]));
  expect(kinds).toEqual(['article']);
  expect(html).toContain('class="code-');
  expect(html).toContain('Day 60.');
});

test('a short article after long ones that became summaries is whole where it fits', async () => {
  const { shown, bytes } = await made(
    issueWith([prose(35_000), prose(35_000), prose(1500), prose(35_000), prose(1500)]),
  );
  expect(shown).toEqual(['full', 'summary', 'full', 'summary', 'full']);
  expect(bytes).toBeLessThanOrEqual(limit);
});

test('a long table has as many rows as the summaries of other articles leave room for', async () => {
  const { html, bytes, shown, messages } = await made(
    issueWith([table(900), code(5000), prose(3000), prose(90_000), prose(3000)]),
  );
  expect(shown).toEqual(['full', 'summary', 'full', 'summary', 'full']);
  expect(bytes).toBeGreaterThan(0.95 * limit);
  expect(html.match(/Day \d+\./g)!.length).toBeGreaterThan(300);
  expect(messages).toEqual([
    '2 articles are shown as summaries, and long tables end at a row, so that the letter stays within 60,000 bytes',
  ]);
});

test('a table in an article that became a summary is not told of as one that ends at a row', async () => {
  const { shown, kinds } = await made(issueWith([prose(35_000), table(60) + prose(35_000), prose(1000)]));
  expect(shown).toEqual(['full', 'summary', 'full']);
  expect(kinds).not.toContain('tables');
});

/** The size of the letter as it is, with all that makes it smaller but words left out. */
async function smallest(issue: Issue): Promise<number> {
  const publication = publicationOf(limit);
  const options = { dense: true, plainCode: true, tableRows: fewestRows };
  const { html } = await compileIssue(issue, publication, theme, options);
  return longestBytes(html, longestValues(issue, publication.settings));
}

test.each([
  [1, /^1 article is shown as a link, so that/],
  [2, /^2 articles are shown as links, so that/],
])('the warning names %i of four summaries as a link or links', async (number, message) => {
  const issue = issueWith(['', '', '', ''], 'summary');
  const items = issue.items.map(
    (item, index) => ({ ...item, layout: index < 4 - number ? 'summary' : 'headline' }) as const,
  );
  const { messages, shown } = await made(issue, (await smallest({ ...issue, items })) + 10);
  expect(shown.filter((one) => one === 'headline')).toHaveLength(number);
  expect(messages[0]).toMatch(message);
});

type Sized = readonly [(size: number) => string, number];
const sized = (of: Sized[0], min: number, max: number) => fc.integer({ min, max }).map((size): Sized => [of, size]);
const content = fc.oneof(
  { weight: 4, arbitrary: sized(prose, 0, 6000) },
  { weight: 2, arbitrary: sized(prose, 6000, 50_000) },
  { weight: 1, arbitrary: sized(prose, 50_000, 150_000) },
  { weight: 1, arbitrary: sized(code, 1, 6000) },
  { weight: 1, arbitrary: sized(table, 1, 1500) },
);
const textOf = ([of, size]: Sized) => of(size);

test('whatever the sizes and their order, the letter fits, and no article that lost its text would have room', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(content, { minLength: 2, maxLength: 14 }), async (sizes) => {
      const issue = issueWith(sizes.map(textOf));
      const { bytes, shown } = await made(issue);
      expect(bytes).toBeLessThanOrEqual(limit);
      // Words that are missing have no place: the letter is full.
      if (shown.some((one) => one !== 'full')) expect(bytes).toBeGreaterThan(0.9 * limit);
      const ofSize = (index: number) => issue.items[index]!.article.content.length;
      const taken = [...shown.keys()].filter((index) => shown[index] === 'summary' || shown[index] === 'beginning');
      const [first] = taken.sort((a, b) => ofSize(a) - ofSize(b));
      if (first === undefined) return;
      const items = issue.items.map((item, index) => ({
        ...item,
        layout: index === first ? 'full' : shown[index] === 'beginning' ? 'summary' : (shown[index] as ItemLayout),
      }));
      expect(await smallest({ ...issue, items })).toBeGreaterThan(limit);
    }),
    { numRuns: runs(60) },
  );
}, 240_000);

test('an article alone that is cut uses nine tenths of its room or more', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(content, { minLength: 1, maxLength: 14 }), async (sizes) => {
      const text = sizes.map(textOf).join('<h2>Part</h2>');
      const { bytes, kinds } = await made(issueOf(sampleArticle({ content: text })));
      expect(bytes).toBeLessThanOrEqual(100_000);
      if (kinds.some((kind) => kind !== 'code')) expect(bytes).toBeGreaterThan(0.9 * 100_000);
    }),
    { numRuns: runs(40) },
  );
}, 240_000);
