import { execFileSync } from 'node:child_process';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { report } from '../../src/commands/report.ts';
import { status } from '../../src/commands/status.ts';
import { backup } from '../../src/commands/subscribers/backup.ts';
import { exportList } from '../../src/commands/subscribers/export.ts';
import type { Problem } from '../../src/model/problem.ts';
import { privateContent } from '../../src/read/private-content.ts';
import { publication, sent } from './sendings.ts';

const flags = { publication: '.' };

/** A publication with one reader, and what it makes of its list: each file by a name that tells nothing. */
async function made() {
  const own = await publication(1);
  const { folder, terminal, said, send } = own;
  await send([sent]);
  await backup(terminal, 'one', flags);
  await exportList(terminal, 'two', flags);
  await report(terminal, 'autumn', { ...flags, output: 'three', names: true });
  await copyFile(join(folder, 'tidings.db-wal'), join(folder, 'four'));
  const saying = async (name: string, command: Promise<unknown>) => {
    said.text = '';
    await command;
    await writeFile(join(folder, name), said.text);
  };
  const json = { ...terminal, json: true };
  await saying('five', exportList(json, undefined, flags));
  await saying('six', status(terminal, 'autumn', { ...flags, csv: true }));
  await saying('seven', status(json, 'autumn', { ...flags, only: 'sent' }));
  return own;
}

test('what Tidings writes about its readers is known by its content as nothing for the public', async () => {
  const { folder } = await made();
  for (const name of ['one', 'two', 'three', 'four', 'five', 'six', 'seven']) {
    expect((await readFile(join(folder, name))).length, name).toBeGreaterThan(0);
    expect(await privateContent(join(folder, name), []), name).toMatch(/^it is (a database|an export|a report)/);
  }
});

describe('a file with personal data in a git work tree', () => {
  async function written(ignored: string) {
    const { folder, terminal, send } = await publication(1);
    await send([sent]);
    execFileSync('git', ['init', '--quiet', folder]);
    await writeFile(join(folder, '.gitignore'), ignored);
    const warned: Problem[] = [];
    const heard = { ...terminal, warn: (problems: readonly Problem[]) => void warned.push(...problems) };
    await backup(heard, 'copy.db', flags);
    await exportList(heard, 'list.csv', flags);
    await report(heard, 'autumn', flags);
    return warned.map(({ rule, message }) => `${rule}: ${message.split(' ')[0]}`);
  }

  test('is warned of by backup, export and report', async () => {
    expect(await written('')).toEqual(['git: copy.db', 'git: list.csv', 'git: autumn-report.html']);
  });

  test('is not warned of where git ignores it, as the .gitignore of a new publication does', async () => {
    const starter = new URL('../../templates/starter/gitignore', import.meta.url);
    expect(await written(await readFile(starter, 'utf8'))).toEqual([]);
  });
});
