import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { inWords } from '../../../src/store/sqlite/fault.ts';

const failure = (given: object) => Object.assign(new Error('something'), given);

test.each([
  [{ code: 'ERR_SQLITE_ERROR', errcode: 5 }, 'tidings.db is in use by another program for too long', 1],
  [{ code: 'ERR_SQLITE_ERROR', errcode: 1032 }, 'tidings.db cannot be written', 2],
  [{ code: 'ERR_SQLITE_ERROR', errcode: 778 }, 'tidings.db cannot be read or written', 1],
  [{ code: 'ERR_SQLITE_ERROR', errcode: 267 }, 'tidings.db is damaged', 2],
  [{ code: 'ERR_SQLITE_ERROR', errcode: 14 }, 'tidings.db cannot be opened', 2],
  [{ code: 'ENOSPC' }, 'tidings.db has no room left on the disk', 1],
  [{ code: 'EACCES' }, 'tidings.db cannot be opened', 2],
])('%j is told in words, and only what is set wrongly ends in 2', (given, message, exitCode) => {
  expect(inWords(failure(given), 'tidings.db')).toMatchObject({ message, exitCode });
});

test('a full disk is told, and what was stored before is kept', () => {
  const database = new DatabaseSync(':memory:');
  database.exec("CREATE TABLE a (x); INSERT INTO a VALUES ('kept'); PRAGMA max_page_count = 3");
  let words: unknown;
  try {
    database.exec('INSERT INTO a VALUES (hex(randomblob(100000)))');
  } catch (error) {
    words = inWords(error, 'tidings.db');
  }
  expect(words).toMatchObject({ message: 'tidings.db has no room left on the disk' });
  expect(database.prepare('SELECT x FROM a').all()).toEqual([{ x: 'kept' }]);
});

test('what is nobody’s fault but ours stays a failure', () => {
  const ours = failure({ code: 'ERR_SQLITE_ERROR', errcode: 1 });
  expect(inWords(ours, 'tidings.db')).toBe(ours);
});
