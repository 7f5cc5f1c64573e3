import { appendFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Config, loadConfig } from '../../../src/config/config.ts';
import { buildPublication } from '../../../src/publish/build.ts';
import { contextOf } from '../../../src/publish/memory/context.ts';
import { RamMemory } from '../../../src/publish/memory/ram-memory.ts';
import { storedRecords } from '../../../src/publish/memory/stored-records.ts';
import { engine } from '../../../src/publish/output/engine.ts';
import { prepare } from '../../../src/publish/prepare.ts';
import { contentsOf, folderOf } from '../../folder.ts';
import { articleOf } from '../publication.ts';

const files = {
  'tidings.yaml': 'title: The Letter\nurl: https://example.org\n',
  'articles/frost.md': `${articleOf('First frost', '2026-11-02')}\nSee [the hedge](hedge.md).\n`,
  'articles/hedge.md': articleOf('The hedge', '2026-11-03'),
  'articles/pond.md': articleOf('The pond', '2026-11-04'),
  'issues/november.md': '---\nsubject: November\ndate: 2026-11-05\narticles: [frost]\n---\n\nHello.\n',
};

function configOf(folder: string): Promise<Config> {
  return loadConfig('.', {}, { cwd: folder, environment: {}, clock: () => new Date('2026-11-30T00:00:00Z') });
}

async function preparedWith(memory: RamMemory, folder: string) {
  const config = await configOf(folder);
  memory.begin(config.directory, await contextOf(config, engine()));
  const prepared = await prepare(config, memory);
  memory.forgetOthers();
  return JSON.stringify(prepared);
}

test('what is remembered in memory comes to the same as reading everything anew, whatever has changed', async () => {
  const folder = await folderOf(files);
  const memory = new RamMemory();
  const changes: (() => Promise<void>)[] = [
    async () => undefined,
    () => appendFile(join(folder, 'articles/pond.md'), '\nMore.\n'),
    () => writeFile(join(folder, 'articles/hedge.md'), articleOf('The hedge', '2026-11-03', 'slug: row\n')),
    () => rename(join(folder, 'articles/pond.md'), join(folder, 'articles/lake.md')),
    () => rm(join(folder, 'articles/lake.md')),
    () => appendFile(join(folder, 'tidings.yaml'), 'language: de\n'),
    () => writeFile(join(folder, 'tidings.lock'), ''),
  ];
  for (const change of changes) {
    await change();
    const fresh = await prepare(await configOf(folder)).catch((error: Error) => error.message);
    const warm = await preparedWith(memory, folder).catch((error: Error) => error.message);
    expect(warm).toEqual(typeof fresh === 'string' ? fresh : JSON.stringify(fresh));
  }
});

test('it begins with the records of the last build, and writes nothing', async () => {
  const folder = await folderOf(files);
  const config = await configOf(folder);
  await buildPublication(config);
  const before = await contentsOf(folder);
  const records = storedRecords(folder, await contextOf(config, engine()));
  expect([...records.keys()].length).toBeGreaterThan(2);
  expect([...records.values()].every((record) => record.remembered() !== undefined)).toBe(true);
  const warm = await preparedWith(new RamMemory(), folder);
  expect(warm).toBe(JSON.stringify(await prepare(config)));
  expect(await contentsOf(folder)).toEqual(before);
});

test('records of other settings, and a damaged database, are passed over', async () => {
  const folder = await folderOf(files);
  await buildPublication(await configOf(folder));
  expect(storedRecords(folder, 'another context').size).toBe(0);
  const file = join(folder, '.tidings/memory.db');
  await writeFile(file, (await readFile(file)).fill(7, 100));
  const config = await configOf(folder);
  expect(storedRecords(folder, await contextOf(config, engine())).size).toBe(0);
  expect(await preparedWith(new RamMemory(), folder)).toBe(JSON.stringify(await prepare(config)));
});
