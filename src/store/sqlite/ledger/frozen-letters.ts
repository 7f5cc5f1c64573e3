import type { FrozenLetter } from '../../../email/frozen.ts';
import { letterDigest, lettersFrom } from '../../common/letters.ts';
import type { Tables } from '../tables.ts';

/** Puts the letters of a sending that is not frozen yet in the place of those it had. Part of a transaction. */
export function writeLetters(tables: Tables, sending: number, letters: readonly FrozenLetter[]): void {
  tables.run('DELETE FROM letter WHERE sending = ?', sending);
  for (const [number, letter] of letters.entries()) {
    const content = JSON.stringify(letter);
    const values = [sending, number, content, letterDigest(content)];
    tables.run('INSERT INTO letter (sending, number, content, sha256) VALUES (?, ?, ?, ?)', ...values);
  }
}

/** @throws ProblemError if one is not what was written. `named` is the database in messages. */
export function readLetters(tables: Tables, sending: number, named: string): FrozenLetter[] {
  const rows = tables.rows('SELECT number, content, sha256 FROM letter WHERE sending = ? ORDER BY number', sending);
  return lettersFrom(rows, named);
}
