import { spawn } from 'node:child_process';
import { createSecretKey } from 'node:crypto';
import { chmod, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { StoreOptions } from '../../../src/store/open.ts';
import { migrations } from '../../../src/store/sqlite/migrations.ts';
import { portionOf } from '../../../src/store/sqlite/subscribers.ts';
import { folderOf } from '../../folder.ts';
import { describeJoining } from '../joining-contract.ts';
import { secret, storeAt } from '../store-at.ts';
import { addressesIn, addressFor, describeSubscriberStore, merge, rowOf } from '../subscriber-store-contract.ts';
import { connect, sqliteHarness } from './harness.ts';

const clock = () => new Date('2026-11-23T09:00:00Z');

/** Opens a list in a file as another process would. */
async function open(file: string, given: Partial<StoreOptions> = {}) {
  return storeAt(file, { clock, ...given });
}

const fileOf = async () => join(await folderOf(), 'tidings.db');

describeSubscriberStore('the list in SQLite', sqliteHarness);
describeJoining('joining in SQLite', sqliteHarness);

describe('the file', () => {
  test('is for its owner alone, and so are its companions', async () => {
    const file = await fileOf();
    await merge((await open(file)).subscribers, [rowOf(2, 'ada@example.org')]);
    const names = await readdir(join(file, '..'));
    expect(names.sort()).toEqual(['tidings.db', 'tidings.db-shm', 'tidings.db-wal']);
    for (const name of names) expect((await stat(join(file, '..', name))).mode & 0o777, name).toBe(0o600);
  });

  test('is closed to others where somebody opened it up', async () => {
    const file = await fileOf();
    await (await open(file)).close();
    await chmod(file, 0o644);
    await open(file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('that a link leads to keeps its mode, be it a database or not', async () => {
    const [file, other] = [await fileOf(), await fileOf()];
    await (await open(other)).close();
    await chmod(other, 0o644);
    await symlink(other, file);
    await open(file);
    expect((await stat(other)).mode & 0o777).toBe(0o644);
    await writeFile(other, 'no database', { flag: 'w' });
    await expect(open(file)).rejects.toThrow('tidings.db');
    expect((await stat(other)).mode & 0o777).toBe(0o644);
  });

  test('holds not a byte of somebody who was forgotten', async () => {
    const file = await fileOf();
    const { subscribers } = await open(file);
    const rows = Array.from({ length: 300 }, (_, index) => rowOf(index + 2, `reader${index}@example.org`));
    const ada = {
      name: 'Ada Lovelace',
      town: 'Ockham',
      tags: ['analysts'],
      consent: { how: 'at the Great Exhibition' },
    };
    await merge(subscribers, [...rows, rowOf(400, 'Ada.Lovelace@example.org', ada)]);
    const everything = async () => {
      const names = await readdir(join(file, '..'));
      return (await Promise.all(names.map((name) => readFile(join(file, '..', name), 'latin1'))))
        .join('')
        .toLowerCase();
    };
    expect(await everything()).toContain('ada.lovelace@example.org');
    await subscribers.forget(addressFor('ada.lovelace@example.org'));
    const left = await everything();
    for (const trace of ['lovelace', 'ockham', 'great exhibition', 'analysts']) expect(left).not.toContain(trace);
    expect(left).toContain('reader299@example.org');
  });
});

test('an erasure says so while another process keeps the bytes in the file, and is ended by the next one', async () => {
  const file = await fileOf();
  const { subscribers } = await open(file, { patience: 20 });
  await merge(subscribers, [rowOf(2, 'ada@example.org')]);
  const reader = new DatabaseSync(file);
  reader.exec('BEGIN');
  reader.prepare('SELECT * FROM subscriber').all();
  const holdsAda = async () => {
    const names = await readdir(join(file, '..'));
    const bytes = await Promise.all(names.map((name) => readFile(join(file, '..', name), 'latin1')));
    return bytes.join('').includes('ada@example.org');
  };
  expect(await subscribers.forget(addressFor('ada@example.org'))).toEqual({ isComplete: false });
  expect([await subscribers.find(addressFor('ada@example.org')), await holdsAda()]).toEqual([undefined, true]);
  reader.exec('COMMIT');
  reader.close();
  expect(await subscribers.forget(addressFor('ada@example.org'))).toEqual({ isComplete: true });
  expect(await holdsAda()).toBe(false);
});

describe('a file is refused in words, and left as it is, that', () => {
  const refusal = async (file: string, given = {}) => {
    const before = await readFile(file);
    const error = await open(file, given).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'ProblemError', exitCode: 2 });
    expect(await readFile(file)).toEqual(before);
    return (error as Error).message;
  };

  test('is no database', async () => {
    const file = await fileOf();
    await writeFile(file, 'A letter that somebody saved under the wrong name.\n'.repeat(50));
    expect(await refusal(file)).toBe('tidings.db is no database');
  });

  test('is the database of another program', async () => {
    const file = await fileOf();
    const foreign = new DatabaseSync(file);
    foreign.exec('CREATE TABLE bookmark (url TEXT)');
    foreign.close();
    expect(await refusal(file)).toBe('tidings.db is the database of another program');
  });

  test('a newer program wrote', async () => {
    const file = await fileOf();
    await (await open(file)).close();
    const newer = new DatabaseSync(file);
    newer.exec(`PRAGMA user_version = ${migrations.length + 1}`);
    newer.close();
    expect(await refusal(file)).toBe(
      `tidings.db was written by a newer Tidings (format ${migrations.length + 1}; this program knows ${migrations.length})`,
    );
  });

  test('was made with another secret', async () => {
    const file = await fileOf();
    await (await open(file)).close();
    const other = createSecretKey('x'.repeat(32), 'utf8');
    expect(await refusal(file, { key: other })).toBe('tidings.db was made with another TIDINGS_SECRET');
  });

  test('is damaged', async () => {
    const file = await fileOf();
    const { subscribers, close } = await open(file);
    await merge(
      subscribers,
      Array.from({ length: 500 }, (_, index) => rowOf(index + 2, `reader${index}@example.org`)),
    );
    await close();
    const bytes = await readFile(file);
    bytes.fill(0x5a, 100, 4096);
    await writeFile(file, bytes);
    expect(await refusal(file)).toBe('tidings.db is damaged');
  });

  test('somebody else writes to for too long', async () => {
    const file = await fileOf();
    await (await open(file)).close();
    const other = connect(file);
    other.exec('BEGIN IMMEDIATE');
    const { subscribers } = await open(file, { patience: 1 });
    await expect(subscribers.leave(addressFor('ada@example.org'), 'bounced', { how: '550' })).rejects.toThrow(
      'tidings.db is in use by another program for too long',
    );
    other.exec('ROLLBACK');
    expect(await subscribers.leave(addressFor('ada@example.org'), 'bounced', { how: '550' })).toEqual({
      before: false,
    });
  });
});

test('several processes that begin and fill one list at the same time lose nobody', async () => {
  const file = await fileOf();
  const source = new URL('../../../src/store/open.ts', import.meta.url);
  const code = `
    const { openStore } = await import(${JSON.stringify(source.href)});
    const { createSecretKey } = await import('node:crypto');
    const [file, name] = process.argv.slice(1);
    const options = { key: createSecretKey('${secret}', 'utf8'), clock: () => new Date(0), named: 'x' };
    const { subscribers, close } = await openStore(file, options);
    for (let number = 0; number < 40; number += 1) {
      const address = { typed: name + number + '@example.org', normal: name + number + '@example.org' };
      const entry = { address, tags: ['all'], fields: {}, status: 'active', consent: { how: 'form' } };
      for await (const [outcome] of subscribers.merge([[{ line: 2, address: '', entry }]], { apply: true }))
        if (outcome.result !== 'new') throw new Error(JSON.stringify(outcome));
    }
    await close();`;
  const run = (name: string) =>
    new Promise<string>((resolve) => {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', code, file, name]);
      let words = '';
      child.stderr.on('data', (data) => (words += data));
      child.on('close', (status) => resolve(`${status} ${words}`));
    });
  // Nothing on stderr, either: Node warns of parts that are experimental.
  expect(await Promise.all(['a', 'b', 'c', 'd'].map(run))).toEqual(['0 ', '0 ', '0 ', '0 ']);
  const { subscribers } = await open(file);
  expect(await addressesIn(subscribers, { tag: 'all' })).toHaveLength(160);
});

test('the consent log can only be added to while its person is on the list', async () => {
  const file = await fileOf();
  await merge((await open(file)).subscribers, [rowOf(2, 'ada@example.org')]);
  const other = connect(file);
  expect(() => other.exec("UPDATE consent SET how = 'by a better form'")).toThrow('only added to');
  expect(() => other.exec('DELETE FROM consent')).toThrow('only added to');
});

test.each([
  {},
  { tag: 'a' },
  { status: 'active' as const },
  { tag: 'a', status: 'active' as const },
  { tag: 'a', language: 'de' },
])('each portion of a long list, filtered by %o, begins behind the last one and looks at no other', async (filter) => {
  const file = await fileOf();
  await open(file);
  const { sql, values } = portionOf(filter);
  const steps = connect(file)
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all(0, ...values, 1000)
    .map(({ detail }) => detail as string);
  // Without SCAN no table is read from its beginning, and without LIST SUBQUERY or B-TREE nothing is gathered anew.
  expect(steps.join('\n')).not.toMatch(/SCAN|LIST SUBQUERY|B-TREE/);
  expect(steps[0]).toMatch(filter.tag ? /tag_subscriber \(tag=\? AND subscriber>\?\)/ : /rowid>\?/);
});
