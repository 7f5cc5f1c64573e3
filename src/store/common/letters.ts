import { createHash } from 'node:crypto';
import type { FrozenLetter } from '../../email/frozen.ts';
import { ProblemError } from '../../model/problem.ts';
import type { StoredRow } from './rows.ts';

/**
 * The letters of a sending, from its rows in their order. `named` is the database in messages.
 * @throws ProblemError if one is not what was written.
 */
export function lettersFrom(rows: readonly StoredRow[], named: string): FrozenLetter[] {
  return rows.map(({ number, content, sha256 }, index) => {
    if (number !== index || !letterDigest(content as string).equals(sha256 as Uint8Array)) throw damaged(named);
    return JSON.parse(content as string);
  });
}

export function letterDigest(content: string): Buffer {
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
