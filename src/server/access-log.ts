import { visible } from '../lib/escape.ts';
import { ProblemError } from '../model/problem.ts';
import { DatabaseFault } from '../store/open.ts';

interface Visit {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** Milliseconds. */
  readonly took: number;
  /** Whether the path is one of the site's own, which anybody may read. */
  readonly isKnown: boolean;
}

/**
 * A line for each answer, without the visitor's address, the query and whatever a path may hold that is secret: of a
 * path that is not one of the site's own only the first part is written.
 */
export class AccessLog {
  readonly #write: (text: string) => void;
  readonly #clock: () => Date;
  #lines: string[] = [];
  #last = { time: Number.NaN, text: '' };

  constructor(write: (text: string) => void, clock: () => Date) {
    this.#write = write;
    this.#clock = clock;
  }

  note({ method, path, status, took, isKnown }: Visit): void {
    const shown = isKnown ? path : beginningOf(path);
    this.#add(`${this.#moment()} ${status} ${shownAs(method, 10)} ${shownAs(shown, 200)} ${took.toFixed(1)} ms`);
  }

  /** Many answers share a millisecond. */
  #moment(): string {
    const now = this.#clock();
    const time = now.getTime();
    if (time !== this.#last.time) this.#last = { time, text: now.toISOString() };
    return this.#last.text;
  }

  /** A fault of ours; its words may hold what a visitor sent, so that only its kind and place are written. */
  failure(error: Error): void {
    this.#add(`${this.#clock().toISOString()} failed: ${visible(kindOf(error))}`);
  }

  /** Words of ours, in which there is nothing that a visitor sent. */
  remark(words: string): void {
    this.#add(`${this.#clock().toISOString()} ${visible(words)}`);
  }

  /** Many answers of a moment are written at once. */
  #add(line: string): void {
    if (this.#lines.push(line) === 1) setImmediate(() => this.flush());
  }

  flush(): void {
    if (this.#lines.length === 0) return;
    this.#write(`${this.#lines.join('\n')}\n`);
    this.#lines = [];
  }
}

function shownAs(text: string, length: number): string {
  return plain.test(text) && text.length <= length ? text : visible(text.slice(0, length));
}

/** In constant words as far as there are some, else the place in the program. */
function kindOf(error: Error): string {
  if (error instanceof DatabaseFault) return `the database ${error.fault}`;
  const place = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at ')) ?? '';
  const rules = error instanceof ProblemError ? error.problems.map(({ rule }) => rule) : [];
  return [error.name, ...(rules.length > 0 ? [`(${rules.join(', ')})`] : []), place.trim()].join(' ');
}

/** Nothing of it could steer a terminal. */
const plain = /^[!-~]*$/;

/** The first part of a path, as far as it cannot be a token. */
function beginningOf(path: string): string {
  const [, first = '', more = ''] = /^\/?([^/]*)(.*)$/s.exec(path) ?? [];
  return `/${first.length > 20 ? `${first.slice(0, 6)}…` : first}${more.length > 1 ? '/…' : more}`;
}
