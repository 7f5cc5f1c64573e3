import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { build } from '../../src/commands/build.ts';
import { ghostJson, mediumPage, substackZip } from './exports.ts';
import { publicationWith } from './imported.ts';
import { itemOf, wxrOf } from './wxr-text.ts';
import { zipOf } from './zip.ts';

/** An archive of each service with one article "Frost", its old id in RSS, and its old path. */
const services: readonly [
  name: string,
  archive: { readonly file: string; readonly content: string | Uint8Array; readonly from?: string },
  old: { readonly id: string; readonly path: string },
][] = [
  [
    'WordPress',
    { file: 'old.xml', content: wxrOf([itemOf({ 'content:encoded': 'Ice on the window.\n\n[gallery]' })]) },
    { id: 'https://example.org/?p=7', path: '/2024/05/frost/' },
  ],
  [
    'Ghost',
    { file: 'ghost.json', content: ghostJson([{}]), from: 'https://example.org' },
    { id: '64c0ffee64c0ffee64c0ffee', path: '/frost/' },
  ],
  [
    'Substack',
    {
      file: 'substack.zip',
      content: substackZip([{ id: '1.frost', html: '<p>Ice on the window.</p>' }]),
      from: 'https://old.substack.com',
    },
    { id: 'https://old.substack.com/p/frost', path: '/p/frost' },
  ],
  [
    'Medium',
    {
      file: 'medium.zip',
      content: zipOf({
        'posts/2024-05-06_Frost-1a2b3c4d5e6f.html': mediumPage('<p class="graf">Ice on the window.</p>'),
      }),
    },
    { id: 'https://medium.com/p/1a2b3c4d5e6f', path: '/frost-1a2b3c4d5e6f' },
  ],
  [
    'Buttondown',
    {
      file: 'buttondown.zip',
      content: zipOf({
        'emails.csv': 'id,subject,publish_date,slug,email_type\na1,Frost,2024-05-06 07:00:00+00:00,frost,public\n',
        'emails/frost.md': 'Ice on the *window*.\n',
      }),
      from: 'https://buttondown.com/old',
    },
    { id: 'https://buttondown.com/old/archive/frost/', path: '/old/archive/frost/' },
  ],
];

test.each(
  services,
)('an archive of %s is published: feeds with the old id, the old address redirected, a page and a letter', async (service, {
  file,
  content,
  from,
}, { id, path }) => {
  const { apply, folder, terminal } = await publicationWith({ [file]: content });
  const { value } = await apply([file], from === undefined ? {} : { from });
  expect(value).toMatchObject({ archives: [{ service }], written: [{ title: 'Frost' }], leftOut: [] });
  const problems: unknown[] = [];
  const quiet = { ...terminal, result: () => {}, warn: (found: readonly unknown[]) => void problems.push(...found) };
  expect(await build(quiet, '.', {})).toBe(0);
  expect(problems).toEqual([]);
  const output = (name: string) => readFile(join(folder, 'output', name), 'utf8');
  expect(await output('rss.xml')).toContain(`>${id}</guid>`);
  expect(JSON.parse(await output('feed.json')).items).toMatchObject([
    { id, title: 'Frost', date_published: '2024-05-06T07:00:00Z' },
  ]);
  expect(await output('_redirects')).toContain(`${path} https://example.org/articles/frost/ 301`);
  const plain = (html: string) => html.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ');
  expect(plain(await output('articles/frost/index.html'))).toContain('Ice on the window.');
  expect(plain(await output('issues/frost/email.html'))).toContain('Ice on the window.');
  expect((await apply([file], from === undefined ? {} : { from })).value).toMatchObject({ written: [], unchanged: 1 });
});

test.each([
  ['Ghost', { 'ghost.json': ghostJson([{}]) }, { from: 'https://example.org' }],
  ['WordPress', { 'old.xml': wxrOf([itemOf({ 'content:encoded': 'Ice.' })]) }, {}],
])('an article of %s that was built and removed does not come back, before the next build or after it', async (_, files, flags) => {
  const { apply, folder, terminal } = await publicationWith(files);
  const [name] = Object.keys(files) as [string];
  const quiet = { ...terminal, result: () => {} };
  await apply([name], flags);
  expect(await build(quiet, '.', {})).toBe(0);
  await rm(join(folder, 'articles/frost.html'));
  await writeFile(join(folder, 'articles/other.md'), '---\ndate: 2026-01-01\n---\n\n# Other\n\nText.\n');
  const gone = { written: [], kept: [], leftOut: [{ reason: 'removed', title: 'Frost' }] };
  expect((await apply([name], flags)).value).toMatchObject(gone);
  expect(await build(quiet, '.', {})).toBe(0);
  expect((await apply([name], flags)).value).toMatchObject(gone);
  const lock = await readFile(join(folder, 'tidings.lock'), 'utf8');
  const others = lock.split('\n').filter((line) => !line.includes('"frost"'));
  await writeFile(join(folder, 'tidings.lock'), others.join('\n'));
  expect((await apply([name], flags)).value.written).toMatchObject([{ title: 'Frost' }]);
});

test('an article that was built and moved is known where it is now', async () => {
  const { apply, folder, terminal } = await publicationWith({
    'old.xml': wxrOf([itemOf({ 'content:encoded': 'Ice.' })]),
  });
  await apply(['old.xml']);
  expect(await build({ ...terminal, result: () => {} }, '.', {})).toBe(0);
  await rename(join(folder, 'articles/frost.html'), join(folder, 'articles/winter.html'));
  expect((await apply(['old.xml'])).value).toMatchObject({ written: [], unchanged: 1, leftOut: [] });
});
