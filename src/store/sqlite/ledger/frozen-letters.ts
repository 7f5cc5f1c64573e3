import { createHash } from 'node:crypto';
import type { FrozenLetter } from '../../../email/frozen.ts';
import { ProblemError } from '../../../model/problem.ts';
import type { Tables } from '../tables.ts';

/** Puts the letters of a sending that is not frozen yet in the place of those it had. Part of a transaction. */
export function writeLetters(tables: Tables, sending: number, letters: readonly FrozenLetter[]): void {
  tables.run('DELETE FROM letter WHERE sending = ?', sending);
  for (const [number, letter] of letters.entries()) {
    const content = JSON.stringify(letter);
    const values = [sending, number, content, digestOf(content)];
    tables.run('INSERT INTO letter (sending, number, content, sha256) VALUES (?, ?, ?, ?)', ...values);
  }
}

/** @throws ProblemError if one is not what was written. `named` is the database in messages. */
export function readLetters(tables: Tables, sending: number, named: string): FrozenLetter[] {
  const rows = tables.rows('SELECT number, content, sha256 FROM letter WHERE sending = ? ORDER BY number', sending);
  return rows.map(({ number, content, sha256 }, index) => {
    if (number !== index || !digestOf(content as string).equals(sha256 as Uint8Array)) throw damaged(named);
    return JSON.parse(content as string);
  });
}

function digestOf(content: string): Buffer {
  return createHash('sha256').update(content).digest();
}

function damaged(named: string): ProblemError {
  const message = `${named} is damaged: a letter is not what was frozen in it`;
  const hint =
    'Put a backup in its place that was made since this issue was frozen, without the files that end in -wal and -shm. An older one does not know who has got the letter.';
  return new ProblemError([{ severity: 'error', rule: 'database', message, hint }], {
    exitCode: 2,
    state: 'Nothing was sent.',
  });
}
