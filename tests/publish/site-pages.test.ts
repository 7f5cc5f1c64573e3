import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { buildPublication } from '../../src/publish/build.ts';
import { contentsOf, folderOf } from '../folder.ts';
import { png } from '../read/pictures.ts';

const yaml = 'title: The Letter\nurl: https://example.org/blog/\nnewsletter: false\n';
const article = '---\ntitle: Low water\ndate: 2026-01-02\n---\nText.\n';
const about = '---\ntitle: About us\nsummary: Who writes here.\n---\n\nSee [an article](/blog/articles/low/).\n';

async function built(files: Readonly<Record<string, string | Uint8Array>>, settings = '') {
  const folder = await folderOf({ 'tidings.yaml': yaml + settings, 'articles/low.md': article, ...files });
  const context = { cwd: folder, environment: {}, clock: () => new Date('2026-11-23') };
  const { problems } = await buildPublication(await loadConfig('.', {}, context));
  return { problems, output: await contentsOf(join(folder, 'output')) };
}

async function refused(files: Readonly<Record<string, string>>, settings = '') {
  const error = await built(files, settings).catch((reason: unknown) => reason);
  if (!(error instanceof ProblemError)) throw error;
  return error.problems;
}

describe('a file in pages', () => {
  test('is a page of the site with an address of its own, and to be found from every other page', async () => {
    const { output, problems } = await built({ 'pages/about.md': about });
    expect(problems).toEqual([]);
    const page = output['about/index.html']!;
    expect(page).toContain('<h1>About us</h1>');
    expect(page).toContain('<p class="summary">Who writes here.</p>');
    expect(page).toContain('<a href="../articles/low/">an article</a>');
    expect(page).toContain('<link rel="canonical" href="https://example.org/blog/about/">');
    expect(output['index.html']).toContain('<a href="./about/">About us</a>');
    expect(output['articles/low/index.html']).toContain('<a href="../../about/">About us</a>');
    expect(output['sitemap.xml']).toContain('<loc>https://example.org/blog/about/</loc>');
  });

  test('is no article: no feed, no list and no letter holds it, and it needs no date', async () => {
    const { output } = await built({ 'pages/about.md': about });
    for (const file of ['atom.xml', 'rss.xml', 'feed.json', 'archive/2026/index.html'])
      expect(output[file]).not.toContain('Who writes here');
    expect(Object.keys(output).filter((path) => path.includes('about'))).toEqual(['about/index.html']);
  });

  test('brings the pictures beside it along', async () => {
    const { output } = await built({ 'pages/about.md': `${about}\n![A dot](dot.png)\n`, 'pages/dot.png': png });
    expect(Object.keys(output)).toContain('about/dot.png');
    expect(output['about/index.html']).toContain('src="../about/dot.png"');
  });

  test('links to articles and to other pages by their files', async () => {
    const { output, problems } = await built({
      'pages/about.md': `${about}\n[low](../articles/low.md#ebb) and [team](sub/team.md)\n`,
      'pages/sub/team.md': `${about}\n[low](../../articles/low.md) and [us](../about.md)\n`,
    });
    expect(problems).toEqual([]);
    expect(output['about/index.html']).toContain('<a href="../articles/low/#ebb">low</a>');
    expect(output['about/index.html']).toContain('<a href="../sub/team/">team</a>');
    expect(output['sub/team/index.html']).toContain('<a href="../../articles/low/">low</a>');
    expect(output['sub/team/index.html']).toContain('<a href="../../about/">us</a>');
  });

  test('that changes its link to an article follows the address of the article', async () => {
    const files = { 'pages/about.md': `${about}\n[low](../articles/low.md)\n` };
    const { output } = await built(files, 'permalink: /{year}/{slug}/\n');
    expect(output['about/index.html']).toContain('<a href="../2026/low/">low</a>');
  });

  test('that names an article beside it is refused with the way to write it', async () => {
    expect(await refused({ 'pages/about.md': `${about}\n[low](low.md)\n` })).toMatchObject([
      { rule: 'link', file: 'pages/about.md', line: 8, hint: expect.stringContaining('such as /blog/articles/first/') },
    ]);
  });

  test.each([
    ['about.md', '/blog/about/.'],
    ['sub/index.md', '/blog/sub/.'],
  ])('is named by its address in an article: a link to pages/%s says which', async (name, address) => {
    const linked = { [`pages/${name}`]: about, 'articles/low.md': `${article}\n[us](../pages/${name})\n` };
    expect(await refused(linked)).toMatchObject([
      { rule: 'link', file: 'articles/low.md', hint: expect.stringContaining(address) },
    ]);
  });

  test('that is a draft is not there', async () => {
    const { output } = await built({ 'pages/about.md': about.replace('---\n', '---\ndraft: true\n') });
    expect(Object.keys(output)).not.toContain('about/index.html');
    expect(output['index.html']).not.toContain('About us');
  });

  test('shows its lead image with a caption, its attachments and its notice, and old addresses lead to it', async () => {
    const more =
      'image: {src: dot.png, alt: A dot, caption: Seen from above}\nattachments: [tides.csv]\nnotice: No advice.\nredirects: [/old-about.html]\n';
    const { output, problems } = await built({
      'pages/about.md': about.replace('---\n', `---\n${more}`),
      'pages/dot.png': png,
      'pages/tides.csv': 'a,b\n1,2\n',
    });
    expect(problems).toEqual([]);
    const page = output['about/index.html']!;
    expect(page).toMatch(/<figure class="lead">\n<img src="\.\.\/about\/dot\.png" alt="A dot"[^>]*>/);
    expect(page).toContain('<figcaption>Seen from above</figcaption>');
    expect(page).toContain('<a href="../about/tides.csv" type="text/csv">tides.csv</a>');
    expect(page).toContain('<p class="notice">No advice.</p>');
    expect(Object.keys(output)).toContain('about/tides.csv');
    expect(output._redirects).toContain('/blog/old-about.html https://example.org/blog/about/ 301');
  });

  test.each([
    'authors: [Ada]',
    'tags: [tides]',
    'source: {name: A, url: "https://example.com/"}',
    'updated: 2026-02-01',
  ])('with %s says that a page does not use it, at its line', async (line) => {
    const { problems } = await built({ 'pages/about.md': about.replace('---\n', `---\n${line}\n`) });
    const message = `"${line.split(':')[0]}" is not used in a page`;
    expect(problems).toMatchObject([{ severity: 'warning', message, file: 'pages/about.md', line: 2 }]);
  });

  test('with a date in the future is not there before it, and with an earlier one it is', async () => {
    const dated = (date: string) => built({ 'pages/about.md': about.replace('---\n', `---\ndate: ${date}\n`) });
    expect(Object.keys((await dated('2099-01-01')).output)).not.toContain('about/index.html');
    const { output, problems } = await dated('2026-01-01');
    expect(Object.keys(output)).toContain('about/index.html');
    expect(problems).toEqual([]);
  });

  test('has an address that follows its folder, so that two folders may hold one name', async () => {
    const { output } = await built({
      'pages/sub/deep/index.md': about,
      'pages/a/team.md': about,
      'pages/b/team.md': about,
    });
    const pages = Object.keys(output).filter((path) => /team|deep/.test(path));
    expect(pages).toEqual(['a/team/index.html', 'b/team/index.html', 'sub/deep/index.html']);
  });

  test('that changes is seen by the next build, and one that goes is removed', async () => {
    const folder = await folderOf({ 'tidings.yaml': yaml, 'articles/low.md': article, 'pages/about.md': about });
    const build = async (files: Readonly<Record<string, string>>) => {
      const { rm, writeFile, mkdir } = await import('node:fs/promises');
      await rm(join(folder, 'pages'), { recursive: true, force: true });
      await mkdir(join(folder, 'pages'));
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, 'pages', name), text);
      const context = { cwd: folder, environment: {}, clock: () => new Date('2026-11-23') };
      await buildPublication(await loadConfig('.', {}, context));
      return contentsOf(join(folder, 'output'));
    };
    await build({ 'about.md': about });
    const changed = await build({ 'about.md': about.replace('About us', 'Who we are') });
    expect(changed['about/index.html']).toContain('<h1>Who we are</h1>');
    expect(changed['articles/low/index.html']).toContain('>Who we are</a>');
    const gone = await build({});
    expect(Object.keys(gone)).not.toContain('about/index.html');
    expect(gone['index.html']).not.toContain('Who we are');
  });

  test.each([
    ['pages/tags.md', 'where the site has pages of its own'],
    ['pages/Issues.md', 'where the site has pages of its own'],
    ['pages/404.md', 'where the site has pages of its own'],
  ])('named %s is refused, for its address is taken', async (name, words) => {
    expect(await refused({ [name]: about })).toMatchObject([
      { rule: 'site-page', file: name, line: 2, message: expect.stringContaining(words) },
    ]);
  });

  test.each([
    ['permalink: /style.css', ''],
    ['permalink: /Feed.css', ''],
    ['permalink: /_headers', ''],
    ['permalink: /sitemap.xml', ''],
    ['permalink: /feeds.opml', ''],
    ['permalink: /atom.xml', ''],
    ['permalink: /404.html', ''],
    ['permalink: /index.html', ''],
    ['permalink: /feeds/all.xml/', 'feeds: {paths: {atom: feeds/all.xml}}\n'],
    ['slug: 404.html', ''],
    ['slug: rss.xml', ''],
  ])('with %s is refused, for the site has a file there', async (line, settings) => {
    const problems = await refused({ 'pages/z.md': about.replace('---\n', `---\n${line}\n`) }, settings);
    const message = expect.stringContaining('where the site has pages of its own');
    expect(problems).toMatchObject([{ rule: 'site-page', file: 'pages/z.md', message }]);
  });

  test('with the address of an article is refused, and both are named', async () => {
    const settings = 'permalink: /{slug}/\n';
    expect(await refused({ 'pages/low.md': about }, settings)).toMatchObject([
      { rule: 'site-page', file: 'pages/low.md', message: expect.stringContaining('the article articles/low.md') },
    ]);
  });

  test('with a fault is refused at its line, as an article is', async () => {
    const [problem] = await refused({ 'pages/about.md': '---\ntitle: [\n---\nText.\n' });
    expect(problem).toMatchObject({ severity: 'error', file: 'pages/about.md' });
    expect(problem!.line).toBeGreaterThan(0);
  });

  test.each([
    ['another program makes the site', 'site: false\n'],
    ['the articles come from another program', 'generator: hugo\n'],
    ['it holds the articles', 'articles: pages\n'],
  ])('is none where %s', async (_, settings) => {
    const { output } = await built({ 'pages/about.md': about.replace('---\n', '---\ndate: 2026-01-03\n') }, settings);
    expect(Object.keys(output)).not.toContain('about/index.html');
  });
});

describe('navigation', () => {
  test('takes the place of the list of pages, with addresses of this site and of others', async () => {
    const settings =
      'navigation:\n  - {label: Us & them, url: /about/}\n  - {label: Harbour, url: https://example.com/x}\n';
    const { output } = await built({ 'pages/about.md': about, 'pages/terms.md': about }, settings);
    expect(output['articles/low/index.html']).toContain('<a href="../../about/">Us &amp; them</a>');
    expect(output['articles/low/index.html']).toContain('<a href="https://example.com/x">Harbour</a>');
    expect(output['index.html']).not.toContain('href="./terms/"');
  });
});

describe('a link of the navigation', () => {
  test.each([
    '//example.com/',
    '../../x',
    '..',
    '/a/../../b',
    '/%2e%2e/x',
    '/\\\\example.com/',
    '\\\\\\\\example.com/',
  ])('to %s is refused, for it would become another address without a word', async (url) => {
    expect(await refused({}, `navigation:\n  - {label: A, url: '${url}'}\n`)).toMatchObject([
      { file: 'tidings.yaml', line: 5, hint: expect.stringContaining('a path below "url"') },
    ]);
  });

  test('may have dots, queries and parents in its query', async () => {
    const { output } = await built({}, 'navigation:\n  - {label: A, url: /a..b/?from=../x}\n');
    expect(output['index.html']).toContain('<a href="./a..b/?from=../x">A</a>');
  });

  test('with a key that is misspelt says which one was meant', async () => {
    const problems = await refused({}, 'navigation:\n  - {lable: A, url: /about/}\n');
    expect(problems).toContainEqual(expect.objectContaining({ line: 5, hint: 'Did you mean "label"?' }));
  });
});

describe('404.html', () => {
  test('says so in the language of the publication, leads on from any depth, and is in no index', async () => {
    const { output } = await built({}, 'language: de\n');
    const page = output['404.html']!;
    expect(page).toContain('<html lang="de"');
    expect(page).toContain('<title>Unter dieser Adresse gibt es keine Seite ');
    expect(page).toContain('<h1>Unter dieser Adresse gibt es keine Seite</h1>');
    expect(page).toContain('href="/blog/style.css"');
    expect(page).toContain('<p><a href="/blog/">Archiv</a></p>');
    expect(page).toContain('<meta name="robots" content="noindex">');
    expect(output['sitemap.xml']).not.toContain('404');
  });
});
