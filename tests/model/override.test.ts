import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { prepare } from '../../src/publish/prepare.ts';
import { folderOf } from '../folder.ts';

const evil = 'A\u202eevil\u202c mark';

async function warningsOf(files: Readonly<Record<string, string>>) {
  const folder = await folderOf({
    'tidings.yaml': 'title: My Letter\nurl: https://example.org\nnewsletter:\n  from: a@example.org\n',
    'articles/a.md': '---\ntitle: A\ndate: 2026-11-23\n---\nText.\n',
    ...files,
  });
  const context = { cwd: folder, environment: {}, clock: () => new Date('2026-12-31T00:00:00Z') };
  return (await prepare(await loadConfig(folder, {}, context))).problems;
}

const article = (front: string, body = 'Text.\n') => `---\ndate: 2026-11-23\n${front}\n---\n${body}`;

test.each<[string, string, string, object]>([
  ['a title', 'articles/b.md', article(`title: ${evil}`), { line: 3, column: 8, message: /^"title" holds U\+202E/ }],
  ['the other override', 'articles/b.md', article('title: A\u202d'), { line: 3, message: /U\+202D/ }],
  ['a title in the text', 'articles/b.md', article('tags: [a]', `# ${evil}\n\nText.\n`), { line: 5 }],
  ['a summary', 'articles/b.txt', `---\ndate: 2026-11-23\n---\nTitle\n${evil}\nText.\n`, { line: 5 }],
  ['an author', 'articles/b.md', article(`title: B\nauthors: [B, ${evil}]`), { line: 4, message: /^"name"|"authors"/ }],
  ['one author', 'articles/b.md', article(`title: B\nauthors: ${evil}`), { line: 4 }],
  ['a tag', 'articles/b.md', article(`title: B\ntags: [B, ${evil}]`), { line: 4, message: /^"tags"/ }],
  ['a description', 'articles/b.md', article(`title: B\nimage: {src: https://x.org/a.png, alt: ${evil}}`), { line: 4 }],
  ['a record', 'articles/b.json', `{"date": "2026-11-23", "content_text": "x",\n "title": "${evil}"}`, { line: 2 }],
  [
    'a subject',
    'issues/b.md',
    `---\nsubject: ${evil}\narticles: [a]\n---\nText.\n`,
    { line: 2, message: /^"subject"/ },
  ],
  ['a preheader', 'issues/b.md', `---\nsubject: B\npreheader: ${evil}\narticles: [a]\n---\nText.\n`, { line: 3 }],
  ['a subject in the text', 'issues/b.md', `---\narticles: [a]\n---\n\n# ${evil}\n\nText.\n`, { file: 'issues/b.md' }],
  ['a publication', 'tidings.yaml', `url: https://example.org\ntitle: ${evil}\n`, { line: 2 }],
  ['an address', 'tidings.yaml', `title: A\nurl: https://x.org\nnewsletter:\n  address: ${evil}\n`, { line: 4 }],
])('an override in the text of %s is told at its place', async (_, file, text, {
  message,
  ...place
}: { message?: RegExp }) => {
  expect(await warningsOf({ [file]: text })).toMatchObject([
    {
      severity: 'warning',
      rule: 'override',
      message: expect.stringMatching(message ?? /./),
      hint: expect.stringContaining('U+200E'),
      file,
      ...place,
    },
  ]);
});

test('what those need who write from right to left is let pass', async () => {
  const title = 'title: \u200fA\u200e \u2067B\u2069 \u2068C\u2069 \u202bD\u202c';
  expect(await warningsOf({ 'articles/b.md': article(title, 'Text \u202ethat turns.\n') })).toEqual([]);
});
