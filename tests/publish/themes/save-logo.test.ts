import { mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ProblemError } from '../../../src/model/problem.ts';
import { largestLogo, saveLogo } from '../../../src/publish/themes/save-logo.ts';
import { filesBelow } from '../../../src/system/files.ts';
import { folderOf } from '../../folder.ts';
import { Folder } from '../publication.ts';

const png = await readFile('templates/starter/articles/images/harbour.png');
const gif = Buffer.from(
  'GIF89a\u0010\u0000\u0008\u0000\u0080\u0000\u0000\u0000\u0000\u0000\u00ff\u00ff\u00ff;',
  'latin1',
);
/** Start of image, JFIF, and a frame of 200 × 50. */
const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0001108003200c803012200021101031101ffd9', 'hex');

async function faultOf(promise: Promise<unknown>) {
  const error = await promise.then(
    () => undefined,
    (caught: ProblemError) => caught,
  );
  return error!.problems[0]!;
}

test.each([
  ['PNG', png, 'art/logo.png'],
  ['GIF', gif, 'art/logo.gif'],
  ['JPEG', jpeg, 'art/logo.jpg'],
])('a %s is saved by what its bytes are, with its size', async (_, bytes, path) => {
  const folder = await Folder.with({});
  const saved = await saveLogo(await folder.config(), bytes, 'light');
  expect(saved.path).toBe(path);
  expect(saved.width).toBeGreaterThan(8);
  expect(await readFile(join(folder.path, path))).toEqual(bytes);
});

test('a logo never overwrites a file, and the same picture is not there twice', async () => {
  const folder = await Folder.with({ 'art/logo.png': 'another' });
  const config = await folder.config();
  const first = await saveLogo(config, png, 'light');
  const again = await saveLogo(config, png, 'light');
  const dark = await saveLogo(config, png, 'dark');
  expect([first.path, again.path, dark.path]).toEqual(['art/logo-2.png', 'art/logo-2.png', 'art/logo-dark.png']);
  expect(await folder.read('art/logo.png')).toBe('another');
});

test.each([
  ['an SVG drawing', '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>', 'SVG', 'show no SVG'],
  ['an SVG drawing with a declaration', '<?xml version="1.0"?><svg width="10" height="10"></svg>', 'SVG', 'scripts'],
  ['an SVG drawing without a size', '<!-- drawn --><svg xmlns="http://www.w3.org/2000/svg"/>', 'SVG', 'show no SVG'],
  ['a page', '<!doctype html><script>1</script>', 'no picture', 'PNG, JPEG and GIF'],
  [
    'another kind of picture',
    'RIFF\u0024\u0000\u0000\u0000WEBPVP8 \u0018\u0000\u0000\u0000',
    'image/webp',
    'PNG, JPEG and GIF',
  ],
  ['the beginning of a picture', png.subarray(0, 12), 'no picture', 'PNG, JPEG and GIF'],
  ['nothing', '', 'empty', 'Choose'],
  ['too much', Buffer.concat([png, Buffer.alloc(largestLogo)]), '2,000,000', 'smaller'],
])('%s is refused with the reason, whatever its name, and nothing is saved', async (_, bytes, message, hint) => {
  const folder = await Folder.with({});
  const found = await faultOf(saveLogo(await folder.config(), Buffer.from(bytes as string, 'latin1'), 'light'));
  expect(found.message).toContain(message);
  expect(found.hint).toContain(hint);
  expect(await filesBelow(join(folder.path, 'art'))).toEqual([]);
});

test('where another program makes the site, a logo lies in the first folder that it serves', async () => {
  const folder = await Folder.with({ 'public/.keep': '' }, 'site: false\nstatic: [public]\n');
  expect((await saveLogo(await folder.config(), png, 'light')).path).toBe('public/logo.png');
});

test('a folder that leads out of the publication is refused', async () => {
  const folder = await Folder.with({});
  const elsewhere = await folderOf({});
  await mkdir(join(elsewhere, 'art'));
  await symlink(join(elsewhere, 'art'), join(folder.path, 'art'));
  const found = await faultOf(saveLogo(await folder.config(), png, 'light'));
  expect(found.message).toContain('leads out');
  expect(await filesBelow(join(elsewhere, 'art'))).toEqual([]);
});
