import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { migrate, migrations } from '../../../src/store/sqlite/migrations.ts';

const tablesOf = (database: DatabaseSync) =>
  database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
    .all();

test('a migration that was released never changes: files in the world have run it', () => {
  const hashes = migrations.map((sql) => createHash('sha256').update(sql).digest('hex').slice(0, 16));
  expect(hashes).toEqual([
    '6e392f147bdea326',
    'f3a8697821aeec64',
    'fd42695042aa6b26',
    'eee8b4f70eaea92b',
    'ed8c94b68388f3ee',
    'cf67543a670c6f2a',
    'fe96f26ba9c58571',
    '1cec176cac91fa89',
    '35b3bbf8222391d2',
    '685fc5058e87a267',
    'efe4d938304f0094',
  ]);
});

test('a file of any earlier version becomes one of the newest', () => {
  const steps = ['CREATE TABLE a (x)', 'CREATE TABLE b (x)', 'ALTER TABLE a ADD COLUMN y'];
  for (let version = 0; version <= steps.length; version += 1) {
    const database = new DatabaseSync(':memory:');
    migrate(database, 'x', steps.slice(0, version));
    migrate(database, 'x', steps);
    expect(tablesOf(database)).toEqual([{ name: 'a' }, { name: 'b' }]);
    expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: 3 });
  }
});

test('a step that fails leaves the file as it was before it', () => {
  const database = new DatabaseSync(':memory:');
  const steps = ['CREATE TABLE a (x)', 'CREATE TABLE b (x); CREATE TABLE a (x)'];
  expect(() => migrate(database, 'x', steps)).toThrow('already exists');
  expect(tablesOf(database)).toEqual([{ name: 'a' }]);
  expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 });
});
