import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyInto } from '../../src/system/copy-file.ts';

test('a file that has to be new never replaces one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tidings-copy-'));
  const [source, target] = [join(folder, 'source'), join(folder, 'target')];
  await writeFile(source, 'theirs');
  await copyInto(source, target, { isNew: true });
  expect(await readFile(target, 'utf8')).toBe('theirs');
  await writeFile(target, 'mine');
  await expect(copyInto(source, target, { isNew: true })).rejects.toMatchObject({ code: 'EEXIST' });
  expect(await readFile(target, 'utf8')).toBe('mine');
  await copyInto(source, target);
  expect(await readFile(target, 'utf8')).toBe('theirs');
});
