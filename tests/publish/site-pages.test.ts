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

  test('that is a draft is not there', async () => {
    const { output } = await built({ 'pages/about.md': about.replace('---\n', '---\ndraft: true\n') });
    expect(Object.keys(output)).not.toContain('about/index.html');
    expect(output['index.html']).not.toContain('About us');
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

describe('404.html', () => {
  test('says so in the language of the publication, leads on from any depth, and is in no index', async () => {
    const { output } = await built({}, 'language: de\n');
    const page = output['404.html']!;
    expect(page).toContain('<html lang="de"');
    expect(page).toContain('Unter dieser Adresse gibt es keine Seite.');
    expect(page).toContain('href="/blog/style.css"');
    expect(page).toContain('<a href="/blog/">');
    expect(page).toContain('<meta name="robots" content="noindex">');
    expect(output['sitemap.xml']).not.toContain('404');
  });
});
