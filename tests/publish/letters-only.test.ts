import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { buildPublication } from '../../src/publish/build.ts';
import { ignoredFiles } from '../../src/publish/ignored.ts';
import { contentsOf, folderOf } from '../folder.ts';
import { png, pngOf } from '../read/pictures.ts';

/** A site that Hugo makes, with the few lines that make letters of it. */
const site = {
  'hugo.toml': 'baseURL = "https://example.org/"\n',
  'tidings.yaml':
    'title: The Boats\nurl: https://example.org\narticles: content/posts\nstatic: [static]\npermalink: /posts/{slug}/\nsite: false\n',
  'content/posts/_index.md': '---\ntitle: All posts\n---\n',
  'content/posts/2026-11-01-low-water.md':
    '---\ntitle: Low water\nslug: low-water\ndate: 2026-11-01\n---\n![A](/images/low.png) [home](/) [B](../high-water/)\n',
  'content/posts/high-water/index.md':
    '---\ntitle: High water\ndate: 2026-11-02\nimage: {src: high.png, alt: B}\n---\n![B](high.png) [plan](plan.pdf)\n',
  'content/posts/high-water/high.png': pngOf(640, 480),
  'content/posts/high-water/plan.pdf': '%PDF-1.7\n',
  'static/images/low.png': png,
  'public/index.html': 'the site',
};

async function configIn(folder: string) {
  const clock = () => new Date('2026-11-30T00:00:00Z');
  return loadConfig('.', {}, { cwd: folder, environment: {}, clock });
}

async function built(files: Readonly<Record<string, string | Uint8Array>> = {}, settings = '') {
  const folder = await folderOf({ ...site, ...files, 'tidings.yaml': site['tidings.yaml'] + settings });
  const made = await buildPublication(await configIn(folder));
  return { ...made, folder, output: await contentsOf(join(folder, 'output')) };
}

const issue = {
  'issues/all.md': '---\nsubject: Both\ndate: 2026-11-03\narticles: [low-water, high-water]\n---\n\nHello.\n',
};

describe('where another program makes the site', () => {
  test('there are letters and feeds alone, and nothing is copied', async () => {
    const { written, problems } = await built({ ...issue, 'issues/x.png': png }, 'image: /images/low.png\n');
    const paths = written.toSorted();
    expect(problems).toEqual([]);
    expect(paths.filter((path) => !path.startsWith('issues/'))).toEqual([
      'atom.xml',
      'feed.json',
      'feeds.opml',
      'rss.xml',
      'summaries/atom.xml',
      'summaries/feed.json',
      'summaries/rss.xml',
    ]);
    const names = ['email.html', 'email.mjml', 'email.txt', 'message.eml'];
    const letters = ['all', 'high-water', 'low-water'].flatMap((slug) => names.map((name) => `issues/${slug}/${name}`));
    expect(paths.filter((path) => path.startsWith('issues/'))).toEqual(letters);
  });

  test('articles, pictures and files are at the addresses of the site', async () => {
    const { publication, output } = await built();
    const [high, low] = publication.articles;
    expect(high).toMatchObject({
      url: 'https://example.org/posts/high-water/',
      image: { url: 'https://example.org/posts/high-water/high.png', width: 640, height: 480 },
    });
    expect(high!.content).toContain('src="https://example.org/posts/high-water/high.png" alt="B" width="640"');
    expect(high!.content).toContain('href="https://example.org/posts/high-water/plan.pdf"');
    expect(low!.content).toContain('src="https://example.org/images/low.png"');
    expect(low!.content).toContain(
      'href="https://example.org/">home</a> <a href="https://example.org/posts/high-water/"',
    );
    expect(output['feed.json']).toContain('"feed_url": "https://example.org/feed.json"');
  });

  test('no letter and no feed links to a page that nobody publishes', async () => {
    const { output } = await built(issue);
    const all = Object.values(output).join('\n');
    const addresses = new Set(all.match(/https:\/\/example\.org[^\s"'<>)\]]*/g));
    expect([...addresses].filter((url) => /\/(?:issues|tags|authors|languages|archive|subscribe)\//.test(url))).toEqual(
      [],
    );
    expect(output['issues/all/message.eml']).toContain('List-Archive: <https://example.org/>');
    expect(output['issues/all/email.txt']).toContain('The Boats: https://example.org/\n');
    expect(output['issues/all/email.html']).toMatch(/href="https:\/\/example\.org\/"[^>]*>The Boats<\/a>/);
    expect(output['issues/low-water/email.txt']).toContain('View in browser: https://example.org/posts/low-water/\n');
  });

  test('a picture that is not here is one of the site, told in a warning', async () => {
    const text = '---\ntitle: C\ndate: 2026-11-03\n---\n![C](c.png) ![D](/d.png)\n';
    const { output, problems } = await built({ 'content/posts/c.md': text });
    expect(problems.map(({ severity, rule, line }) => [severity, rule, line])).toEqual([
      ['warning', 'file-elsewhere', 5],
      ['warning', 'file-elsewhere', 5],
    ]);
    expect(output['feed.json']).toContain('https://example.org/posts/c/c.png');
    expect(output['feed.json']).toContain('https://example.org/d.png');
  });

  test.each([
    [
      'a bundle whose address ends in no slash',
      'high-water/index.md',
      'https://example.org/high',
      'https://example.org/high/p.png',
    ],
    [
      'a bundle whose address is a file',
      'high-water/index.md',
      'https://example.org/high.html',
      'https://example.org/p.png',
    ],
    [
      'a file by itself, as a browser resolves it',
      'low.md',
      'https://example.org/2026/low.html',
      'https://example.org/2026/p.png',
    ],
  ])('a relative picture is below the address of %s', async (_, name, url, address) => {
    const folder = name.includes('/') ? 'content/posts/high-water' : 'content/posts';
    const { publication } = await built({
      [`content/posts/${name}`]: `---\ntitle: P\ndate: 2026-11-04\nurl: ${url}\n---\n![P](p.png)\n`,
      [`${folder}/p.png`]: png,
    });
    expect(publication.articles.find(({ title }) => title === 'P')!.content).toContain(`src="${address}"`);
  });

  test('a relative picture of a static folder is where that folder is served', async () => {
    const text =
      '---\ntitle: P\ndate: 2026-11-04\n---\n![P](../../static/images/low.png) ![Q](../../assets/a%20b.png)\n';
    const files = { 'content/posts/p.md': text, 'assets/a b.png': png };
    const yaml = site['tidings.yaml'].replace('[static]', '[static, assets]');
    const folder = await folderOf({ ...site, ...files, 'tidings.yaml': yaml });
    const { publication } = await buildPublication(await configIn(folder));
    const { content } = publication.articles[0]!;
    expect(content).toContain('src="https://example.org/images/low.png"');
    expect(content).toContain('src="https://example.org/assets/a%20b.png"');
  });

  test.each([
    [
      'of an issue',
      { 'issues/all.md': `${issue['issues/all.md']}![X](x.png)\n`, 'issues/x.png': png },
      'file-unserved',
      '',
    ],
    ['of a theme', { 'art/logo.png': png }, 'theme', 'newsletter: {style: {logo: {light: art/logo.png}}}\n'],
    [
      'that is private',
      { 'content/posts/c.md': '---\ntitle: C\n---\n![C](/.git/c.png)\n', '.git/c.png': png },
      'file-private',
      '',
    ],
  ])('a picture %s that no site has is refused at its place', async (_, files, rule, settings) => {
    const error = await built(files, settings).catch((problem: unknown) => problem);
    expect((error as ProblemError).problems.filter(({ severity }) => severity === 'error')).toMatchObject([{ rule }]);
  });

  test('a logo of a static folder is at the address of the site', async () => {
    const { output, written } = await built({}, 'newsletter: {style: {logo: {light: static/images/low.png}}}\n');
    expect(output['issues/low-water/email.html']).toContain('src="https://example.org/images/low.png"');
    expect(written).not.toContain('issues/logo.png');
  });

  test('a picture that a link of the disk takes out of the folder is refused', async () => {
    const outside = await folderOf({ 'x.png': png });
    const folder = await folderOf({ ...site, 'content/posts/c.md': '---\ntitle: C\n---\n![C](/out.png)\n' });
    await symlink(join(outside, 'x.png'), join(folder, 'static/out.png'));
    await expect(buildPublication(await configIn(folder))).rejects.toMatchObject({
      problems: [{ rule: 'file-outside', line: 4 }],
    });
  });

  test('a changed picture of the site is measured again, though nothing else changed', async () => {
    const { folder } = await built();
    const { writeFile } = await import('node:fs/promises');
    await writeFile(join(folder, 'content/posts/high-water/high.png'), Buffer.concat([pngOf(320, 240), png]));
    const { publication } = await buildPublication(await configIn(folder));
    expect(publication.articles[0]!.image).toMatchObject({ width: 320, height: 240 });
  });

  test('the pictures that articles show are not among the files that nobody uses', async () => {
    const made = await built({ 'content/posts/unused.png': png });
    expect(await ignoredFiles(await configIn(made.folder), made)).toEqual([
      'content/posts/_index.md',
      'content/posts/unused.png',
    ]);
  });

  test('a build with pages that becomes one without takes its pages back', async () => {
    const folder = await folderOf({ ...site, 'tidings.yaml': site['tidings.yaml'].replace('site: false\n', '') });
    await buildPublication(await configIn(folder));
    expect(Object.keys(await contentsOf(join(folder, 'output')))).toContain('index.html');
    const { writeFile } = await import('node:fs/promises');
    await writeFile(join(folder, 'tidings.yaml'), site['tidings.yaml']);
    const { removed } = await buildPublication(await configIn(folder));
    expect(removed).toEqual(
      expect.arrayContaining(['index.html', 'sitemap.xml', 'posts/low-water/index.html', '_headers']),
    );
    expect(Object.keys(await contentsOf(join(folder, 'output')))).not.toContain('index.html');
  });
});

describe('without feeds', () => {
  test('of another program’s site there are letters alone', async () => {
    const { written } = await built({}, 'feeds: false\n');
    expect(written.every((path) => path.startsWith('issues/'))).toBe(true);
    expect(written).toHaveLength(8);
  });

  test('the pages link to none, and there is no page about subscribing', async () => {
    const yaml = site['tidings.yaml'].replace('site: false', 'feeds: false');
    const folder = await folderOf({ ...site, ...issue, 'tidings.yaml': yaml });
    await buildPublication(await configIn(folder));
    const output = await contentsOf(join(folder, 'output'));
    expect(Object.keys(output).filter((path) => /subscribe|atom|rss|feed/.test(path))).toEqual([]);
    for (const [path, text] of Object.entries(output))
      if (/\.(?:html|xml)$|_headers$/.test(path))
        expect(text, path).not.toMatch(/subscribe\/|atom|rss\.xml|feed\.json/);
  });

  test('and without letters and pages nothing would be made, which is refused', async () => {
    const error = await built({}, 'feeds: false\nnewsletter: false\n').catch((problem: unknown) => problem);
    expect(error).toBeInstanceOf(ProblemError);
    expect((error as ProblemError).exitCode).toBe(2);
  });
});
