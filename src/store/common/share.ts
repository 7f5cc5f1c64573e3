import { ProblemError } from '../../model/problem.ts';
import type { Delivery } from '../ledger.ts';
import { type StoredRow, subscriberFrom } from './rows.ts';

/** A wait longer than any retry delay means that the clock was set back. */
export const longestPause = 24 * 60 * 60 * 1000;

/** Nothing for who is no longer active. */
export function deliveryFrom(row: StoredRow): Delivery | undefined {
  const subscriber = subscriberFrom(row);
  if (subscriber?.status !== 'active') return undefined;
  return {
    subscriber,
    letter: row.letter as number,
    attempts: row.attempts as number,
    ...(row.first !== null && { first: new Date(row.first as number) }),
  };
}

/** Another process has the share of this one. */
export class TakenOver extends ProblemError {
  constructor() {
    const message = 'another process has taken this sending over';
    const hint = 'This one stood still for too long. Let the other one finish.';
    super([{ severity: 'error', rule: 'taken-over', message, hint }], {
      state: 'What this process recorded before is kept.',
    });
  }
}
