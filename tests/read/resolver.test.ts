import { chmod, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderOf } from '../folder.ts';
import { png, pngOf } from './pictures.ts';
import { problemsOf, read, readIn, readOne } from './reading.ts';

const published = 'https://example.org/articles/hello/';

describe('a local picture', () => {
  const picture = pngOf(640, 480);

  test.each<[string, string, string, string]>([
    ['in Markdown, from the folder of the article', '![A](images/a.png)', 'articles/images/a.png', 'a.png'],
    ['from the root of the publication', '![A](/shared/a.png)', 'shared/a.png', 'a.png'],
    ['beside the folder of articles', '![A](../shared/a.png)', 'shared/a.png', 'a.png'],
    ['in HTML', '<img src="a.png" alt="A">', 'articles/a.png', 'a.png'],
    ['with spaces and other letters', '![A](<grüne boote.png>)', 'articles/grüne boote.png', 'gr%C3%BCne-boote.png'],
    ['with an encoded name', '![A](a%20b.png)', 'articles/a b.png', 'a-b.png'],
    ['with a query and fragment', '![A](a.png?v=2#x)', 'articles/a.png', 'a.png'],
    ['whose name holds such signs', '<img src="50% #1?.png" alt="A">', 'articles/50% #1?.png', '50-1-.png'],
  ])('%s is copied to the article, its address and size written', async (_, text, file, name) => {
    const { content, files } = await readOne(`# T\n\n${text}`, {
      files: { [file]: picture },
      published: ['articles', 'shared'],
    });
    expect(content).toContain(`<img src="${published}${name}" alt="A" width="640" height="480" />`);
    expect(files).toEqual([{ path: `articles/hello/${decodeURI(name)}`, source: expect.stringMatching(/\/[^/]+$/) }]);
    expect(files[0]!.source.endsWith(`/${file}`)).toBe(true);
  });

  test('named twice is copied once', async () => {
    const { files } = await readOne('# T\n\n![A](a.png) ![A](./a.png)', { files: { 'articles/a.png': picture } });
    expect(files).toHaveLength(1);
  });

  test('two of one name get different names, whatever the case; none takes the place of the page', async () => {
    const text = '# T\n\n![A](one/a.png) ![B](two/A.png)\n\n[C](index.html)';
    const { content, files } = await readOne(text, {
      files: { 'articles/one/a.png': picture, 'articles/two/A.png': png, 'articles/index.html': '<p>x' },
    });
    expect(files.map(({ path }) => path)).toEqual([
      'articles/hello/a.png',
      'articles/hello/A-2.png',
      'articles/hello/index-2.html',
    ]);
    expect(content).toContain(`src="${published}A-2.png"`);
  });

  test('in srcset, as poster and in a film is settled as well', async () => {
    const html = '<img src="a.png" srcset="a.png 1x, b.png 2x" alt="A"><video src="c.mp4" poster="b.png"></video>';
    const files = { 'articles/a.png': picture, 'articles/b.png': png, 'articles/c.mp4': 'x' };
    const { content } = await readOne(`# T\n\n${html}`, { files });
    expect(content).toContain(`srcset="${published}a.png 1x, ${published}b.png 2x"`);
    expect(content).toContain(`<video src="${published}c.mp4" poster="${published}b.png" controls="controls">`);
  });

  test('of the front matter gets size, type and length', async () => {
    const text = '---\ntitle: T\nimage:\n  src: a.png\n  alt: A boat\n  caption: Low water\n---\nText';
    expect(await readOne(text, { files: { 'articles/a.png': picture } })).toMatchObject({
      image: {
        url: `${published}a.png`,
        alt: 'A boat',
        caption: 'Low water',
        type: 'image/png',
        width: 640,
        height: 480,
        length: picture.length,
      },
      files: [{ path: 'articles/hello/a.png' }],
    });
  });

  test('of an article that was published elsewhere still comes from here', async () => {
    const text = '---\ntitle: T\nurl: https://example.com/x/\n---\n![A](a.png) [y](../y/)';
    const { content } = await readOne(text, { files: { 'articles/a.png': picture } });
    expect(content).toContain(`src="${published}a.png"`);
    expect(content).toContain('href="https://example.com/y/"');
  });
});

describe('what names no usable file is told at its place', () => {
  test.each<[string, string, Record<string, string | Uint8Array>, object]>([
    [
      'a missing picture',
      '# T\n\nSee ![A](images/a.png).',
      {},
      {
        rule: 'file-missing',
        line: 3,
        column: 10,
        length: 12,
        message: 'there is no file images/a.png',
        hint: expect.stringContaining('articles/images/a.png'),
      },
    ],
    [
      'the second of two',
      '# T\n\n![A](a.png)\n\n![A](b.png)',
      { 'articles/a.png': png },
      { rule: 'file-missing', line: 5, column: 6 },
    ],
    [
      'a missing picture with an encoded name',
      '# T\n\n![A](<grüne boote.png>)',
      {},
      { rule: 'file-missing', line: 3, column: 7 },
    ],
    [
      'a missing picture of the front matter',
      '---\ntitle: T\nimage: {src: a.png, alt: A}\n---\nx',
      {},
      { rule: 'file-missing', line: 3, column: 14, length: 5 },
    ],
    [
      'a missing attachment',
      '---\ntitle: T\nattachments:\n  - src: a.pdf\n---\nx',
      {},
      { rule: 'file-missing', line: 4, column: 10 },
    ],
    ['a path that climbs out', '# T\n\n![A](../../a.png)', {}, { rule: 'file-outside', line: 3, column: 6 }],
    [
      'the same, encoded',
      '# T\n\n<img src="..%2f..%2f..%2fetc/passwd" alt="A">',
      {},
      { rule: 'file-outside', line: 3 },
    ],
    [
      'a picture that is none',
      '# T\n\n![A](a.png)',
      { 'articles/a.png': '%PDF-1.7\n' },
      { rule: 'not-image', line: 3, column: 6, message: 'a.png is not a picture: it holds application/pdf' },
    ],
    ['a folder', '# T\n\n![A](images)', { 'articles/images/a.png': png }, { rule: 'file-unreadable', line: 3 }],
    [
      'a hidden file',
      '# T\n\n[x](/.env)',
      { '.env': 'SMTP_PASSWORD=secret' },
      { rule: 'file-private', line: 3, column: 5, message: '/.env is not for the public' },
    ],
    ['a file in a hidden folder', '# T\n\n![A](/.git/a.png)', { '.git/a.png': png }, { rule: 'file-private', line: 3 }],
    [
      'the subscribers',
      '---\ntitle: T\nattachments: [{src: /tidings.db}]\n---\nx',
      { 'tidings.db': 'x' },
      { rule: 'file-private', line: 3 },
    ],
    ['a link to a missing file', '# T\n\n[a](a.pdf)', {}, { rule: 'file-missing', line: 3, column: 5 }],
    ['a link that lacks its scheme', '# T\n\n[a](example.org)', {}, { rule: 'file-missing', line: 3 }],
    [
      'a link to a text that is no article',
      '# T\n\n[a](../README.md)',
      { 'README.md': 'x' },
      { rule: 'link', line: 3, message: '../README.md is not one of the articles' },
    ],
  ])('%s', async (_, text, files, problem) => {
    expect(await problemsOf(text, 'hello.md', files)).toMatchObject([
      { severity: 'error', file: 'articles/hello.md', ...problem },
    ]);
  });

  test('a link on the disk to a hidden file is not followed', async () => {
    const folder = await folderOf({ 'articles/hello.md': '# T\n\n[x](a.pdf)', '.env': 'SMTP_PASSWORD=secret' });
    await symlink('../.env', join(folder, 'articles/a.pdf'));
    expect((await readIn(folder)).problems).toMatchObject([{ rule: 'file-private', line: 3 }]);
  });

  test('a link on the disk that leads out is not followed', async () => {
    const outside = await folderOf({ 'a.png': png });
    const folder = await folderOf({ 'articles/hello.md': '# T\n\n![A](a.png)' });
    await symlink(join(outside, 'a.png'), join(folder, 'articles/a.png'));
    expect((await readIn(folder)).problems).toMatchObject([{ rule: 'file-outside', line: 3 }]);
  });

  test('a publication that is reached through a link is a publication all the same', async () => {
    const folder = await folderOf({ 'real/articles/hello.md': '# T\n\n![A](a.png)', 'real/articles/a.png': png });
    await symlink('real', join(folder, 'linked'));
    const { manuscripts, problems } = await readIn(join(folder, 'linked'));
    expect(problems).toEqual([]);
    expect(manuscripts).toMatchObject([{ path: 'articles/hello.md', origin: { file: 'articles/hello.md' } }]);
  });
});

test('each picture without a description is a warning where it stands', async () => {
  const text = '# T\n\n![A](a.png)\n\n![](a.png) and <img src="a.png"> and <img src="a.png" alt="">';
  expect(await problemsOf(text, 'hello.md', { 'articles/a.png': png })).toMatchObject([
    { severity: 'warning', rule: 'image-alt', line: 5, column: 5 },
    { severity: 'warning', rule: 'image-alt', line: 5, column: 26 },
  ]);
});

describe('a link', () => {
  test.each<[string, string, string]>([
    ['to another article', '[x](b.md)', 'https://example.org/articles/b/'],
    ['to a heading of it', '[x](b.md#two%20words)', 'https://example.org/articles/b/#two-words'],
    ['to an article that is read later, from the root', '[x](/articles/z/c.txt)', 'https://example.org/articles/last/'],
    ['to an article elsewhere', '[x](d.json)', 'https://example.com/d'],
    ['to itself', '[x](hello.md#n)', `${published}#n`],
    ['to a heading of its own', '[x](#n)', `${published}#n`],
    ['to a file', '[x](a.pdf#page=2)', `${published}a.pdf#page=2`],
    ['to a page of the site', '[x](/about/)', 'https://example.org/about/'],
    ['to a page beside it', '[x](../other/)', 'https://example.org/articles/other/'],
    ['to a feed of the site', '[x](/atom.xml)', 'https://example.org/atom.xml'],
    ['to an old page', '[x](old.html)', `${published}old.html`],
  ])('%s', async (_, text, expected) => {
    const { manuscripts, problems } = await read({
      'articles/hello.md': `# T\n\n${text}`,
      'articles/b.md': '# B\n\n## Two words',
      'articles/d.json': '{"title": "D", "content_text": "x", "url": "https://example.com/d"}',
      'articles/z/c.txt': '---\nslug: last\n---\nC\n\nx',
      'articles/a.pdf': '%PDF-1.7\n',
    });
    expect(problems).toEqual([]);
    expect(manuscripts.find(({ slug }) => slug === 'hello')?.content).toBe(`<p><a href="${expected}">x</a></p>`);
  });
});

test('a local attachment gets its type and length from its bytes', async () => {
  const text = '---\ntitle: T\nattachments:\n  - src: files/a.csv\n    title: A table\n    duration: 10\n---\nx';
  expect(await readOne(text, { files: { 'articles/files/a.csv': 'a,b\n' } })).toMatchObject({
    attachments: [{ url: `${published}a.csv`, type: 'text/csv', length: 4, title: 'A table', duration: 10 }],
    files: [{ path: 'articles/hello/a.csv' }],
  });
});

describe('a file that was not meant for the public', () => {
  const key = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC'.repeat(2)}\n-----END PRIVATE KEY-----\n`;
  const outside = { 'dkim.pem': key, 'env-2026-11-23': 'A=b\n', 'list.csv': 'a,b\n', 'pictures/a.png': png };

  test.each<[string, string, object]>([
    ['by a link', '# T\n\nSee [a](/dkim.pem).', { line: 3, column: 9, message: expect.stringContaining('/dkim.pem') }],
    ['by a link to a name without an ending', '# T\n\n[b](/env-2026-11-23)', { line: 3 }],
    ['as an attachment', '---\ntitle: T\nattachments: [/list.csv]\n---\nx', { line: 3 }],
    ['by a path that climbs', '# T\n\n[a](../list.csv)', { line: 3 }],
    [
      'as a picture from another folder',
      '# T\n\n![A](/pictures/a.png)',
      { line: 3, hint: expect.stringContaining('"static: [pictures]"') },
    ],
    [
      'as the picture of the front matter',
      '---\ntitle: T\nimage: {src: /pictures/a.png, alt: A}\n---\nx',
      { line: 3, hint: expect.stringContaining('"static: [pictures]"') },
    ],
  ])('is not published %s from outside of the folders for it', async (_, text, problem) => {
    expect(await problemsOf(text, 'hello.md', outside)).toMatchObject([
      { severity: 'error', rule: 'file-unpublished', ...problem },
    ]);
  });

  test('is not published by a link on the disk that lies among the articles', async () => {
    const folder = await folderOf({ 'articles/hello.md': '# T\n\n[a](here/list.csv)', ...outside });
    await symlink('..', join(folder, 'articles/here'));
    expect((await readIn(folder)).problems).toMatchObject([{ rule: 'file-unpublished', line: 3 }]);
  });

  test('is not published from a folder whose name begins like one for it', async () => {
    const files = { 'articles-private/a.png': png };
    expect(await problemsOf('# T\n\n![A](/articles-private/a.png)', 'hello.md', files)).toMatchObject([
      { rule: 'file-unpublished' },
    ]);
  });

  test('is not published by its content, wherever it lies, and the place and the reason are told', async () => {
    const files = { 'articles/a.pdf': key, 'articles/b.pdf': 'x the-word-nobody-knows x' };
    const { problems } = await read(
      { 'articles/hello.md': '# T\n\n[a](a.pdf)\n\n[b](b.pdf)', ...files },
      { secrets: ['the-word-nobody-knows'] },
    );
    expect(problems).toMatchObject([
      { severity: 'error', rule: 'file-private', line: 3, message: expect.stringContaining('private key') },
      { severity: 'error', rule: 'file-private', line: 5, message: expect.stringContaining('secret') },
    ]);
  });

  test('is warned of if only its owner may read it, unless that is so of all files', async () => {
    const folder = await folderOf({ 'articles/hello.md': '# T\n\n![A](a.png) ![A](a.png)', 'articles/a.png': png });
    await chmod(join(folder, 'articles/a.png'), 0o600);
    const { manuscripts, problems } = await readIn(folder);
    expect(manuscripts).toHaveLength(1);
    expect(problems).toMatchObject([{ severity: 'warning', rule: 'file-mode', line: 3, column: 6 }]);
    await chmod(join(folder, 'articles/hello.md'), 0o600);
    expect((await readIn(folder)).problems).toEqual([]);
  });
});

test.each([
  'a.html',
  'a.htm',
  'a.xhtml',
])('a page that is published along is warned of at its line: %s', async (name) => {
  const files = { [`articles/${name}`]: '<p>Hello</p>' };
  expect(await problemsOf(`# T\n\nSee [this](${name}).`, 'hello.md', files)).toMatchObject([
    { severity: 'warning', rule: 'html-file', line: 3, column: 12, message: expect.stringContaining(name) },
  ]);
});

describe('a name that Windows cannot have', () => {
  test('of a picture is another one in the output', async () => {
    const { files } = await readOne('# T\n\n![A](aux.png)', { files: { 'articles/aux.png': png } });
    expect(files.map(({ path }) => path)).toEqual(['articles/hello/aux-2.png']);
  });

  test.each([
    ['the name of an article', '# T\n\nx', 'con.md', 1],
    ['a slug', '---\ntitle: T\nslug: nul\n---\nx', 'hello.md', 3],
    ['a tag', '---\ntitle: T\ntags: [tides, AUX]\n---\nx', 'hello.md', 3],
  ])('is warned of at its line: %s', async (_, text, name, line) => {
    expect(await problemsOf(text, name)).toMatchObject([{ severity: 'warning', rule: 'device-name', line }]);
  });
});
