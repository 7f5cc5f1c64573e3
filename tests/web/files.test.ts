import { XmlDocument } from 'libxml2-wasm';
import { expect, test } from 'vitest';
import { loadWebTemplates } from '../../src/publish/themes/web-templates.ts';
import { siteOf } from '../../src/web/site.ts';
import { sitemaps } from '../../src/web/sitemap.ts';
import { compileTemplates } from '../../src/web/template.ts';
import { everything } from './everything.ts';
import { issueOf, publicationWithIssues } from './issues.ts';
import { articleOf, pagesOf, publicationOf, templates } from './publication.ts';

test('the templates that come with Tidings are all there', async () => {
  expect(await loadWebTemplates()).toEqual(templates);
});

test('the same publication gives the same bytes', () => {
  expect(pagesOf(publicationOf(everything))).toEqual(pagesOf(publicationOf(structuredClone(everything))));
});

test('a new article changes its own page, its neighbour and the lists that it stands in, and nothing else', () => {
  const old = Array.from({ length: 50 }, (_, index) => {
    const published = `2025-${String((index % 12) + 1).padStart(2, '0')}-${String((index % 28) + 1).padStart(2, '0')}T09:00:00Z`;
    return articleOf({ slug: `n${index}`, published, updated: published, tags: [`t${index % 5}`] });
  });
  const before = pagesOf(publicationOf(old));
  const added = articleOf({
    slug: 'new',
    published: '2026-11-26T09:00:00Z',
    updated: '2026-11-26T09:00:00Z',
    tags: ['t3'],
  });
  const after = pagesOf(publicationOf([...old, added]));
  const changed = Object.keys(after).filter((path) => before[path] !== after[path]);
  const newest = publicationOf(old).articles[0]!.slug;
  expect(changed.sort()).toEqual(
    [
      'index.html',
      'articles/new/index.html',
      'issues/new/index.html',
      `articles/${newest}/index.html`,
      'archive/2026/index.html',
      // The last year gets a year beside it.
      'archive/2025/index.html',
      'tags/t3/index.html',
      'sitemap.xml',
    ].sort(),
  );
});

test('the sitemap names every page, with the change of its newest article', () => {
  const files = pagesOf(publicationWithIssues());
  using document = XmlDocument.fromString(files['sitemap.xml']!);
  const namespace = { s: 'http://www.sitemaps.org/schemas/sitemap/0.9' };
  const entries = document
    .find('/s:urlset/s:url', namespace)
    .map((url) => [url.get('s:loc', namespace)!.content, url.get('s:lastmod', namespace)?.content]);
  const addresses = Object.keys(files)
    .filter((path) => path.endsWith('index.html') && !isLetterOfArticle(path))
    .map((path) => encodeURI(`https://example.org/${path.replace(/index\.html$/, '')}`));
  expect(entries.map(([address]) => address).sort()).toEqual(addresses.sort());
  expect(entries[0]).toEqual(['https://example.org/', '2026-11-25T18:10:00+01:00']);
  expect(entries).toContainEqual(['https://example.org/articles/everything/', '2026-11-25T18:10:00+01:00']);
  expect(entries).toContainEqual(['https://example.org/issues/autumn/', '2026-11-25T18:10:00+01:00']);
  expect(entries).toContainEqual(['https://example.org/issues/a-word/', '2025-12-01T09:00:00Z']);
});

/** A second page of what an article's own says: search engines are told of that one. */
function isLetterOfArticle(path: string): boolean {
  return everything.some(({ slug }) => path === `issues/${slug}/index.html`);
}

test('the sitemap leaves out what stands elsewhere', () => {
  const files = pagesOf(publicationOf([articleOf({ url: 'https://elsewhere.example.org/x' })]));
  expect(files['sitemap.xml']).not.toContain('elsewhere');
});

test('beyond fifty thousand addresses there are several sitemaps, and the oldest stays as it is', () => {
  const articles = Array.from({ length: 50_000 }, (_, index) =>
    articleOf({ slug: `n${index}`, id: `tag:x,2026:${index}` }),
  );
  const parts = sitemaps(siteOf({ ...publicationOf([]), articles }));
  expect(parts.map(({ path }) => path)).toEqual(['sitemap.xml', 'sitemap-1.xml', 'sitemap-2.xml']);
  expect(parts[0]!.render()).toContain('<sitemap><loc>https://example.org/sitemap-2.xml</loc></sitemap>');
  expect(parts[1]!.render().match(/<url>/g)).toHaveLength(50_000);
  expect(parts[2]!.render().match(/<url>/g)).toHaveLength(3);
});

test('hosts are told to serve feeds as XML that a browser styles, and for how long a file may be kept', () => {
  const rules = rulesOf(pagesOf(publicationOf(everything))._headers!);
  expect(rules['/*']).toEqual(['X-Content-Type-Options: nosniff']);
  expect(rules['/atom.xml']).toContain('Content-Type: application/xml; charset=utf-8');
  expect(rules['/rss.xml']).toContain('Cache-Control: public, max-age=600, must-revalidate');
  expect(rules['/feed.json']).toContain('Content-Type: application/feed+json');
  expect(rules['/tags/:name/atom.xml']).toContain('Content-Type: application/xml; charset=utf-8');
  expect(rules['/issues/atom.xml']).toContain('Content-Type: application/xml; charset=utf-8');
  expect(rules['/style.css']).toEqual(['Cache-Control: public, max-age=3600']);
  // Cloudflare takes a hundred rules.
  expect(Object.keys(rules).length).toBeLessThan(100);
});

test('hosts are told to keep letters as they were mailed from search engines, and their text in its characters', () => {
  const rules = rulesOf(pagesOf(publicationOf(everything))._headers!);
  expect(rules['/issues/:name/email.html']).toEqual(['X-Robots-Tag: noindex']);
  expect(rules['/issues/:name/email.txt']).toEqual([
    'Content-Type: text/plain; charset=utf-8',
    'X-Robots-Tag: noindex',
  ]);
  expect(pagesOf(publicationOf(everything, { letters: false }))._headers).not.toContain('email');
});

test('the rules for hosts follow the site into its folder', () => {
  const files = pagesOf(publicationOf([], { url: 'https://example.org/blog/' }));
  expect(Object.keys(rulesOf(files._headers!))).toContain('/blog/atom.xml');
});

test('hosts are told to lock in published files whose scripts would run at the address of the site, and no others', () => {
  const named = ['drawing.svg', 'page.html', 'data.xml', 'photo.png', 'old one.HTM', 'a*b:c.svg'];
  const article = articleOf({ files: named.map((name) => ({ path: `articles/x/${name}`, source: `/${name}` })) });
  const issue = issueOf({ items: [], files: [{ path: 'issues/autumn/more.svg', source: '/more.svg' }] });
  const site = [{ path: 'logo.svg', source: '/logo.svg' }];
  const publication = publicationOf([article], { url: 'https://example.org/blog/' });
  const rules = rulesOf(pagesOf({ ...publication, issues: [issue], files: site })._headers!);
  const locked = Object.keys(rules).filter((path) => rules[path]!.includes('Content-Security-Policy: sandbox'));
  expect(locked).toEqual([
    '/blog/articles/x/page.html',
    '/blog/articles/x/page',
    '/blog/articles/x/old%20one.HTM',
    '/blog/articles/x/old%20one',
    '/blog/articles/x/data.xml',
    '/blog/articles/x/a%2Ab%3Ac.svg',
    '/blog/articles/x/drawing.svg',
    '/blog/issues/autumn/more.svg',
    '/blog/logo.svg',
  ]);
});

function rulesOf(text: string): Record<string, string[]> {
  return Object.fromEntries(
    text
      .trim()
      .split('\n\n')
      .map((block) => block.split('\n'))
      .map(([path, ...fields]) => [path!, fields.map((field) => field.trim())]),
  );
}

test('the style sheet of the feeds says what a feed is', () => {
  const css = pagesOf(publicationOf([]))['feed.css']!;
  expect(css).toMatch(/:root::before \{\n {2}content: "This is a feed\. [^"\\]*";/);
  expect(css).not.toContain('{{');
});

test('no style sheet asks another server for anything', () => {
  expect(templates.style + templates.feed).not.toMatch(/@import|url\(/);
});

test('words in a style sheet cannot end their string', () => {
  const render = compileTemplates({ ...templates, feed: '{{ words | css_string | raw }}' });
  expect(render('feed', { words: 'a"b\\c<d\ne' })).toBe('"a\\22 b\\5c c\\3c d\\a e"');
});

test.each([
  ['an unknown name', '<p>\n{{ nobody }}</p>', 'undefined variable: nobody', 2],
  ['an unknown filter', '{{ title | shout }}', 'undefined filter: shout', 1],
  ['a tag without its end', '\n\n{% if title %}', 'tag {% if title %} not closed', 3],
  ['a file', '{% render "layout" %}', expect.stringContaining('layout'), 1],
  ['the date of today', "{{ 'now' | date: '%Y' }}", 'undefined filter: date', 1],
])('%s in a template is a problem with its file and line', (_, article, message, line) => {
  const build = () => pagesOf(publicationOf([articleOf()]), { article });
  expect(build).toThrowError(
    expect.objectContaining({
      name: 'ProblemError',
      problems: [expect.objectContaining({ file: 'templates/web/article.html', line, message })],
    }),
  );
});
