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

function configOf(folder: string, cwd = folder): Promise<Config> {
  return loadConfig(folder, {}, { cwd, environment: {}, clock: () => new Date('2026-11-30T00:00:00Z') });
}

async function placeOf(config: Config) {
  const { directory, display } = config;
  return { directory, display, context: await contextOf(config, engine()) };
}

/** As values alone: a remembered record may have its fields in another order. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner) => (key === 'fingerprint' ? undefined : inner)));
}

async function preparedWith(memory: RamMemory, folder: string) {
  const config = await configOf(folder);
  memory.begin(await placeOf(config));
  const prepared = await prepare(config, memory);
  memory.forgetOthers();
  return plain(prepared);
}

test('it is told how many files a run has read: all of them at its end, whether it reads or remembers them', async () => {
  const folder = await folderOf(files);
  const memory = new RamMemory();
  expect(memory.progress).toEqual({ done: 0, total: 0 });
  for (let run = 0; run < 2; run += 1) {
    await preparedWith(memory, folder);
    expect(memory.progress).toEqual({ done: 3, total: 3 });
  }
});

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
    expect(warm).toEqual(typeof fresh === 'string' ? fresh : plain(fresh));
  }
});

test('it begins with the records of the last build, and writes nothing', async () => {
  const folder = await folderOf(files);
  const config = await configOf(folder);
  await buildPublication(config);
  const before = await contentsOf(folder);
  const records = storedRecords(await placeOf(config));
  expect([...records.keys()].length).toBeGreaterThan(2);
  expect([...records.values()].every((record) => record.remembered() !== undefined)).toBe(true);
  const warm = await preparedWith(new RamMemory(), folder);
  expect(warm).toEqual(plain(await prepare(config)));
  expect(await contentsOf(folder)).toEqual(before);
});

test('records of other settings, and a damaged database, are passed over', async () => {
  const folder = await folderOf(files);
  await buildPublication(await configOf(folder));
  expect(storedRecords({ ...(await placeOf(await configOf(folder))), context: '["another","context"]' }).size).toBe(0);
  const file = join(folder, '.tidings/memory.db');
  await writeFile(file, (await readFile(file)).fill(7, 100));
  const config = await configOf(folder);
  expect(storedRecords(await placeOf(config)).size).toBe(0);
  expect(await preparedWith(new RamMemory(), folder)).toEqual(plain(await prepare(config)));
});

test('records of a build in another working directory are taken with the names of files as they are from here', async () => {
  const folder = await folderOf({
    ...files,
    'articles/odd.md': articleOf('Odd', '2026-11-05', 'nobody-knows: this key\n'),
  });
  await buildPublication(await configOf(folder, join(folder, '..')));
  const config = await configOf(folder);
  const records = storedRecords(await placeOf(config));
  const taken = [...records].filter(([, record]) => record.remembered() !== undefined).map(([name]) => name);
  // What warnings say may hold names of files, too.
  expect(taken.toSorted()).toEqual(['frost.md', 'hedge.md', 'pond.md']);
  const memory = new RamMemory();
  memory.begin(await placeOf(config));
  expect(plain(await prepare(config, memory))).toEqual(plain(await prepare(config)));
});
