import type { FrozenLetter } from '../../../email/frozen.ts';
import { letterDigest, lettersFrom } from '../../common/letters.ts';
import type { Queries } from '../connection.ts';

/** Puts the letters of a sending that is not frozen yet in the place of those it had. Part of a transaction. */
export async function storeLetters(queries: Queries, sending: number, letters: readonly FrozenLetter[]): Promise<void> {
  await queries.run('DELETE FROM tidings.letter WHERE sending = $1', sending);
  for (const [number, letter] of letters.entries()) {
    // JSON has its own escape for NUL, so that the text is stored as it is.
    const content = JSON.stringify(letter);
    await queries.run(
      'INSERT INTO tidings.letter (sending, number, content, sha256) VALUES ($1, $2, $3, $4)',
      ...[sending, number, content, letterDigest(content)],
    );
  }
}

/** @throws ProblemError if one is not what was written. `named` is the database in messages. */
export async function lettersOf(queries: Queries, sending: number, named: string): Promise<FrozenLetter[]> {
  const sql = 'SELECT number, content, sha256 FROM tidings.letter WHERE sending = $1 ORDER BY number';
  return lettersFrom(await queries.rows(sql, sending), named);
}
