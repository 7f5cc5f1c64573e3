import fc from 'fast-check';
import { XmlDocument } from 'libxml2-wasm';
import { expect, test } from 'vitest';
import { stripForbidden } from '../../src/lib/escape.ts';
import { withoutBlanks } from '../../src/lib/uri.ts';
import type { Article } from '../../src/model/article.ts';
import type { Issue } from '../../src/model/issue.ts';
import { pageFile } from '../../src/model/page-path.ts';
import type { NewsletterSettings } from '../../src/model/publication.ts';
import { check } from '../../src/read/check.ts';
import { runs } from '../runs.ts';
import { issueOf } from './issues.ts';
import { articleOf, pagesOf, publicationOf } from './publication.ts';
import { elementsOf, select, skeletonOf } from './reading.ts';

/** Whatever a person or a program may put into a field: any characters, and what breaks out of places in pages. */
const words = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        ...['"', "'", '<', '>', '&', '</script>', '<!--', '-->', ']]>', '</title>', '<script>alert(1)</script>'],
        ...[
          '{{ title }}',
          '{% if %}',
          '" onload="alert(1)',
          "' onload='alert(1)",
          'javascript:alert(1)',
          '`',
          '&quot;',
        ],
        ...['\u2028', '\u202e', '\u0085', '\u0001', '&amp;', '<b', '/>', '\n', '=', '\\', '\u00000\u0000'],
      ),
    ),
    { maxLength: 6 },
  )
  // A field with nothing in it has no place on a page; that is another page's shape.
  .map((parts) => `x${stripForbidden(parts.join(''))}`);

/** As `check` leaves them: it is where an article gets rid of blanks, and tests/read/check.test.ts says how. */
const address = words.map((path) => withoutBlanks(`https://example.org/${path}`)).filter((url) => URL.canParse(url));

interface Fields {
  readonly word: string;
  readonly address: string;
}

/** A publication in which every text is this word and every address this one. */
function publicationWith({ word, address }: Fields, other: Fields) {
  const authors = [
    { name: word, url: address },
    { name: 'Another', url: address },
  ];
  const article = checked({
    ...articleOf({ slug: 'hostile' }),
    title: word,
    summary: word,
    authors,
    tags: [word],
    url: address,
    image: { url: address, alt: word, caption: word, width: 1, height: 1, type: 'image/png' },
    attachments: [{ url: address, type: 'audio/mpeg', title: word, length: 1, duration: 1 }],
    source: { name: word, url: address },
    notice: word,
  });
  const neighbour = checked({
    ...articleOf({ slug: 'neighbour', authors }),
    title: other.word,
    published: '2026-11-19T09:00:00Z',
  });
  const publication = publicationOf([article, neighbour], {
    title: word,
    description: word,
    rights: word,
    image: address,
    icon: address,
  });
  return { ...publication, issues: issuesWith(article, { word, address }, other) };
}

/** An issue that holds the article in every way, and one beside it. What names no slot is one's own fault. */
function issuesWith(article: Article, { word, address }: Fields, other: Fields): Issue[] {
  const layouts = ['full', 'summary', 'headline'] as const;
  const { origin: _, ...issue } = issueOf({ subject: word, preheader: word, url: address });
  const items = layouts.map((layout) => ({ article, layout }));
  return [
    { ...issue, slug: 'all', items },
    { ...issue, slug: 'none', subject: other.word, items: [] },
  ];
}

function checked(article: Article): Article {
  const result = check(article);
  if (Array.isArray(result)) throw new Error(JSON.stringify(result));
  return result;
}

const harmless = { word: 'xyz', address: 'https://example.org/xyz' };

test('whatever stands in a field, a page has the elements and attributes that it has with harmless words', () => {
  const shapes = Object.fromEntries(
    Object.entries(pagesOf(publicationWith(harmless, harmless))).map(([path, html]) => [
      shapeOf(path, harmless.address),
      skeletonOf(html),
    ]),
  );
  fc.assert(
    fc.property(words, address, words, (word, url, other) => {
      const files = pagesOf(publicationWith({ word, address: url }, { word: other, address: url }));
      for (const [path, html] of Object.entries(files).filter(([name]) => name.endsWith('.html'))) {
        expect(skeletonOf(html)).toEqual(shapes[shapeOf(path, url)]);
      }
    }),
    { numRuns: runs(150) },
  );
});

/** The page of a tag or an author is named by it, and that of the article lies at its address. */
function shapeOf(path: string, url: string): string {
  if (path === pageOf(url)) return 'articles/hostile/index.html';
  return path.startsWith('authors/another/') ? path : path.replace(/^(tags|authors)\/[^/]*/, '$1/x');
}

function pageOf(url: string): string {
  return pageFile({ url, slug: 'hostile' }, { url: 'https://example.org/', permalink: '/articles/{slug}/' });
}

test('whatever stands in a field, it arrives as it was', () => {
  fc.assert(
    fc.property(words, address, (word, url) => {
      const html = pagesOf(publicationWith({ word, address: url }, harmless))[pageOf(url)]!;
      const seen = word.replace(/\s+/g, ' ').trim();
      expect(select(html, 'h1')[0]!.text).toBe(seen);
      expect(select(html, 'img').at(-1)!.attributes.alt).toBe(seen);
      expect(select(html, 'link', { rel: 'canonical' })[0]!.attributes.href).toBe(url);
      const data = JSON.parse(select(html, 'script')[0]!.text);
      expect(data.headline).toBe(seen);
      expect(data.mainEntityOfPage).toBe(url);
    }),
    { numRuns: runs(150) },
  );
});

test('whatever stands in the subject of an issue, it arrives as it was', () => {
  fc.assert(
    fc.property(words, address, (word, url) => {
      const html = pagesOf(publicationWith({ word, address: url }, harmless))['issues/all/index.html']!;
      const seen = word.replace(/\s+/g, ' ').trim();
      expect(select(html, 'h1')[0]!.text).toBe(seen);
      expect(select(html, 'h2').map(({ text }) => text)).toContain(seen);
      const data = JSON.parse(select(html, 'script')[0]!.text);
      expect(data).toMatchObject({ name: seen, hasPart: [{ headline: seen }, { headline: seen }, { headline: seen }] });
    }),
    { numRuns: runs(100) },
  );
});

test('whatever stands in the slots of an issue, it breaks out of nothing', () => {
  const fallback = '<b>"&';
  const html = pagesOf({
    ...publicationOf([], { newsletter: { fields: { city: { fallback } } } as NewsletterSettings }),
    issues: [
      issueOf({
        subject: 'In {{ city }}',
        introduction: '<p title="{{ city }}">{{ city }}</p>',
        items: [],
      }),
    ],
  })['issues/autumn/index.html']!;
  expect(select(html, 'h1')[0]!.text).toBe('In <b>"&');
  expect(select(html, 'p', { title: fallback })[0]!.text).toBe(fallback);
  expect(select(html, 'b')).toEqual([]);
});

test('whatever stands in a field, the sitemap is well-formed', () => {
  fc.assert(
    fc.property(words, address, (word, url) => {
      const files = pagesOf(publicationWith({ word, address: url }, harmless));
      XmlDocument.fromString(files['sitemap.xml']!).dispose();
    }),
    { numRuns: runs(50) },
  );
});

test('no page runs a script but the one that copies an address', () => {
  const hostile = '</script><script>alert(1)</script><img src=x onerror=alert(1)>';
  const files = pagesOf(publicationWith({ word: hostile, address: harmless.address }, { ...harmless, word: hostile }));
  for (const [path, html] of Object.entries(files)) {
    const scripts = select(html, 'script').filter(({ attributes }) => attributes.type !== 'application/ld+json');
    expect(scripts).toHaveLength(path === 'subscribe/index.html' ? 1 : 0);
    const handlers = elementsOf(html).flatMap(({ attributes }) =>
      Object.keys(attributes).filter((name) => /^on/i.test(name)),
    );
    expect(handlers).toEqual([]);
  }
});

test('braces in an article are text, never a template', () => {
  const html = pagesOf(
    publicationOf([articleOf({ title: '{{ words.archive }}', content: '<p>{% raw %} {{ root }}</p>' })]),
  )['articles/first-light/index.html']!;
  expect(select(html, 'h1')[0]!.text).toBe('{{ words.archive }}');
  expect(html).toContain('<p>{% raw %} {{ root }}</p>');
});
