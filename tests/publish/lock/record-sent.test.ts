import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import { buildPublication } from '../../../src/publish/build.ts';
import { writeDigest } from '../../../src/publish/issues/digest.ts';
import { compileForSending } from '../../../src/publish/letters/compile-letters.ts';
import { recordSent } from '../../../src/publish/lock/record-sent.ts';
import { prepare } from '../../../src/publish/prepare.ts';
import { gardenWith } from '../garden.ts';

const lockOf = ({ directory }: Config) => readFile(join(directory, 'tidings.lock'), 'utf8');

const carried = {
  'tag:garden.example.org,2026-11-02:issues/november': [
    'tag:garden.example.org,2026-11-01:frost',
    'tag:garden.example.org,2026-11-02:kale',
  ],
  'tag:garden.example.org,2026-11-01:issues/november-de': ['tag:garden.example.org,2026-11-01:frost'],
};

test('an issue that was frozen stands in the lock with its editions, and nothing else has changed', async () => {
  const config = await gardenWith();
  await buildPublication(config);
  const before = await lockOf(config);
  const { articles } = await compileForSending(config, 'november');
  expect(articles).toEqual(carried);
  expect(await recordSent(config, articles)).toBe(true);
  const expected = before.replace(/^\{"issue":"([^"]*)".*(?=\}$)/gm, (line, id: keyof typeof carried) =>
    id in carried ? `${line},"articles":${JSON.stringify(carried[id])}` : line,
  );
  expect(await lockOf(config)).toBe(expected);
  await buildPublication(config);
  expect(await lockOf(config)).toBe(expected);
});

test('what stands there already is not written again', async () => {
  const config = await gardenWith();
  await buildPublication(config);
  await recordSent(config, carried);
  const { mtimeMs, ino } = await stat(join(config.directory, 'tidings.lock'));
  expect(await recordSent(config, carried)).toBe(false);
  const after = await stat(join(config.directory, 'tidings.lock'));
  expect([after.mtimeMs, after.ino]).toEqual([mtimeMs, ino]);
});

test('what no build has written down gets the lines that a build would give it', async () => {
  const [built, sent] = await Promise.all([gardenWith(), gardenWith()]);
  await buildPublication(built);
  await recordSent(built, carried);
  await recordSent(sent, carried);
  expect(await lockOf(sent)).toBe(await lockOf(built));
});

test('no later digest carries what an issue or its edition has carried', async () => {
  const config = await gardenWith({
    'articles/leek.md': '---\ntitle: Leek\ndate: 2026-11-03\n---\n\nIt stood.\n',
    'articles/lauch.md': '---\ntitle: Lauch\ndate: 2026-11-04\n---\n\nEr stand.\n',
    // A rule carries nothing until its issue is sent.
    'issues/november.md': '---\nsubject: November\nlatest: 3\n---\n',
    'issues/november-de.md': '---\nsubject: X\nlanguage: de\ntranslationOf: november\nlatest: 1\n---\n',
  });
  const prepared = await prepare(config);
  expect([...prepared.carried]).toEqual([]);
  const { articles } = await compileForSending(config, 'november');
  await recordSent(config, articles);
  const digest = await writeDigest(config, { since: 'last' });
  expect(digest?.articles.map(({ slug }) => slug)).toEqual(['frost']);
});

test.each([
  ['holds a merge conflict', '<<<<<<< ours\n', 'merge conflict'],
  ['is damaged', '{"issue"\n', 'damaged'],
])('a lock that %s stays as it is and is a problem', async (_, text, message) => {
  const config = await gardenWith();
  await buildPublication(config);
  const damaged = (await lockOf(config)) + text;
  await writeFile(join(config.directory, 'tidings.lock'), damaged);
  await expect(recordSent(config, carried)).rejects.toThrow(message);
  expect(await lockOf(config)).toBe(damaged);
});

test('a lock that cannot be written is a problem that names it', async () => {
  const config = await gardenWith();
  await buildPublication(config);
  const before = await lockOf(config);
  await mkdir(join(config.directory, `tidings.lock.${process.pid}.tmp`));
  await expect(recordSent(config, carried)).rejects.toThrow('tidings.lock cannot be read or written (EISDIR)');
  expect(await lockOf(config)).toBe(before);
});
