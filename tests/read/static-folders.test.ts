import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { folderOf } from '../folder.ts';
import { runs } from '../runs.ts';
import { pngOf } from './pictures.ts';
import { problemsOf, read, readIn, readOne, settings } from './reading.ts';

const picture = pngOf(640, 480);
const copied = 'src="https://example.org/articles/hello/x.png" alt="X" width="640" height="480"';

describe('a path that begins with /', () => {
  test.each([
    ["Hugo's static", 'static', 'static/images/x.png', '/images/x.png'],
    ['the public of Next, Astro and VitePress', 'docs/public', 'docs/public/images/x.png', '/images/x.png'],
    ["the root of Jekyll's site", 'assets', 'assets/x.png', '/assets/x.png'],
    ['a path with the one of the site before it', 'static', 'static/x.png', '/blog/x.png'],
    ['an encoded name', 'static', 'static/ä b.png', '/%C3%A4%20b.png'],
  ])('is looked up in %s', async (_, folder, file, path) => {
    const context = {
      static: [folder],
      published: ['articles', folder],
      settings: { ...settings, ...(path.startsWith('/blog') && { url: 'https://example.org/blog/' }) },
    };
    const { content, files } = await readOne(`# T\n\n![X](${path})`, { files: { [file]: picture }, ...context });
    expect(files[0]!.source.endsWith(file)).toBe(true);
    expect(content).toContain('width="640" height="480"');
  });

  test('is copied to the article that shows it, from the first folder that may be public', async () => {
    const files = { 'images/x.png': 'GIF', 'static/images/x.png': picture };
    const context = { static: ['static'], published: ['articles', 'static'] };
    expect((await readOne('# T\n\n![X](/images/x.png)', { files, ...context })).content).toContain(copied);
  });

  test('may name a picture and a file of the front matter', async () => {
    const text = '---\ntitle: T\nimage: {src: /x.png, alt: X}\nattachments: [/a.csv]\n---\nText';
    const context = { static: ['static'], published: ['articles', 'static'] };
    const files = { 'static/x.png': picture, 'static/a.csv': 'a' };
    expect(await readOne(text, { files, ...context })).toMatchObject({
      image: { url: 'https://example.org/articles/hello/x.png', width: 640 },
      attachments: [{ url: 'https://example.org/articles/hello/a.csv', length: 1 }],
    });
  });

  test('and is nowhere becomes an address below url, told in words that are equal for every file', async () => {
    const { manuscripts, problems } = await read({
      'articles/a.md': '# A\n\n![X](/images/x.png)',
      'articles/b.md': '---\ntitle: B\nimage: {src: /y.png, alt: Y}\nattachments: [/z.pdf]\n---\nText',
    });
    expect(manuscripts[0]!.content).toContain('<img src="https://example.org/images/x.png" alt="X" />');
    expect(manuscripts[1]).toMatchObject({
      image: { url: 'https://example.org/y.png', alt: 'Y' },
      attachments: [{ url: 'https://example.org/z.pdf', type: 'application/pdf' }],
      files: [],
    });
    expect(problems.map(({ severity, rule, file, line }) => [severity, rule, file, line])).toEqual([
      ['warning', 'file-elsewhere', 'articles/a.md', 3],
      ['warning', 'file-elsewhere', 'articles/b.md', 3],
      ['warning', 'file-elsewhere', 'articles/b.md', 4],
    ]);
    expect(new Set(problems.map(({ message, hint }) => `${message} ${hint}`)).size).toBe(1);
  });

  test('as an attachment whose type nothing tells is refused', async () => {
    expect(await problemsOf('---\ntitle: T\nattachments: [/z]\n---\nText')).toMatchObject([
      { rule: 'file-elsewhere' },
      { severity: 'error', rule: 'attachment-type' },
    ]);
  });

  test.each([
    ['a hidden file in a static folder', '/.env', 'static/.env', 'file-private'],
    ['a hidden file of the publication', '/../.env', '.env', 'file-private'],
    ['a file in a folder that is not static', '/drafts/x.png', 'drafts/x.png', 'file-unpublished'],
  ])('does not publish %s', async (_, path, file, rule) => {
    const context = { static: ['static'], published: ['articles', 'static'] };
    const { manuscripts, problems } = await read(
      { 'articles/a.md': `# T\n\n<img src="${path}" alt="X">`, [file]: picture, 'static/y.png': picture },
      context,
    );
    expect([manuscripts, problems.map(({ rule }) => rule)]).toEqual([[], [rule]]);
  });

  test('does not follow a link on the disk that leads out of a static folder', async () => {
    const outside = await folderOf({ 'x.png': picture });
    const folder = await folderOf({ 'articles/a.md': '# T\n\n![X](/out/x.png)' });
    await mkdir(join(folder, 'static'));
    await symlink(outside, join(folder, 'static/out'));
    const context = { static: ['static'], published: ['articles', 'static'] };
    const { manuscripts, problems } = await readIn(folder, context);
    expect([manuscripts, problems.map(({ rule }) => rule)]).toEqual([[], ['file-outside']]);
  });

  test('never reads a file outside of the folders that are public, whatever it says', async () => {
    const folder = await folderOf({
      'articles/a.md': '',
      'static/a/x.png': picture,
      'secret/x.png': picture,
      'x.png': picture,
    });
    const part = fc.constantFrom('..', '.', 'a', 'static', 'secret', 'articles', 'x.png', '%2e%2e', '');
    const { Resolver } = await import('../../src/read/resolver.ts');
    const { Disk } = await import('../../src/read/disk.ts');
    const disk = await Disk.open({
      settings,
      root: folder,
      published: ['articles', 'static'],
      static: ['static'],
      display: (path) => path,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 5 }), async (parts) => {
        const standing = {
          file: join(disk.root, 'articles/a.md'),
          url: 'https://example.org/a/',
          folder: 'a/',
          taken: [],
        };
        const resolver = new Resolver(standing, disk);
        await resolver.image({ src: `/${parts.join('/')}` }, () => ({ file: 'a' }));
        const allowed = ['articles', 'static'].map((name) => join(disk.root, name));
        expect(resolver.files.every(({ source }) => allowed.some((home) => source.startsWith(home)))).toBe(true);
      }),
      { numRuns: runs(200) },
    );
  });
});

describe('a link to a folder', () => {
  test.each([
    ['the home page', '[x](/)', 'https://example.org/'],
    ['a page of the site whose source is here', '[x](/about/)', 'https://example.org/about/'],
    ['the same without a slash', '[x](/about)', 'https://example.org/about'],
    ['a page whose source is a file', '[x](/terms.html)', 'https://example.org/terms.html'],
    ['an article by its folder', '[x](bread/)', 'https://example.org/articles/bread/'],
    ['an article by its folder and a place in it', '[x](./bread#y)', 'https://example.org/articles/bread/#y'],
    ['an address that is no folder', '[x](../soup/)', 'https://example.org/articles/soup/'],
    ['a folder beside the articles', '[x](../about/)', 'https://example.org/articles/about/'],
    ['folders above all', '[x](../../)', 'https://example.org/'],
  ])('is a link of the web: %s', async (_, text, url) => {
    const files = {
      'articles/hello.md': `# T\n\n${text}`,
      'articles/bread/index.md': '# Bread\n\nText',
      'about/index.md': 'x',
      'terms.html': 'x',
    };
    const { manuscripts, problems } = await read(files);
    expect(problems).toEqual([]);
    expect(manuscripts.find(({ slug }) => slug === 'hello')!.content).toContain(`href="${url}"`);
  });

  test('that is hidden is refused as before', async () => {
    const { problems } = await read({ 'articles/a.md': '# T\n\n[x](/.git/)', '.git/a': '' });
    expect(problems).toMatchObject([{ severity: 'error', rule: 'file-private', line: 3 }]);
  });

  test('as a picture is refused as before', async () => {
    const { problems } = await read({ 'articles/a.md': '# T\n\n![x](pictures)', 'articles/pictures/a.png': picture });
    expect(problems).toMatchObject([{ severity: 'error', rule: 'file-unreadable' }]);
  });
});
