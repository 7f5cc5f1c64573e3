import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { buildPublication } from '../../src/publish/build.ts';
import { contentsOf, folderOf } from '../folder.ts';
import { png } from '../read/pictures.ts';

const yaml = 'title: The Letter\nurl: https://example.org/blog/\nnewsletter: false\n';

async function built(settings: string, files: Readonly<Record<string, string | Uint8Array>>, path?: string) {
  const folder = path ?? (await folderOf({ 'tidings.yaml': yaml + settings, 'articles/.keep': '', ...files }));
  const context = { cwd: folder, environment: {}, clock: () => new Date('2026-11-23') };
  const { problems } = await buildPublication(await loadConfig('.', {}, context));
  return { problems, output: await contentsOf(join(folder, 'output')), folder };
}

test('the pictures of the site are copied to where feeds and pages say that they are', async () => {
  const files = { 'logo.png': png, 'art/the icon.png': png };
  const { output, problems, folder } = await built('image: logo.png\nicon: art/the icon.png\n', files);
  expect(problems).toEqual([]);
  expect(output['atom.xml']).toContain('<logo>https://example.org/blog/logo.png</logo>');
  expect(await readFile(join(folder, 'output/logo.png'))).toEqual(Buffer.from(png));
  expect(await readFile(join(folder, 'output/art/the icon.png'))).toEqual(Buffer.from(png));
});

test('the cover of a podcast is copied, too, and missed at its line', async () => {
  const settings = 'feeds:\n  podcast:\n    image: cover.png\n    category: Arts\n';
  const { output, problems, folder } = await built(settings, { 'cover.png': png });
  expect(problems).toEqual([]);
  expect(output['rss.xml']).toContain('<itunes:image href="https://example.org/blog/cover.png"/>');
  expect(await readFile(join(folder, 'output/cover.png'))).toEqual(Buffer.from(png));
  expect((await built(settings, {})).problems).toMatchObject([
    { rule: 'site-picture', line: 6, message: expect.stringContaining('"feeds.podcast.image"') },
  ]);
});

test.each([
  '100%.png',
  'art#1.png',
  '%2e%2e%2fart.png',
])('the name %s of a picture of the site is one of a file', async (name) => {
  const written = name.replace('#', '%23');
  const { output, problems } = await built(`image: "${written}"\n`, { [name]: png });
  expect(problems).toEqual([]);
  expect(output['atom.xml']).toContain(`<logo>https://example.org/blog/${written}</logo>`);
  expect(Object.keys(output)).toContain(name);
});

test('a picture of the site that is missing is a warning at its line, for something else may serve it', async () => {
  const { problems, output } = await built('image: logo.png\n', {});
  expect(problems).toMatchObject([
    {
      severity: 'warning',
      rule: 'site-picture',
      file: 'tidings.yaml',
      line: 4,
      hint: expect.stringContaining('address'),
    },
  ]);
  expect(output['atom.xml']).toContain('https://example.org/blog/logo.png');
});

test('a picture of the site elsewhere on the web is named as it is, and nothing is copied or missed', async () => {
  const { problems, output } = await built('image: https://example.org/blog/logo.png\nicon: /icon.png\n', {});
  expect(problems).toEqual([]);
  expect(output['atom.xml']).toContain('<icon>https://example.org/icon.png</icon>');
});

test.each([
  ['logo.png', 'no picture', { 'logo.png': 'text' }],
  ['tidings.yaml', 'no picture', {}],
  ['.env', 'no picture', { '.env': 'A=b' }],
])('%s is not published as the picture of the site', async (name, message, files) => {
  await expect(built(`image: ${name}\n`, files)).rejects.toMatchObject({
    problems: [{ rule: 'site-picture', line: 4, message: expect.stringContaining(message) }],
  });
});

test('a picture of the site that is a link out of the publication is refused', async () => {
  const outside = await folderOf({ 'a.png': png });
  const folder = await folderOf({ 'tidings.yaml': `${yaml}image: logo.png\n`, 'articles/.keep': '' });
  await symlink(join(outside, 'a.png'), join(folder, 'logo.png'));
  await expect(built('', {}, folder)).rejects.toMatchObject({
    problems: [{ rule: 'site-picture', message: expect.stringContaining('outside') }],
  });
});

test('a picture of the site may lie in a static folder', async () => {
  const { folder, problems } = await built('image: logo.png\nstatic: [public]\n', { 'public/logo.png': png });
  expect(problems).toEqual([]);
  expect(await readFile(join(folder, 'output/logo.png'))).toEqual(Buffer.from(png));
});
