import fc from 'fast-check';
import { DomUtils, parseDocument } from 'htmlparser2';
import { expect, test } from 'vitest';
import { fitLetter } from '../../src/email/budget.ts';
import { issueOf } from '../../src/email/issue.ts';
import { fewestRows } from '../../src/email/shorten-tables.ts';
import { fallbackValues, fillLetter } from '../../src/email/slots.ts';
import type { Issue } from '../../src/model/issue.ts';
import { runs } from '../runs.ts';
import { sampleArticle, samplePublication } from '../sample.ts';
import { newsletter, themeWith } from './letter.ts';

/*
 * The steps by which a letter becomes small enough, each of an article alone: colours of code, rows of tables, later
 * parts, and last the end.
 */

const theme = themeWith();
const limit = 100_000;
const sentence = 'The tide came in over the flats and nobody was there to see it. ';
const paragraph = (words: string, times = 8) => `<p>${words} ${sentence.repeat(times)}</p>`;
const url = 'https://example.org/articles/long/';

async function made(issue: Issue, maxBytes?: number) {
  const publication = samplePublication({ settings: { newsletter: { ...newsletter, ...(maxBytes && { maxBytes }) } } });
  const { letters, bytes, reductions, problems } = await fitLetter(issue, publication, theme);
  const { html, text } = fillLetter(letters[0], fallbackValues(issue, publication.settings));
  return {
    html,
    text,
    bytes,
    kinds: reductions.map(({ kind }) => kind),
    messages: problems.map(({ message }) => message),
  };
}

function alone(content: string): Issue {
  return issueOf(sampleArticle({ url, content, attachments: [] }));
}

const rowsOf = (count: number, cells: (row: number) => string[]) =>
  Array.from(
    { length: count },
    (_, row) =>
      `<tr>${cells(row)
        .map((cell) => `<td>${cell}</td>`)
        .join('')}</tr>`,
  ).join('');
const tableOf = (rows: string) =>
  `<table><thead><tr><th>Day</th><th>Tide</th></tr></thead><tbody>${rows}</tbody></table>`;
const tides = (count: number, words = 'high and slack') => tableOf(rowsOf(count, (row) => [`Day ${row + 1}.`, words]));

/** Markdown of some 30 KB: prose with words of code, and blocks of code with words to colour. */
function technical(paragraphs: number, blocks: number): string {
  const prose = `<p>Call <code>moor()</code> before <code>cast(off)</code>, and ${sentence}${sentence}</p>`;
  const code = `<pre><code class="language-js">${'const line = moor("quay", 3); // slack\n'.repeat(4)}</code></pre>`;
  return Array.from({ length: paragraphs }, (_, index) => prose + (index < blocks ? code : '')).join('');
}

test('a technical letter that is slightly too large loses the colours of its code, and not a word', async () => {
  const content = technical(405, 8);
  const { html, bytes, kinds, messages } = await made(alone(content));
  expect(kinds).toEqual(['code']);
  expect(messages).toEqual(['code has no colours, so that the letter stays within 100,000 bytes']);
  expect(bytes).toBeLessThanOrEqual(limit);
  expect(html).not.toContain('class="code-');
  expect(html.split('nobody was there')).toHaveLength(2 * 405 + 1);
});

test('a post of 30 KB with 176 words of code and 153 coloured ones is whole, in its colours', async () => {
  const text = `<p>${'The harbour keeps its letters under the stone bridge. '.repeat(8)}<code>moor</code>, <code>cast</code>.</p>`;
  const code = `<pre><code class="language-js">${'const a = 1;\n'.repeat(3)}</code></pre>`;
  const content = (text.repeat(4) + code).repeat(22);
  const { html, kinds } = await made(alone(content));
  expect(content.length).toBeGreaterThan(30_000);
  expect(html.match(/<code>/g)).toHaveLength(176);
  expect(html.match(/<span class="code-/g)!.length).toBeGreaterThan(120);
  expect(kinds).toEqual([]);
});

test('a table of 4,000 rows ends at a row, names how many more there are, and takes none of the prose after it', async () => {
  const after = `<h2>After the table</h2>${Array.from({ length: 10 }, (_, index) => paragraph(`Paragraph ${index + 1}.`)).join('')}`;
  const { html, text, bytes, kinds, messages } = await made(alone(paragraph('Before.') + tides(4000) + after));
  expect(kinds).toEqual(['tables']);
  expect(messages).toEqual(['long tables end at a row, so that the letter stays within 100,000 bytes']);
  expect(bytes).toBeLessThanOrEqual(limit);
  expect(bytes).toBeGreaterThan(0.98 * limit);
  for (let index = 1; index <= 10; index += 1) expect(html).toContain(`Paragraph ${index}.`);
  const shown = html.match(/Day \d+\./g)!.length;
  const more = `${new Intl.NumberFormat('en').format(4000 - shown)} more rows on the web`;
  expect(html).toContain(`<p lang="en"><a href="${url}" style="color:#0b5394">${more}</a></p>`);
  expect(text).toContain(more);
  expect(text).toContain('Paragraph 10.');
});

test('the table of 400 rows that took the prose after it is whole', async () => {
  const after = `<h2>After</h2>${Array.from({ length: 10 }, (_, index) => paragraph(`Paragraph ${index + 1}.`)).join('')}`;
  const { html, kinds } = await made(alone(paragraph('Before.') + tides(400) + after));
  expect(kinds).toEqual([]);
  expect(html).toContain('Day 400.');
});

test.each([
  ['200 rows of four columns', rowsOf(200, (row) => [`${row}`, 'ebb', 'flow', 'slack'])],
  ['four rows of 200 columns', rowsOf(4, (row) => Array.from({ length: 200 }, (_, column) => `${row} ${column}`))],
  ['four rows of 5,000 columns', rowsOf(4, (row) => Array.from({ length: 5000 }, (_, column) => `${row} ${column}`))],
  ['one cell of 300 KB', rowsOf(1, () => [sentence.repeat(4500)])],
  ['20 cells of 20 KB', rowsOf(20, () => [sentence.repeat(300)])],
  ['3,000 rows in a cell of another table', `<tr><td><table>${rowsOf(3000, () => ['a', 'b'])}</table></td></tr>`],
])('a table of %s is a letter that fits', async (_, rows) => {
  const { bytes, html } = await made(alone(`<p>Before.</p><table>${rows}</table>`));
  expect(bytes).toBeLessThanOrEqual(limit);
  expect(html).toContain('Before.');
  expect(html).toContain('Garden Lane 1');
});

test('later parts of an article that is far too long are there by their headings and first words', async () => {
  const part = (number: number) =>
    `<h2>Part ${number}</h2>${paragraph(`Beginning of ${number}.`)}${paragraph('More.').repeat(20)}`;
  const content = paragraph('Opening.') + Array.from({ length: 14 }, (_, index) => part(index + 1)).join('');
  const { html, text, bytes, kinds, messages } = await made(alone(content));
  expect(kinds).toEqual(['parts']);
  expect(messages[0]).toBe(
    'the letter holds later parts of the article as summaries, so that it stays within 100,000 bytes',
  );
  expect(bytes).toBeLessThanOrEqual(limit);
  expect(bytes).toBeGreaterThan(0.9 * limit);
  for (let number = 1; number <= 14; number += 1) {
    expect(html).toContain(`Part ${number}<`);
    expect(html).toContain(`Beginning of ${number}.`);
  }
  // One part is begun, and all ends with the way to the web.
  expect(html).toContain('>Continue reading</a>');
  expect(text.trimEnd()).toContain('This article continues on the web');
  expect(html.match(/class="button"/g)).toHaveLength(1);
});

test('the introduction of an issue that is too long takes the room that the articles leave', async () => {
  const article = sampleArticle({ url, content: paragraph('Article.'), attachments: [] });
  const issue: Issue = {
    ...alone(''),
    introduction: paragraph('Introduction.').repeat(400),
    items: [article, sampleArticle({ url: `${url}2/`, slug: 'b' })].map((one) => ({ article: one, layout: 'full' })),
  };
  const { bytes, kinds } = await made(issue);
  expect(kinds).toContain('cut');
  expect(bytes).toBeLessThanOrEqual(60_000);
  expect(bytes).toBeGreaterThan(0.9 * 60_000);
});

test('an issue of several articles loses rows of tables before it loses an article, and no more than it has to', async () => {
  const articles = [1, 2, 3].map((number) =>
    sampleArticle({
      slug: `tides-${number}`,
      url: `https://example.org/articles/tides-${number}/`,
      content: tides(number === 2 ? 600 : 5) + paragraph(`After ${number}.`),
      attachments: [],
    }),
  );
  const issue: Issue = { ...alone(''), items: articles.map((article) => ({ article, layout: 'full' })) };
  const { html, bytes, kinds, messages } = await made(issue);
  expect(kinds).toEqual(['dense', 'tables']);
  expect(messages).toEqual(['long tables end at a row, so that the letter stays within 60,000 bytes']);
  expect(bytes).toBeGreaterThan(0.95 * 60_000);
  for (const number of [1, 2, 3]) expect(html).toContain(`After ${number}.`);
  expect(html).toMatch(/<a href="https:\/\/example\.org\/articles\/tides-2\/"[^>]*>\d+ more rows on the web/);
});

test('code that is too long ends at a line, and a list at an item', async () => {
  const code = await made(alone(`<pre><code>${'moor(quay);\n'.repeat(20_000)}</code></pre>`));
  expect(code.html).toMatch(/moor\(quay\); …<\/pre>/);
  const list = await made(alone(`<ul>${`<li>${sentence}</li>`.repeat(3000)}</ul>`));
  expect(list.html).toMatch(/see it\. <\/li>\s*<\/ul>/);
  expect(list.text).toContain('This article continues on the web');
});

const block = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 40 }).map((times) => ({ html: paragraph('', times), rows: 0 })) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 500 }).map((rows) => ({ html: tides(rows), rows })) },
  { weight: 1, arbitrary: fc.constantFrom('<h2>Part</h2>', '<h3>Smaller</h3>').map((html) => ({ html, rows: 0 })) },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 1, max: 400 })
      .map((items) => ({ html: `<ul>${'<li>a <code>b</code></li>'.repeat(items)}</ul>`, rows: 0 })),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 200 }).map((lines) => ({
      html: `<pre><code class="language-js">${'const a = "b";\n'.repeat(lines)}</code></pre>`,
      rows: 0,
    })),
  },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 1, max: 30 })
      .map((times) => ({ html: `<blockquote>${paragraph('', times)}</blockquote>`, rows: 0 })),
  },
);

test('whatever the content, the letter fits, uses its room, and drops no block while a table has rows to give', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(block, { minLength: 1, maxLength: 40 }), async (blocks) => {
      const marked = blocks.map(({ html }, index) => `${html}<p>Block ${index}.</p>`).join('');
      const { html, bytes, kinds } = await made(alone(marked));
      expect(bytes).toBeLessThanOrEqual(limit);
      if (kinds.some((kind) => kind !== 'code')) expect(bytes).toBeGreaterThan(0.9 * limit);
      const isWhole = !kinds.includes('parts') && !kinds.includes('cut');
      if (isWhole) for (const index of blocks.keys()) expect(html).toContain(`<p>Block ${index}.</p>`);
      // Where prose is missing, no table has more rows than the fewest, or one more, which a link would replace.
      const tables = DomUtils.getElementsByTagName('table', parseDocument(html).children).filter(({ attribs }) =>
        attribs.class?.startsWith('cells'),
      );
      if (!isWhole)
        for (const table of tables)
          expect(DomUtils.getElementsByTagName('td', table.children).length / 2).toBeLessThanOrEqual(fewestRows + 1);
    }),
    { numRuns: runs(60) },
  );
}, 240_000);
