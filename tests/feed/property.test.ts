import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentOf } from '../../src/feed/content.ts';
import { articleOfIssue } from '../../src/feed/issues.ts';
import { escapeText, stripForbidden } from '../../src/lib/escape.ts';
import type { Article } from '../../src/model/article.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { check } from '../../src/read/check.ts';
import { cleaned } from '../read/cleaned.ts';
import { runs } from '../runs.ts';
import { sampleArticle, samplePublication } from '../sample.ts';
import { canonical, formats, sampleFeed, tellAll } from './reading.ts';

const { settings } = samplePublication();

const traps = [
  '<3',
  '&amp;',
  ']]>',
  '<![CDATA[',
  '<?',
  '-->',
  '\r\n',
  '\t',
  '\u0085',
  '\u2028',
  '😀',
  'א',
  '庭',
  '"',
  "'",
];

/** Any text that a checked record may hold. A byte order mark is left out: this test's own reader loses it. */
const words = fc
  .array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...traps)), { maxLength: 6 })
  .map((parts) => stripForbidden(parts.join('')).replaceAll('\uFEFF', ''));

const address = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  words.map((text) => `https://example.org/${text}`),
);

const id = fc.oneof(
  address,
  words.map((text) => `tag:example.org,2026:${text}`),
  fc.uuid().map((uuid) => `urn:uuid:${uuid}`),
);

const date = fc
  .date({ min: new Date('1000-01-02T00:00:00Z'), max: new Date('9999-12-30T00:00:00Z'), noInvalidDate: true })
  .chain((value) => fc.constantFrom('Z', '+05:30', '-11:00').map((offset) => value.toISOString().replace('Z', offset)));

/** Sound markup, as the readers of files make it. */
const { content } = fc.letrec<{ content: string; node: string }>((tie) => ({
  content: fc.array(tie('node'), { maxLength: 4 }).map((nodes) => nodes.join('')),
  node: fc.oneof(
    { depthSize: 'small' },
    words.map(escapeText),
    fc.constantFrom('<br />', '<hr/>', '<img src="https://example.org/x.png" alt="" />'),
    fc
      .tuple(fc.constantFrom('p', 'em', 'td', 'h2', 'figure'), tie('content'))
      .map(([name, inner]) => `<${name}>${inner}</${name}>`),
    fc
      .tuple(words, tie('content'))
      .map(([title, inner]) => `<a title="${escapeText(title).replaceAll('"', '&quot;')}">${inner}</a>`),
  ),
}));

/** A checked article with these strings in its fields, whatever they are; unchecked ones are thrown away. */
function checked(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Article> {
  return fc
    .record(fields)
    .map((values) => check(sound({ ...sampleArticle(), ...values })))
    .filter((result): result is Article => !Array.isArray(result));
}

/** The same with its content cleaned and its dates in order. */
function sound(article: Article): Article {
  const [published = '', updated = ''] = [article.published, article.updated].toSorted(
    (a, b) => Date.parse(a) - Date.parse(b),
  );
  return { ...article, published, updated, content: cleaned(article.content, article) };
}

const author = fc.record({ name: words, url: address, email: fc.emailAddress() }, { requiredKeys: ['name'] });
const attachment = fc.record(
  { url: address, type: fc.constantFrom('audio/mpeg', 'x/y.z+1'), title: words, length: fc.nat(), duration: fc.nat() },
  { requiredKeys: ['url', 'type'] },
);

const fields = {
  id,
  url: address,
  title: words,
  summary: words,
  notice: words,
  tags: fc.array(words, { maxLength: 3 }),
  authors: fc.array(author, { minLength: 1, maxLength: 3 }),
  language: fc.constantFrom('en', 'de-AT', 'ja', 'sr-Cyrl', 'ar'),
  image: fc.option(fc.record({ url: address, alt: words, caption: words }), { nil: undefined }),
  attachments: fc.array(attachment, { maxLength: 3 }),
  source: fc.option(fc.record({ name: words, url: address }), { nil: undefined }),
  published: date,
  updated: date,
};

test('whatever a checked article says, every format says the same', async () => {
  await fc.assert(
    fc.asyncProperty(checked({ ...fields, content }), async (article) => {
      const told = await tellAll(sampleFeed({ articles: [article] }));
      for (const format of formats) {
        expect(told[format]).toMatchObject([
          {
            id: article.id,
            url: new URL(article.url).href,
            title: article.title,
            summary: format === 'rss' ? expect.anything() : article.summary?.trim() ? article.summary : '',
            authors: article.authors.map(({ name }) => name),
            tags: article.tags,
            language: article.language,
            image: article.image?.url ?? '',
            attachments: article.attachments.map(({ url }) => url).sort(),
            source: article.source?.url ?? '',
            updated: Date.parse(article.updated),
          },
        ]);
      }
      expect(told.json[0]!.content).toBe(contentOf(article));
      expect(told.rss[0]!.content).toBe(contentOf(article));
      expect(told.atom[0]!.content).toBe(canonical(contentOf(article)));
    }),
    { numRuns: runs(100) },
  );
});

test('whatever string stands for the content, there are three proven feeds or a problem that names the article', async () => {
  const anything = fc.oneof(
    words,
    content,
    fc.tuple(content, words).map((parts) => parts.join('')),
  );
  await fc.assert(
    fc.asyncProperty(checked(fields), anything, async (other, unchecked) => {
      const article = { ...other, content: unchecked };
      const feed = sampleFeed({ articles: [sampleArticle({ id: 'urn:good' }), article] });
      const told = await tellAll(feed).catch((error) => error);
      if (told instanceof ProblemError) {
        expect(told.problems).toMatchObject([{ file: article.origin.file, line: article.origin.line }]);
      } else {
        expect(told.rss[1].content).toBe(told.json[1].content);
        expect(told.atom[1].content).toBe(canonical(told.json[1].content));
      }
    }),
    { numRuns: runs(100) },
  );
});

test('whatever articles an issue holds, every format carries the same of it', async () => {
  const issue = fc.record({
    id: checked({ id }).map((article) => article.id),
    subject: words.map((text) => `x${text}`),
    preheader: words,
    language: fields.language,
    date: checked({ published: date }).map(({ published }) => published),
    introduction: content,
    items: fc.array(
      fc.record({
        article: checked({ ...fields, content }),
        layout: fc.constantFrom('full' as const, 'summary' as const, 'headline' as const),
      }),
      { maxLength: 4 },
    ),
  });
  await fc.assert(
    fc.asyncProperty(issue, async (made) => {
      const article = articleOfIssue({ ...made, slug: 'x', url: 'https://example.org/issues/x/' }, settings, new Map());
      const told = await tellAll(sampleFeed({ articles: [article] }));
      for (const format of formats) expect(told[format]).toMatchObject([{ id: made.id, title: article.title }]);
      expect(told.rss[0]!.content).toBe(told.json[0]!.content);
      expect(told.atom[0]!.content).toBe(canonical(told.json[0]!.content));
      for (const { article: held } of made.items)
        expect(told.json[0]!.content).toContain(escapeText(held.title.replace(/\s+/g, ' ').trim()));
    }),
    { numRuns: runs(100) },
  );
});
