import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { XmlDocument } from 'libxml2-wasm';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { type Problem, ProblemError } from '../../src/model/problem.ts';
import { buildPublication } from '../../src/publish/build.ts';
import { contentsOf, folderOf } from '../folder.ts';
import { runs } from '../runs.ts';

const builds = runs(40);
const articlesOfABuild = 50;

/** Markup, ends of what a format quotes, characters that XML forbids, halves of characters, and anything else. */
const nasty = fc.constantFrom(
  ...['<', '>', '&', '"', "'", ']]>', '<!--', '-->', '<![CDATA[', '<script>x()</script>', '&amp;', '&nbsp;', '&#0;'],
  ...['\u0000', '\u0008', '\u001f', '\ufffe', '\ud800', '\udfff', '\u2028', '\u202e', '\ufeff', '\r\n', '\n---\n'],
  ...['{{ email }}', '{% raw %}', '../', 'javascript:', '://', '#', '?', '%', '<p>', '</p>', '<img src=x>', '$&', '😀'],
);
const text = fc
  .array(fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 12 }), fc.lorem({ maxCount: 4 })), { maxLength: 6 })
  .map((parts) => parts.join(''));
const value = fc.oneof(
  { weight: 8, arbitrary: text },
  { weight: 1, arbitrary: fc.jsonValue() as fc.Arbitrary<unknown> },
);
const day = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2026-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

/** Front matter or a record of which one field or two are hostile, for one with more is seldom read to its end. */
const fields = fc
  .record({
    hostile: fc.uniqueArray(
      fc.constantFrom(
        'title',
        'summary',
        'authors',
        'tags',
        'image',
        'language',
        'source',
        'notice',
        'url',
        'permalink',
        'path',
        'redirects',
        'id',
        'slug',
      ),
      { maxLength: 2 },
    ),
    value,
    title: text,
    date: day,
  })
  .map(({ hostile, value: held, title, date }) => ({
    title: `Title ${title}`,
    date,
    ...Object.fromEntries(hostile.map((key) => [key, shaped(key, held)])),
  }));

/** Half of the keys hold lists or objects: there the hostile value stands where a text is meant. */
function shaped(key: string, held: unknown): unknown {
  if (key === 'authors') return [{ name: held }];
  if (key === 'tags') return [held, 'tag'];
  if (key === 'image') return { src: 'https://example.org/a.png', alt: held, caption: held };
  if (key === 'source') return { name: held, url: 'https://example.org/' };
  return held;
}

const article = fc.record({ kind: fc.constantFrom('json', 'md', 'txt'), fields, body: text, rest: text });

const files = fc.array(article, { minLength: articlesOfABuild, maxLength: articlesOfABuild }).map((articles) =>
  Object.fromEntries(
    articles.map(({ kind, fields: said, body, rest }, index) => {
      const name = `articles/${String(index).padStart(2, '0')}.${kind}`;
      if (kind === 'json') return [name, JSON.stringify({ ...said, content: `<p>${body}</p>${rest}` })];
      const front = Object.entries(said).map(([key, held]) => `${key}: ${JSON.stringify(held)}`);
      const lines = kind === 'txt' ? [body.replace(/\s+/g, ' '), rest] : [body, '', rest];
      return [name, `---\n${front.join('\n')}\n---\n${lines.join('\n')}\n`];
    }),
  ),
);

test(`${builds * articlesOfABuild} hostile articles are built into whole files, or refused with their places and nothing written`, async () => {
  let built = 0;
  await fc.assert(
    fc.asyncProperty(files, async (articles) => {
      const folder = await folderOf({
        ...articles,
        'tidings.yaml':
          'title: Hostile\nurl: https://example.org\nfeeds: { maxItems: 20, archiveItems: 20 }\nnewsletter: false\n',
      });
      let missing = 0;
      let result = await resultOf(folder);
      for (; result.problems.length > 0; result = await resultOf(folder)) {
        const { problems } = result;
        expect(existsSync(join(folder, 'output'))).toBe(false);
        const places = new Set(problems.map(({ file }) => file!));
        for (const { file, line } of problems) {
          expect(file).toMatch(/^articles\/\d\d\.(json|md|txt)$/);
          expect(line).toBeGreaterThan(0);
        }
        for (const file of places) await rm(join(folder, file));
        missing += places.size;
      }
      // Some values mean to other programs that an article is not for everybody.
      missing += result.held;
      const output = await contentsOf(join(folder, 'output'));
      const documents = Object.entries(output).filter(([path]) => /\.(xml|opml)$/.test(path));
      for (const [path, bytes] of documents)
        XmlDocument.fromBuffer(Buffer.from(bytes, 'latin1'), { url: path }).dispose();
      const pages = Object.values(output).filter((text) =>
        text.includes('<meta property="og:type" content="article">'),
      );
      expect(pages).toHaveLength(articlesOfABuild - missing);
      built += pages.length;
      expect(Object.keys(output).filter((path) => path.includes('.tidings'))).toEqual([]);
    }),
    { numRuns: builds },
  );
  // Were nearly all refused, little would be proven.
  expect(built).toBeGreaterThan((builds * articlesOfABuild) / 3);
});

/** What keeps a folder from being built; nothing once it is. Then, how many of its articles are held back. */
async function resultOf(folder: string): Promise<{ readonly problems: readonly Problem[]; readonly held: number }> {
  const context = { cwd: folder, environment: {}, clock: () => new Date('2026-11-23T12:00:00Z') };
  try {
    const { held } = await buildPublication(await loadConfig('.', {}, context));
    return { problems: [], held: held.drafts.length };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { problems: error.problems.filter(({ severity }) => severity === 'error'), held: 0 };
  }
}
