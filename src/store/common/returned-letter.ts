import type { ReturnedLetter, ReturnKind } from '../returned-mail.ts';
import type { StoredRow } from './rows.ts';

export function returnedLetterFrom(row: StoredRow): ReturnedLetter {
  return {
    kind: row.kind as ReturnKind,
    ...(row.sending !== null && { sending: row.sending as number }),
    subscriber: row.subscriber as number,
    ...(row.address !== null && { address: row.address as string }),
    at: new Date(row.written as number),
    ...(row.reply !== null && { reply: row.reply as string }),
  };
}

/** What a verdict about no letter leaves out. */
export const noVerdict = { subscriber: null, sending: null, reply: null };
