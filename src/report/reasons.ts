import { meaningOf } from './meanings.ts';
import { type Reason, reasonOf } from './reason.ts';

export interface ReasonCount extends Reason {
  /** The code in words, where it says anything. */
  readonly meaning?: string;
  readonly letters: number;
}

/** More kinds of words than this are no kinds; what comes later is counted by its code alone. */
const mostKinds = 2_000;

/** Counts letters by why they failed or wait. */
export class Reasons {
  readonly #kinds = new Map<string, { reason: Reason; meaning: string | undefined; letters: number }>();

  add(reply: string, address?: string): void {
    let reason = reasonOf(reply, address);
    let key = keyOf(reason);
    if (this.#kinds.size >= mostKinds && !this.#kinds.has(key)) {
      reason = { ...reason, words: 'in other words' };
      key = keyOf(reason);
    }
    // The words that tell whose code it is are taken out of the reason.
    const meaning = reason.code && meaningOf(reason.code, reply);
    const kind = this.#kinds.get(key) ?? { reason, meaning, letters: 0 };
    kind.letters += 1;
    this.#kinds.set(key, kind);
  }

  /** The most frequent first. */
  list(): ReasonCount[] {
    const kinds = [...this.#kinds.values()].sort((a, b) => b.letters - a.letters || compare(a.reason, b.reason));
    return kinds.map(({ reason, meaning, letters }) => ({ ...reason, ...(meaning && { meaning }), letters }));
  }
}

function keyOf({ code = '', words }: Reason): string {
  return `${code} ${words.toLowerCase()}`;
}

function compare(a: Reason, b: Reason): number {
  return keyOf(a) < keyOf(b) ? -1 : 1;
}
