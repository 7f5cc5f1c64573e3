import type { DeliveryEvent } from '../store/ledger.ts';

/** The servers' answers; a deferred letter counts each time. */
export const answers = ['sent', 'deferred', 'failed', 'in-doubt'] as const;
export type AnswerKind = (typeof answers)[number];
export type Answers = Readonly<Record<AnswerKind, number>>;

/** How many answers there were in each stretch of time, without gaps. */
export interface Pace {
  /** The length of a stretch in seconds. */
  readonly seconds: number;
  readonly stretches: readonly (Answers & { readonly at: Date })[];
}

/** Each divides the next: 1, 5, 15 seconds, 1, 5, 15 minutes, 1, 6 hours, 1 day; then twice as long each time. */
const lengths = [1, 5, 15, 60, 300, 900, 3600, 21_600, ...Array.from({ length: 12 }, (_, n) => 86_400 * 2 ** n)];

/** As many stretches as a chart shows. */
const most = 96;

/** Counts answers by time, whatever order they come in and however long it took. */
export class PaceCount {
  readonly #offset: number;
  #level = 0;
  #stretches = new Map<number, Record<AnswerKind, number>>();

  /** @param offset Milliseconds east of UTC, so that hours and days begin where the clock on the wall says it. */
  constructor(offset: number) {
    this.#offset = offset;
  }

  add(at: Date, kind: DeliveryEvent['kind']): void {
    const answer = kind === 'later' ? 'deferred' : kind;
    if (!isAnswer(answer)) return;
    const stretch = Math.floor((at.getTime() + this.#offset) / (lengths[this.#level]! * 1000));
    const counts = this.#stretches.get(stretch) ?? nothing();
    counts[answer] += 1;
    this.#stretches.set(stretch, counts);
    if (this.#stretches.size > most * 100) this.#coarsen();
  }

  list(): Pace | undefined {
    if (this.#stretches.size === 0) return undefined;
    while (this.#span().count > most && this.#level < lengths.length - 1) this.#coarsen();
    const { first, count } = this.#span();
    const seconds = lengths[this.#level]!;
    const stretches = Array.from({ length: count }, (_, index) => ({
      at: new Date((first + index) * seconds * 1000 - this.#offset),
      ...(this.#stretches.get(first + index) ?? nothing()),
    }));
    return { seconds, stretches };
  }

  #span(): { first: number; count: number } {
    let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const stretch of this.#stretches.keys()) {
      first = Math.min(first, stretch);
      last = Math.max(last, stretch);
    }
    return { first, count: last - first + 1 };
  }

  #coarsen(): void {
    if (this.#level === lengths.length - 1) return;
    const factor = lengths[this.#level + 1]! / lengths[this.#level]!;
    const coarser = new Map<number, Record<AnswerKind, number>>();
    for (const [stretch, counts] of this.#stretches) {
      const into = coarser.get(Math.floor(stretch / factor)) ?? nothing();
      for (const answer of answers) into[answer] += counts[answer];
      coarser.set(Math.floor(stretch / factor), into);
    }
    this.#level += 1;
    this.#stretches = coarser;
  }
}

function nothing(): Record<AnswerKind, number> {
  return { sent: 0, deferred: 0, failed: 0, 'in-doubt': 0 };
}

function isAnswer(kind: string): kind is AnswerKind {
  return (answers as readonly string[]).includes(kind);
}
