import type { ReturnCounts, ReturnedLetter, ReturnKind } from '../store/returned-mail.ts';
import type { Named } from './named.ts';
import { type ReasonCount, Reasons } from './reasons.ts';

/** Letters that came back or were called spam after a server took them. They stay among those that were sent. */
export interface Returned {
  readonly counts: ReturnCounts;
  /** Why letters came back, by their mails. */
  readonly reasons: readonly ReasonCount[];
  /** Only on request. */
  readonly names?: Named;
}

/** The fate of a letter, as a heading of a row, and its meaning. */
export const returnWords: Readonly<Record<ReturnKind, readonly [name: string, meaning: string]>> = {
  hard: ['Came back for good', 'there is no such mailbox'],
  soft: ['Came back for now', 'the mailbox was full or away'],
  refused: ['Refused later', 'for the sender or the letter, not for the reader'],
  complaint: ['Called spam', 'the reader’s provider passed on a complaint'],
};

/** Adds up what was taken in about the letters of one sending; at most so many are named. */
export function returnedOf(
  { counts, letters }: { readonly counts: ReturnCounts; readonly letters: readonly ReturnedLetter[] },
  { names, most }: { readonly names: boolean; readonly most: number },
): Returned {
  const reasons = new Reasons();
  for (const { kind, reply, address } of letters) if (kind !== 'complaint') reasons.add(reply ?? '', address);
  const people = letters.slice(0, most).map(({ kind, address, at, reply }) => ({
    ...(address !== undefined && { address }),
    ...{ attempts: 1, at },
    reply: [returnWords[kind][0], reply].filter((words) => words !== undefined).join(': '),
  }));
  return {
    counts,
    reasons: reasons.list(),
    ...(names && { names: { people, more: letters.length - people.length } }),
  };
}

/** How many came back, in whatever way. */
export function cameBack({ hard, soft, refused }: ReturnCounts): number {
  return hard + soft + refused;
}

/** The marks of Gmail and Yahoo for complaints: below 0.1% all is well, and 0.3% is never to be reached. */
const rateMarks = { raised: 0.1, high: 0.3 } as const;
export type Rate = 'low' | 'raised' | 'high';

/** How a share of the letters that were sent stands to the marks. */
export function rateOf(part: number, sent: number): Rate {
  const percent = sent > 0 ? (part / sent) * 100 : 0;
  if (percent >= rateMarks.high) return 'high';
  return percent >= rateMarks.raised ? 'raised' : 'low';
}
