import { chmod, symlink, truncate, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { check } from '../../src/read/check.ts';
import { folderOf } from '../folder.ts';
import { asOrdinaryUser } from '../unprivileged.ts';
import { png } from './pictures.ts';
import { problemsOf, read, readIn, readOne, settings } from './reading.ts';

describe('a folder', () => {
  test('is read by path, whatever the file system says, other and hidden files passed over', async () => {
    const { manuscripts, problems } = await read({
      'articles/b.txt': 'B\n\nText',
      'articles/a/c.markdown': '# C\n\nText',
      'articles/e.mdx': '# E\n\nText',
      'articles/A.MD': '# A\n\nText',
      'articles/d.json': '{"title": "D", "content_text": "Text"}',
      'articles/.hidden.md': '# X',
      'articles/picture.png': 'x',
      'articles/notes.docx': 'x',
    });
    expect(problems).toMatchObject([{ rule: 'passed-over', file: 'articles/notes.docx' }]);
    expect(manuscripts.map(({ path, slug }) => [path, slug])).toEqual([
      ['articles/A.MD', 'a'],
      ['articles/a/c.markdown', 'c'],
      ['articles/b.txt', 'b'],
      ['articles/d.json', 'd'],
      ['articles/e.mdx', 'e'],
    ]);
  });

  test('has files that are no articles: what speaks to those who work on it, and texts of an article of its own', async () => {
    const { manuscripts, problems } = await read({
      'articles/README.md': '# How to write here',
      'articles/2026/readme.txt': 'Notes',
      'articles/2026/_index.md': '---\ntitle: All of 2026\n---\n',
      'articles/2026/a.txt': 'A\n\nText',
      'articles/bread/index.md': '# Bread\n\nText',
      'articles/bread/notes.txt': 'Flour',
      'articles/bread/sound/spoken.txt': 'Words',
      'articles/bread/more.md': '# More\n\nText',
      'articles/index.md': '# Start\n\nText',
      'articles/z.txt': 'Z\n\nText',
    });
    expect(manuscripts.map(({ slug }) => slug)).toEqual(['a', 'bread', 'more', 'index', 'z']);
    expect(problems).toMatchObject([
      { severity: 'warning', rule: 'passed-over', file: 'articles/bread/notes.txt' },
      { severity: 'warning', rule: 'passed-over', file: 'articles/bread/sound/spoken.txt' },
    ]);
  });

  test('has names that begin with "_", which are no articles, wherever it lies itself', async () => {
    const files = {
      'content/_posts/2026-05-06-a.md': '# A\n\nText',
      'content/_posts/_index.md': '# X',
      'content/_posts/_drafts/b.md': '# X',
      'content/_posts/2026/_part.html': '<h1>X</h1>',
      'content/_posts/_data.yml': 'x',
      'content/news/_posts/2026-05-07-c.md': '# C\n\nText',
    };
    const posts = await read(files, { target: 'content/_posts' });
    expect([posts.manuscripts.map(({ slug }) => slug), posts.problems]).toEqual([['a'], []]);
    const all = await read(files, { target: 'content' });
    expect([all.manuscripts.map(({ slug }) => slug), all.problems]).toEqual([['a', 'c'], []]);
  });

  test('has data of its own and of an article, which are no articles unless they are records', async () => {
    const { manuscripts, problems } = await read({
      'articles/articles.json': '{"layout": "post", "tags": ["posts"]}',
      'articles/x.11tydata.json': '{"layout": "post"}',
      'articles/bread/index.md': '# Bread\n\n[Data](numbers.json)',
      'articles/bread/numbers.json': '[1, 2]',
      'articles/bread/more.json': '{"title": "More", "content": "<p>x</p>"}',
      'articles/bread/plan.html': '<h1>Plan</h1>',
      'articles/bread/code.rs': 'x',
      'articles/soup/soup.json': '{"title": "Soup", "content": "<p>x</p>"}',
    });
    expect(manuscripts.map(({ slug }) => slug)).toEqual(['bread', 'soup']);
    expect(problems.map(({ rule, file, severity }) => [rule, file, severity])).toEqual([
      ['passed-over', 'articles/articles.json', 'warning'],
      ['passed-over', 'articles/bread/more.json', 'warning'],
      ['passed-over', 'articles/bread/plan.html', 'warning'],
      ['passed-over', 'articles/x.11tydata.json', 'warning'],
    ]);
  });

  test('with data of a folder that are no JSON is an error, since it could be an article', async () => {
    expect((await read({ 'articles/a/a.json': '{"title": ' })).problems).toMatchObject([
      { severity: 'error', rule: 'json' },
    ]);
  });

  test('names files of every other ending in equal words, so that they are told together', async () => {
    const { manuscripts, problems } = await read({
      'articles/a.md': '# A\n\n![P](p.png) [Source](model.R)',
      'articles/p.png': png,
      'articles/model.R': 'x',
      'articles/film.mp4': 'x',
      'articles/one.Rmd': 'x',
      'articles/deep/two.Rmd': 'x',
      'articles/CNAME': 'x',
      'articles/Thumbs.db': 'x',
      'articles/node_modules/x/readme2.rst': 'x',
      'articles/three.md.bak': 'x',
    });
    expect(manuscripts).toHaveLength(1);
    const words = problems.map(({ severity, rule, message, file }) => [severity, rule, message, file]);
    expect(words).toEqual([
      ['warning', 'passed-over', 'a file without an ending was passed over', 'articles/CNAME'],
      ['warning', 'passed-over', 'a file ending in .Rmd was passed over', 'articles/deep/two.Rmd'],
      ['warning', 'passed-over', 'a file ending in .Rmd was passed over', 'articles/one.Rmd'],
      ['warning', 'passed-over', 'a file ending in .bak was passed over', 'articles/three.md.bak'],
    ]);
    expect(new Set(problems.map(({ hint }) => hint)).size).toBe(1);
  });

  test('of issues may hold pages and components, which nobody takes for an issue', async () => {
    const files = { 'articles/a.md': '# A\n\nText', 'issues/page.html': '<p>x</p>', 'issues/part.mdx': 'x' };
    expect((await read(files, { issues: 'issues' })).problems).toEqual([]);
  });

  test('a README that is named itself is an article', async () => {
    expect((await readOne('# R\n\nText', { name: 'README.md', target: 'articles/README.md' } as object)).title).toBe(
      'R',
    );
  });

  test('shows a picture whose name has a blank', async () => {
    const { content } = await readOne('# T\n\n![Bread](photo 1.png)', { files: { 'articles/photo 1.png': png } });
    expect(content).toContain('photo-1.png"');
  });

  test('with a broken article gives the others all the same', async () => {
    const { manuscripts, problems } = await read({
      'articles/a.md': '---\ndate: x\n---\n',
      'articles/b.md': '# B\n\nText',
    });
    expect(manuscripts.map(({ title }) => title)).toEqual(['B']);
    expect(problems).toMatchObject([{ file: 'articles/a.md', line: 2 }]);
  });

  test('that is empty has no articles', async () => {
    expect(await read({ 'articles/picture.png': '' })).toEqual({ manuscripts: [], issues: [], problems: [] });
  });

  test('gives its problems in the order of files and lines', async () => {
    const { problems } = await read({
      'articles/b.md': '# B\n\n![](x.png)\n\n[y](y.pdf)',
      'articles/a.md': '---\nid: "x y"\ndate: x\n---\n',
    });
    expect(problems.map(({ file, line }) => `${file}:${line}`)).toEqual([
      'articles/a.md:2',
      'articles/a.md:3',
      'articles/b.md:3',
      'articles/b.md:3',
      'articles/b.md:5',
    ]);
  });
});

describe('a manuscript', () => {
  test('of plain text has all that the record asks for', async () => {
    const text = 'A title\nA summary\nOne.\nThis material is educational.\n';
    const folder = await folderOf({ 'articles/2026-11-20-hello.txt': text });
    await utimes(join(folder, 'articles/2026-11-20-hello.txt'), 0, Date.parse('2026-11-21T12:00:00Z') / 1000);
    const { manuscripts } = await readIn(folder);
    expect(manuscripts).toMatchObject([
      {
        slug: 'hello',
        url: 'https://example.org/articles/hello/',
        title: 'A title',
        summary: 'A summary',
        published: '2026-11-20T00:00:00+01:00',
        authors: [{ name: 'The Editors' }],
        language: 'en',
        tags: [],
        notice: 'This material is educational.',
        draft: false,
        origin: { file: 'articles/2026-11-20-hello.txt', line: 1 },
        path: 'articles/2026-11-20-hello.txt',
        modified: '2026-11-21T13:00:00+01:00',
        content: '<p>One.</p>',
        attachments: [],
        files: [],
      },
    ]);
    expect(manuscripts[0]).not.toHaveProperty('id');
  });

  test('becomes an article that passes the check of records', async () => {
    const {
      path: _p,
      hash: _h,
      bodyHash: _b,
      modified,
      ...record
    } = await readOne('---\ntitle: T\ntags: [a]\n---\nText ![a](b.png)', {
      files: { 'articles/b.png': png },
    });
    const article = { ...record, id: 'tag:example.org,2026:x', published: modified, updated: modified };
    expect(check(article)).toEqual(article);
  });

  test.each<[string, string, string, object]>([
    [
      'the title stands in line 3 below front matter',
      'hello.md',
      '---\ndraft: false\n---\n# Title\n\nText',
      { origin: { line: 4 } },
    ],
    ['or in the front matter', 'hello.md', '---\ndraft: false\ntitle: T\n---\nText', { origin: { line: 3 } }],
    [
      'front matter is allowed in plain text',
      'hello.txt',
      '---\ntags: [a]\n---\nTitle\nDek\nText',
      { title: 'Title', summary: 'Dek', tags: ['a'], origin: { line: 4 } },
    ],
    ['a byte order mark is no part of the text', 'hello.txt', '\ufeffTitle\n\nText', { title: 'Title' }],
    ['CRLF is LF', 'hello.md', '---\r\ntitle: T\r\n---\r\none\r\ntwo\r\n', { title: 'T', content: '<p>one\ntwo</p>' }],
    [
      'a date in the name',
      '2026-11-20-hello.md',
      '# T\n\nx',
      { slug: 'hello', published: '2026-11-20T00:00:00+01:00' },
    ],
    [
      'front matter wins over the name',
      '2026-11-20-hello.md',
      '---\ndate: 2026-11-21\n---\n# T\n\nx',
      { published: '2026-11-21T00:00:00+01:00' },
    ],
    [
      'a name that is only a date',
      '2026-11-20.md',
      '# T\n\nx',
      { slug: '2026-11-20', published: '2026-11-20T00:00:00+01:00' },
    ],
    ['a name that begins with no real date', '2026-13-20-x.md', '# T\n\nx', { slug: '2026-13-20-x' }],
    ['an index file is named like its folder', 'hello/index.md', '# T\n\nx', { slug: 'hello' }],
    [
      'a dated folder',
      '2026-11-20-hello/index.md',
      '# T\n\nx',
      { slug: 'hello', published: '2026-11-20T00:00:00+01:00' },
    ],
    ['but not like the folder of articles', 'index.md', '# T\n\nx', { slug: 'index' }],
    [
      'a name of other letters',
      'Grüße & Küsse.md',
      '# T\n\nx',
      { slug: 'grüße-küsse', url: 'https://example.org/articles/gr%C3%BC%C3%9Fe-k%C3%BCsse/' },
    ],
  ])('%s', async (_, name, text, expected) => {
    expect(await readOne(text, { name })).toMatchObject(expected);
  });

  test('follows the permalink of its publication', async () => {
    const options = { settings: { ...settings, url: 'https://example.org/blog/', permalink: '/{slug}.html' } };
    const files = { 'articles/b.png': png };
    expect(await readOne('# T\n\n![a](b.png)', { files, ...options })).toMatchObject({
      url: 'https://example.org/blog/hello.html',
      files: [{ path: 'hello/b.png' }],
      content: expect.stringContaining('src="https://example.org/blog/hello/b.png"'),
    });
  });

  test('of a single file is named by its title', async () => {
    const folder = await folderOf({ '2026-11-20-x.txt': 'A long title\n\nText' });
    const { manuscripts } = await readIn(folder, { target: '2026-11-20-x.txt', slugFrom: 'title' });
    expect(manuscripts).toMatchObject([
      { slug: 'a-long-title', path: '2026-11-20-x.txt', published: '2026-11-20T00:00:00+01:00' },
    ]);
  });
});

describe('what shows something and is left out', () => {
  test.each<[string, string, object]>([
    [
      'where it stands',
      'A\n\n<svg><title>x</title></svg>',
      { line: 5, column: 1, excerpt: '<svg><title>x</title></svg>' },
    ],
    ['not where code speaks of it', '`<svg>`, ``a ` <svg>``\n\n```\n<svg>\n```\n<svg></svg>', { line: 8, column: 1 }],
    ['not where a fence is never closed', '<svg></svg>\n\n~~~\n<svg>', { line: 3, column: 1 }],
    ['not in a comment', '<!-- <svg> -->\n\n<svg></svg>', { line: 5, column: 1 }],
    ['near its file if it is written otherwise', 'A\n\n<SVG></SVG>', { line: 1 }],
  ])('is a warning %s', async (_, body, place) => {
    const { manuscripts, problems } = await read({ 'articles/a.md': `# T\n\n${body}\n` });
    expect(manuscripts).toHaveLength(1);
    const hint = 'Save it as a file and show it with ![what it shows](drawing.svg).';
    expect(problems.filter(({ rule }) => rule !== 'date' && rule !== 'no-text')).toMatchObject([
      { severity: 'warning', rule: 'left-out', message: 'an <svg> drawing was left out', hint, ...place },
    ]);
  });

  test('is told once for each kind of it', async () => {
    const { problems } = await read({
      'articles/a.md': '# T\n\nA\n\n<form></form>\n\n<iframe srcdoc="x"></iframe>\n\n<form></form>\n',
    });
    expect(problems).toMatchObject(
      [
        { rule: 'left-out', message: 'the fields of a <form> were left out', line: 5 },
        { rule: 'left-out', message: 'an <iframe> without a web address was left out', line: 7 },
      ].toSorted((a, b) => (a.message < b.message ? 1 : -1)),
    );
  });
});

describe('text that readers would never see', () => {
  test.each<[string, string, object]>([
    [
      'a title in prose',
      'A `<title>`.\n\n```\n<title>\n```\n\nThe <title> element.\n',
      { line: 9, column: 5, length: 7 },
    ],
    ['a script in capitals', 'A\n\n<Script src="x">\n\nThe text.\n', { line: 5, column: 1 }],
    ['a comment without end', '`<!-- more` <!-- a -->\n\n<!-- more\n\nThe text.\n', { line: 5, column: 1 }],
    ['a comment that another one ends', 'A\n\n<!-- more\n\nThe text.\n\n<!-- x -->\n', { line: 5 }],
    ['a film around the rest', 'A\n\n<video src="https://example.org/a.mp4">\n\nThe text.\n', { line: 5 }],
  ])('is an error at its line: %s', async (_, body, place) => {
    const { manuscripts, problems } = await read({ 'articles/a.md': `# T\n\n${body}` });
    expect(manuscripts).toEqual([]);
    expect(problems).toMatchObject([{ severity: 'error', rule: 'lost-text', hint: expect.any(String), ...place }]);
  });

  test('is an error at the content of a record', async () => {
    const record = '{"title": "T",\n"content": "<p>a</p><style>b"}';
    expect(await problemsOf(record, 'a.json')).toMatchObject([{ rule: 'lost-text', line: 2, column: 1 }]);
  });

  test('does not come of a frame that closes itself', async () => {
    const { content } = await readOne('# T\n\n<iframe src="https://example.org/x" />\n\nThe *text*.\n');
    expect(content).toContain('<p>The <em>text</em>.</p>');
  });

  test('is a warning if it is a footnote that nothing refers to', async () => {
    const { manuscripts, problems } = await read({ 'articles/a.md': '# T\n\nA[^1]\n\n[^1]: One.\n\n[^2]: Two.\n' });
    expect(manuscripts).toHaveLength(1);
    expect(problems).toMatchObject([{ severity: 'warning', rule: 'footnote', line: 7, column: 1, length: 5 }]);
  });
});

describe('what cannot be an article is a problem, not a crash', () => {
  test.each<[string, string, string | Uint8Array, object]>([
    ['an empty file', 'a.md', '', { rule: 'empty', line: 1 }],
    ['white space', 'a.txt', ' \n\t\n', { rule: 'empty', hint: expect.stringContaining('Line 1 is the title') }],
    ['empty JSON', 'a.json', '', { rule: 'empty' }],
    [
      'front matter without a title',
      'a.md',
      '---\ntags: [a]\n---\nText',
      { rule: 'no-title', line: 1, hint: expect.stringContaining('title') },
    ],
    ['plain text without a letter', 'a.txt', '---\ntags: [a]\n---\n', { rule: 'no-title' }],
    ['front matter without an end', 'a.md', '---\ntitle: T\nText', { rule: 'front-matter', line: 1 }],
    ['Latin-1', 'a.txt', Buffer.from('Title\nSmörgås\n', 'latin1'), { rule: 'encoding', line: 2, column: 3 }],
    [
      'UTF-16',
      'a.txt',
      Buffer.from('\ufeffTitle', 'utf16le'),
      { rule: 'encoding', message: 'this is UTF-16, not UTF-8' },
    ],
    ['a picture in disguise', 'a.md', Buffer.from([0x89, 0x50, 0x4e, 0x47]), { rule: 'encoding' }],
    ['a NUL byte', 'a.md', '# T\n\nx\0y', { rule: 'encoding', line: 3, column: 2 }],
    [
      'a name of signs alone',
      '👍.md',
      '# T\n\nText',
      { rule: 'no-slug', hint: expect.stringContaining('slug: hello') },
    ],
  ])('%s', async (_, name, text, problem) => {
    expect(await read({ [`articles/${name}`]: text })).toMatchObject({
      manuscripts: [],
      problems: [{ severity: 'error', file: `articles/${name}`, ...problem }],
    });
  });

  test('a file above 5 MB is refused without being read', async () => {
    const folder = await folderOf({ 'articles/a.md': '# T\n\nx', 'articles/b.json': '[]' });
    await truncate(join(folder, 'articles/a.md'), 20_000_000);
    await truncate(join(folder, 'articles/b.json'), 50_000_001);
    expect((await readIn(folder)).problems).toMatchObject([
      { rule: 'file-large', file: 'articles/a.md', hint: expect.stringContaining('5 MB') },
      { rule: 'file-large', file: 'articles/b.json', hint: expect.stringContaining('50 MB') },
    ]);
  });

  test('a file that may not be read is named', async () => {
    const folder = await folderOf({ 'articles/a.md': '# T' });
    await chmod(folder, 0o755);
    await chmod(join(folder, 'articles/a.md'), 0);
    expect((await asOrdinaryUser(() => readIn(folder))).problems).toMatchObject([
      { rule: 'file-unreadable', file: 'articles/a.md' },
    ]);
  });

  test('a link that leads out of the publication is not followed', async () => {
    const outside = await folderOf({ 'secret.md': '# Secret' });
    const folder = await folderOf({ 'articles/b.md': '# B\n\nx' });
    await symlink(join(outside, 'secret.md'), join(folder, 'articles/a.md'));
    const { manuscripts, problems } = await readIn(folder);
    expect(problems).toMatchObject([{ rule: 'file-outside', file: 'articles/a.md' }]);
    expect(manuscripts.map(({ title }) => title)).toEqual(['B']);
  });

  test.each<[string, string, string]>([
    ['that does not exist', 'nothing', 'file-missing'],
    ['of another format', 'notes.docx', 'file-format'],
    ['outside the publication', '../..', 'file-outside'],
    ['that is neither file nor folder', 'device', 'file-special'],
  ])('a target %s', async (_, target, rule) => {
    const folder = await folderOf({ 'notes.docx': 'x', 'articles/a.md': '# T' });
    const root = target === 'device' ? '/dev' : folder;
    expect(await readIn(root, { target: target === 'device' ? 'null' : target })).toMatchObject({
      manuscripts: [],
      problems: [{ rule }],
    });
  });

  test('an article without text is a warning', async () => {
    expect(await problemsOf('---\ntitle: T\n---\n')).toMatchObject([{ severity: 'warning', rule: 'no-text' }]);
  });
});

describe('all that is wrong is told in one run', () => {
  test('of front matter, of the text, and of the files that it names', async () => {
    const { manuscripts, problems } = await read({
      'articles/a.md': '---\ndate: someday\n---\n\nText <![CDATA[lost words]]>\n\n![A boat](boat.png)\n',
      'articles/b.md': '---\ntitle: B\nattachments: [plan.pdf]\nid: no uri\n---\n\n[More](more.md)\n',
      'articles/c.md': '---\ntitle: [\n---\n\n![A boat](boat.png)\n',
      'articles/d.md': 'No title.\n\n![A boat](boat.png)\n',
    });
    expect(manuscripts).toEqual([]);
    const errors = problems.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ file, line, rule }) => `${file}:${line} ${rule}`)).toEqual([
      'articles/a.md:2 invalid-value',
      'articles/a.md:7 file-missing',
      'articles/b.md:3 file-missing',
      'articles/b.md:4 invalid-value',
      'articles/b.md:7 link',
      'articles/c.md:2 yaml',
      'articles/c.md:5 file-missing',
      'articles/d.md:1 no-title',
      'articles/d.md:3 file-missing',
    ]);
  });

  test('an article with errors takes no slug from another', async () => {
    const { problems } = await read({
      'articles/a.md': '---\ntitle: A\nslug: same\ndate: someday\n---\n\nText.\n',
      'articles/b.md': '---\ntitle: B\nslug: same\n---\n\nText.\n',
    });
    expect(problems.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)).toEqual(['invalid-value']);
  });
});

describe('two articles with one name are a problem at both', () => {
  test('slug, of a file name and of front matter', async () => {
    const { problems } = await read({
      'articles/a/hello.md': '# A\n\nx',
      'articles/b.md': '---\ntitle: B\nslug: hello\n---\nx',
    });
    expect(problems).toMatchObject([
      { rule: 'same-slug', file: 'articles/a/hello.md', line: 1, message: 'articles/b.md:3 has the same slug "hello"' },
      {
        rule: 'same-slug',
        file: 'articles/b.md',
        line: 3,
        column: 7,
        message: 'articles/a/hello.md:1 has the same slug "hello"',
      },
    ]);
  });

  test('id', async () => {
    const text = '---\ntitle: T\nid: tag:example.org,2026:x\n---\nx';
    const { problems } = await read({ 'articles/a.md': text, 'articles/b.md': text });
    expect(problems).toMatchObject([
      {
        rule: 'same-id',
        file: 'articles/a.md',
        line: 3,
        message: 'articles/b.md:3 has the same id "tag:example.org,2026:x"',
      },
      { rule: 'same-id', file: 'articles/b.md', line: 3 },
    ]);
  });

  test('records of one file', async () => {
    const record = { title: 'Same', content_text: 'x' };
    const { problems } = await read({ 'articles/a.json': JSON.stringify([record, record], undefined, 1) });
    expect(problems).toMatchObject([
      { rule: 'same-slug', file: 'articles/a.json', line: 3 },
      { rule: 'same-slug', file: 'articles/a.json', line: 7 },
    ]);
  });
});

describe('the hash', () => {
  const hashOf = async (text: string, name?: string) => (await readOne(text, name === undefined ? {} : { name })).hash;
  const base = '---\ntitle: T\n---\nText é.\n';

  test.each<[string, string]>([
    ['line ends', '---\r\ntitle: T\r\n---\r\nText é.\r\n'],
    ['how accents are composed', '---\ntitle: T\n---\nText e\u0301.\n'],
    ['empty lines at the end', '---\ntitle: T\n---\n\nText é.\n\n\n'],
    ['what it does not cover', '---\ntitle: T\ntags: [a]\ndate: 2026-11-23\nslug: other\nnotice: x\n---\nText é.\n'],
  ])('does not change with %s', async (_, text) => {
    expect(await hashOf(text)).toBe(await hashOf(base));
  });

  test.each<[string, string]>([
    ['the title', '---\ntitle: U\n---\nText é.\n'],
    ['the summary', '---\ntitle: T\nsummary: x\n---\nText é.\n'],
    ['the body', '---\ntitle: T\n---\nText e.\n'],
    ['the picture', '---\ntitle: T\nimage: {src: https://example.org/a.png, alt: ""}\n---\nText é.\n'],
    ['the authors', '---\ntitle: T\nauthors: A\n---\nText é.\n'],
    ['a word that moves from one field to the next', '---\ntitle: T Text\n---\né.\n'],
  ])('changes with %s', async (_, text) => {
    expect(await hashOf(text)).not.toBe(await hashOf(base));
  });

  test('is the same under another name, so that a renamed file is known again', async () => {
    expect(await hashOf(base, 'other.md')).toBe(await hashOf(base));
    expect(await hashOf(base)).toMatch(/^[0-9a-f]{64}$/);
  });

  test('does not depend on who the publication is', async () => {
    const other = { settings: { ...settings, authors: [{ name: 'Somebody' }], url: 'https://example.com/' } };
    expect((await readOne(base, other)).hash).toBe(await hashOf(base));
  });
});

describe('articles of all kinds', () => {
  test.each<[string, string, object]>([
    [
      'right to left',
      '---\ntitle: رسالة من المرفأ\nlanguage: ar\nslug: رسالة\n---\nسطر <span dir="rtl">أول</span>.\n',
      { title: 'رسالة من المرفأ', slug: 'رسالة', content: '<p>سطر <span dir="rtl">أول</span>.</p>' },
    ],
    ['Japanese', '# 港の灯り\n\n静かな言葉。\n', { title: '港の灯り', content: '<p>静かな言葉。</p>' }],
    ['emoji', '# 👩‍🚀 ❤️ 🇯🇵\n\n👍🏽\n', { title: '👩‍🚀 ❤️ 🇯🇵', content: '<p>👍🏽</p>' }],
    ['a title that looks like markup', '---\ntitle: "<b>&amp; <3 ]]>"\n---\nx', { title: '<b>&amp; <3 ]]>' }],
    [
      'a title of 300 characters',
      `---\ntitle: ${'long '.repeat(60).trim()}\n---\nx`,
      { title: 'long '.repeat(60).trim() },
    ],
    [
      'hostile text',
      '# T\n\n]]> a\u0008b <script>alert(1)</script>[x](javascript:alert(1))\n',
      { content: '<p>]]&gt; ab x</p>' },
    ],
  ])('%s', async (_, text, expected) => {
    expect(await readOne(text)).toMatchObject(expected);
  });
});
