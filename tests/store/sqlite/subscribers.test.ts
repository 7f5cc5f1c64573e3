import { spawn } from 'node:child_process';
import { createSecretKey } from 'node:crypto';
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { copyStore } from '../../../src/store/sqlite/backup.ts';
import { migrations } from '../../../src/store/sqlite/migrations.ts';
import { openStore } from '../../../src/store/sqlite/subscribers.ts';
import { folderOf } from '../../folder.ts';
import { addressesIn, addressFor, describeStore, merge, rowOf } from '../subscriber-store-contract.ts';

const secret = '0123456789abcdef0123456789abcdef';
const key = createSecretKey(secret, 'utf8');
let now = new Date('2026-11-23T09:00:00Z');

function open(file: string, given: { key?: typeof key; patience?: number } = {}) {
  const store = openStore(file, { key, clock: () => now, named: 'tidings.db', ...given });
  onTestFinished(() => store.close().catch(() => {}));
  return store;
}

const fileOf = async () => join(await folderOf(), 'tidings.db');

describeStore('the list in SQLite', async () => {
  const file = await fileOf();
  now = new Date('2026-11-23T09:00:00Z');
  return {
    store: open(file),
    beside: () => open(file),
    setClock: (instant) => {
      now = new Date(instant);
    },
  };
});

describe('the file', () => {
  test('is for its owner alone, and so are its companions', async () => {
    const file = await fileOf();
    await merge(open(file), [rowOf(2, 'ada@example.org')]);
    const names = await readdir(join(file, '..'));
    expect(names.sort()).toEqual(['tidings.db', 'tidings.db-shm', 'tidings.db-wal']);
    for (const name of names) expect((await stat(join(file, '..', name))).mode & 0o777, name).toBe(0o600);
  });

  test('is closed to others where somebody opened it up', async () => {
    const file = await fileOf();
    await open(file).close();
    await chmod(file, 0o644);
    open(file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('holds not a byte of somebody who was forgotten', async () => {
    const file = await fileOf();
    const store = open(file);
    const rows = Array.from({ length: 300 }, (_, index) => rowOf(index + 2, `reader${index}@example.org`));
    const ada = {
      name: 'Ada Lovelace',
      town: 'Ockham',
      tags: ['analysts'],
      consent: { how: 'at the Great Exhibition' },
    };
    await merge(store, [...rows, rowOf(400, 'Ada.Lovelace@example.org', ada)]);
    const everything = async () => {
      const names = await readdir(join(file, '..'));
      return (await Promise.all(names.map((name) => readFile(join(file, '..', name), 'latin1'))))
        .join('')
        .toLowerCase();
    };
    expect(await everything()).toContain('ada.lovelace@example.org');
    await store.forget(addressFor('ada.lovelace@example.org'));
    const left = await everything();
    for (const trace of ['lovelace', 'ockham', 'great exhibition', 'analysts']) expect(left).not.toContain(trace);
    expect(left).toContain('reader299@example.org');
  });
});

describe('a file is refused in words, and left as it is, that', () => {
  const refusal = async (file: string, given = {}) => {
    const before = await readFile(file);
    expect(() => open(file, given)).toThrow(expect.objectContaining({ name: 'ProblemError', exitCode: 2 }));
    expect(await readFile(file)).toEqual(before);
    try {
      open(file, given);
    } catch (error) {
      return (error as Error).message;
    }
    return '';
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
    await open(file).close();
    const newer = new DatabaseSync(file);
    newer.exec(`PRAGMA user_version = ${migrations.length + 1}`);
    newer.close();
    expect(await refusal(file)).toBe(
      `tidings.db was written by a newer Tidings (format ${migrations.length + 1}; this program knows ${migrations.length})`,
    );
  });

  test('was made with another secret', async () => {
    const file = await fileOf();
    await open(file).close();
    const other = createSecretKey('x'.repeat(32), 'utf8');
    expect(await refusal(file, { key: other })).toBe('tidings.db was made with another TIDINGS_SECRET');
  });

  test('is damaged', async () => {
    const file = await fileOf();
    const store = open(file);
    await merge(
      store,
      Array.from({ length: 500 }, (_, index) => rowOf(index + 2, `reader${index}@example.org`)),
    );
    await store.close();
    const bytes = await readFile(file);
    bytes.fill(0x5a, 100, 4096);
    await writeFile(file, bytes);
    expect(await refusal(file)).toBe('tidings.db is damaged');
  });

  test('somebody else writes to for too long', async () => {
    const file = await fileOf();
    await open(file).close();
    const other = new DatabaseSync(file);
    onTestFinished(() => other.close());
    other.exec('BEGIN IMMEDIATE');
    const store = open(file, { patience: 1 });
    await expect(store.leave(addressFor('ada@example.org'), 'bounced', { how: '550' })).rejects.toThrow('locked');
    other.exec('ROLLBACK');
    expect(await store.leave(addressFor('ada@example.org'), 'bounced', { how: '550' })).toEqual({ before: false });
  });
});

test('several processes that begin and fill one list at the same time lose nobody', async () => {
  const file = await fileOf();
  const source = new URL('../../../src/store/sqlite/', import.meta.url);
  const code = `
    const { openStore } = await import(${JSON.stringify(new URL('subscribers.ts', source).href)});
    const { createSecretKey } = await import('node:crypto');
    const [file, name] = process.argv.slice(1);
    const store = openStore(file, { key: createSecretKey('${secret}', 'utf8'), clock: () => new Date(0), named: 'x' });
    for (let number = 0; number < 40; number += 1) {
      const address = { typed: name + number + '@example.org', normal: name + number + '@example.org' };
      const entry = { address, tags: ['all'], fields: {}, status: 'active', consent: { how: 'form' } };
      for await (const [outcome] of store.merge([[{ line: 2, address: '', entry }]], { apply: true }))
        if (outcome.result !== 'new') throw new Error(JSON.stringify(outcome));
    }
    await store.close();`;
  const run = (name: string) =>
    new Promise<string>((resolve) => {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', code, file, name]);
      let words = '';
      child.stderr.on('data', (data) => (words += data));
      child.on('close', (status) => resolve(`${status} ${words}`));
    });
  // Nothing on stderr, either: Node warns of parts that are experimental.
  expect(await Promise.all(['a', 'b', 'c', 'd'].map(run))).toEqual(['0 ', '0 ', '0 ', '0 ']);
  const store = open(file);
  expect(await addressesIn(store, { tag: 'all' })).toHaveLength(160);
});

test('the consent log can only be added to while its person is on the list', async () => {
  const file = await fileOf();
  await merge(open(file), [rowOf(2, 'ada@example.org')]);
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  expect(() => other.exec("UPDATE consent SET how = 'by a better form'")).toThrow('only added to');
  expect(() => other.exec('DELETE FROM consent')).toThrow('only added to');
});

describe('a backup', () => {
  test('is the whole list at one moment, for its owner alone, while the list is in use', async () => {
    const file = await fileOf();
    const store = open(file);
    await merge(store, [rowOf(2, 'ada@example.org'), rowOf(3, 'grace@example.org')]);
    await store.leave(addressFor('grace@example.org'), 'unsubscribed', { how: 'link' });
    const target = join(file, '..', 'copy.db');
    expect(await copyStore(file, target)).toBe((await stat(target)).size);
    expect((await stat(target)).mode & 0o777).toBe(0o600);
    await merge(store, [rowOf(2, 'late@example.org')]);
    const copy = open(target);
    expect(await addressesIn(copy)).toEqual(['ada@example.org', 'grace@example.org']);
    expect(await copy.suppressionOf(addressFor('grace@example.org'))).toMatchObject({ reason: 'unsubscribed' });
    expect(copy.list).toBe(store.list);
  });

  test('replaces no file and leaves no half of one', async () => {
    const file = await fileOf();
    open(file);
    const folder = join(file, '..');
    await writeFile(join(folder, 'copy.db'), 'older');
    await expect(copyStore(file, join(folder, 'copy.db'))).rejects.toMatchObject({ code: 'EEXIST' });
    await writeFile(join(folder, 'wrong.db'), 'no database at all, and long enough to be seen as none'.repeat(20));
    await expect(copyStore(join(folder, 'wrong.db'), join(folder, 'b.db'))).rejects.toMatchObject({ errcode: 26 });
    await expect(copyStore(join(folder, 'none.db'), join(folder, 'b.db'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect((await readdir(folder)).filter((name) => /tmp|b\.db/.test(name) && !name.startsWith('tidings'))).toEqual([]);
    expect(await readFile(join(folder, 'copy.db'), 'utf8')).toBe('older');
  });
});
