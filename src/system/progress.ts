/** The stream that shows progress. */
interface Screen {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Milliseconds before the first word on a terminal, between two there, and between two where they are piped. */
const patience = { first: 1_000, terminal: 100, piped: 10_000 };

/**
 * Shows the progress of a long task: one line that is overwritten on a terminal, a line every ten seconds elsewhere, and
 * nothing for tasks of less than a second, or of less than ten where output is piped. `now` is a clock in milliseconds.
 */
export class Progress {
  readonly #screen: Screen;
  readonly #noun: string;
  readonly #now: () => number;
  readonly #begin: number;
  #last: number;
  #shown = false;

  constructor(screen: Screen, noun: string, now: () => number = Date.now) {
    this.#screen = screen;
    this.#noun = noun;
    this.#now = now;
    this.#begin = now();
    this.#last = this.#begin + (screen.isTTY ? patience.first - patience.terminal : 0);
  }

  /** @param detail What else a person wants to know, such as `2 failed`. */
  update(done: number, total: number, detail = ''): void {
    const now = this.#now();
    if (now - this.#last < (this.#screen.isTTY ? patience.terminal : patience.piped)) return;
    this.#last = now;
    const rate = (done / (now - this.#begin)) * 1000;
    const left = rate > 0 ? `, ${spoken((total - done) / rate)} left` : '';
    const more = detail && `; ${detail}`;
    this.#show(`${done} of ${total} ${this.#noun}, ${Math.round(rate)} a second${left}${more}`);
  }

  /** Shows what all that is left waits for, at once: a pace says nothing of that. */
  rest(done: number, total: number, words: string): void {
    this.#last = this.#now();
    this.#show(`${done} of ${total} ${this.#noun}; ${words}`);
  }

  #show(line: string): void {
    const { isTTY, columns = 80 } = this.#screen;
    this.#screen.write(isTTY ? `\r\u001b[K${line.slice(0, columns - 1)}` : `${line}\n`);
    this.#shown = true;
  }

  /** Removes the line, so that the next output begins at the margin. */
  end(): void {
    if (this.#shown && this.#screen.isTTY) this.#screen.write('\r\u001b[K');
    this.#shown = false;
  }
}

function spoken(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  return whole < 3600 ? `${Math.ceil(whole / 60)} min` : `${(whole / 3600).toFixed(1)} h`;
}
