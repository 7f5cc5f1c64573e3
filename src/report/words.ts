import { inZone } from '../lib/time.ts';
import type { Exclusion, State } from '../store/ledger.ts';

/** The states in the order in which they are shown: settled, unknown, still to come. */
export const statesInOrder = [
  'sent',
  'failed',
  'in-doubt',
  'suppressed',
  'under-way',
  'pending',
] as const satisfies State[];

/** A state as a heading of a row, and what it means. */
export const stateWords: Readonly<Record<State, readonly [name: string, meaning: string]>> = {
  sent: ['Sent', 'a server took the letter'],
  failed: ['Failed', 'servers refused the letter, or did not take it in time'],
  'in-doubt': ['In doubt', 'the connection broke before the server said whether it took the letter'],
  suppressed: ['Suppressed', 'the reader was no longer subscribed, or the letter was cancelled, when the turn came'],
  'under-way': ['Under way', 'a server has the letter and has not answered yet'],
  pending: ['Pending', 'still to be sent'],
};

export const exclusionWords: Readonly<Record<Exclusion, string>> = {
  pending: 'had not confirmed',
  unsubscribed: 'had unsubscribed',
  bounced: 'taken off because letters came back',
  complained: 'had complained of spam',
  erased: 'erased by their own wish',
  suppressed: 'suppressed by an imported list',
  'not-selected': 'without the tag',
  'digests-only': 'want digests only',
  'beyond-ascii': 'letters beyond ASCII before the @, which few servers carry',
};

/** A part of a whole: `98.1%`, and never 0% or 100% of what is not nothing or all. */
export function share(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = (part / whole) * 100;
  if (part > 0 && percent < 0.1) return '< 0.1%';
  if (part < whole && percent > 99.9) return '> 99.9%';
  return `${percent.toFixed(1).replace('.0', '')}%`;
}

/** A length of time in its two largest units: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1).replace('.0', '')} s`;
  const whole = Math.round(seconds);
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const;
  const at = Math.max(
    units.findIndex(([, length]) => whole >= length),
    0,
  );
  const [large, small] = [units[at]!, units[at + 1]];
  const rest = small ? Math.floor((whole % large[1]) / small[1]) : 0;
  const first = `${Math.floor(whole / large[1])} ${large[0]}`;
  return small && rest > 0 ? `${first} ${rest} ${small[0]}` : first;
}

/** Writes instants as clocks and calendars of one time zone show them. */
export class Times {
  readonly #timezone: string;
  readonly #day: Intl.DateTimeFormat;
  readonly #minute: Intl.DateTimeFormat;
  readonly #second: Intl.DateTimeFormat;

  constructor(timezone: string) {
    this.#timezone = timezone;
    const zone = { timeZone: timezone };
    const clock = { ...zone, hourCycle: 'h23', hour: '2-digit', minute: '2-digit' } as const;
    this.#day = new Intl.DateTimeFormat('en-GB', { ...zone, day: 'numeric', month: 'long', year: 'numeric' });
    this.#minute = new Intl.DateTimeFormat('en-GB', clock);
    this.#second = new Intl.DateTimeFormat('en-GB', { ...clock, second: '2-digit' });
  }

  /** `2026-11-23` */
  isoDay(at: Date): string {
    return inZone(at, this.#timezone).slice(0, 10);
  }

  /** `23 November 2026` */
  day(at: Date): string {
    return this.#day.format(at);
  }

  /** `09:02`, or `09:02:41` */
  clock(at: Date, seconds = false): string {
    return (seconds ? this.#second : this.#minute).format(at);
  }

  /** The time zone, for times that stand alone: `UTC`, `Europe/Vienna`. */
  get zone(): string {
    return this.#timezone;
  }

  /** `23 November 2026, 09:02 UTC` */
  moment(at: Date): string {
    return `${this.#dayAndClock(at)} ${this.#timezone}`;
  }

  #dayAndClock(at: Date): string {
    return `${this.day(at)}, ${this.clock(at)}`;
  }

  /** From one instant to another, with the day of the second only if it is another one. */
  span(from: Date, to: Date): string {
    if (this.moment(from) === this.moment(to)) return this.moment(from);
    const end = this.day(from) === this.day(to) ? this.clock(to) : this.#dayAndClock(to);
    return `${this.#dayAndClock(from)} – ${end} ${this.#timezone}`;
  }
}
