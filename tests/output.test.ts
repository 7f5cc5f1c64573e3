import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadConfig } from '../src/config/config.ts';
import { buildPublication } from '../src/publish/build.ts';
import { contentsOf, folderOf } from './folder.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

test('the committed output is what the starter becomes, byte for byte, on any machine', async () => {
  const folder = await folderOf();
  await cp(join(root, 'templates/starter'), folder, { recursive: true });
  await rm(join(folder, '.tidings'), { recursive: true, force: true });
  const context = { cwd: folder, environment: { TIDINGS_NOW: '2026-12-31T00:00:00Z' }, clock: () => new Date(0) };
  const { written } = await buildPublication(await loadConfig('.', {}, context), { frozen: true });
  const [made, committed] = [await contentsOf(join(folder, 'output')), await contentsOf(join(root, 'output'))];
  expect(Object.keys(made)).toEqual(written.toSorted());
  expect(Object.keys(committed)).toEqual(Object.keys(made));
  for (const [path, bytes] of Object.entries(made))
    expect(committed[path] === bytes, `${path} differs; run "npm start"`).toBe(true);
});
