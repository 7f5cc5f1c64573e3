import { ProblemError } from '../../model/problem.ts';
import type { Outcome } from '../../store/ledger.ts';

/** How many letters in a row may fail: before the first one was taken, and later. */
const limits = { first: 10, later: 25 };

/**
 * Stops a run that would only use up its list: a server that refuses every letter, or confirms none. Addresses that do
 * not exist are no sign of that, and what is to be tried again is none either.
 */
export class CircuitBreaker {
  #accepted = false;
  #inRow = 0;

  /** Counts an outcome. Returns the problem to stop with, if there were too many failures. */
  add(outcome: Outcome): ProblemError | undefined {
    const { kind, relay, reply } = outcome;
    if (kind === 'sent' || (kind === 'failed' && outcome.bounced)) {
      this.#accepted ||= kind === 'sent';
      this.#inRow = 0;
      return undefined;
    }
    if (kind === 'later' || relay === undefined) return undefined;
    this.#inRow += 1;
    if (this.#inRow < (this.#accepted ? limits.later : limits.first)) return undefined;
    const did = kind === 'failed' ? 'refused' : 'did not confirm';
    return new ProblemError(
      [
        {
          severity: 'error',
          rule: 'smtp-refuses-all',
          message: `${relay} ${did} ${this.#inRow} letters in a row, the last with: ${reply}`,
          hint: 'Mend what these words name, then send again. What failed is tried once more only if you ask for it.',
        },
      ],
      { state: 'The rest of the list stays pending.' },
    );
  }
}
