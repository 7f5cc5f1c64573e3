const hour = 3_600_000;

/** How many letters a server may take within an hour and a day. */
export interface QuotaSettings {
  readonly perHour?: number | undefined;
  readonly perDay?: number | undefined;
}

/** Keeps to the number of letters that a server takes within any hour and any day, also over several runs. */
export class Quota {
  readonly #spans: readonly (readonly [limit: number, span: number])[];
  /** When letters were taken, in milliseconds since 1970; the last day's, in order. */
  #times: number[] = [];

  constructor({ perHour, perDay }: QuotaSettings) {
    const spans = [
      [perHour, hour],
      [perDay, 24 * hour],
    ] as const;
    this.#spans = spans.flatMap(([limit, span]) => (limit === undefined ? [] : [[limit, span] as const]));
  }

  /** A letter was taken. */
  add(at: Date): void {
    if (this.#spans.length > 0) this.#times.push(at.getTime());
  }

  /**
   * Milliseconds until another one may go.
   * @param underWay How many are on their way, and may be taken.
   */
  delay(clock: Date, underWay: number): number {
    const now = clock.getTime();
    // A clock that was put back must not stop a run for longer than a day.
    this.#times = this.#times.filter((at) => at > now - 24 * hour && at <= now);
    return Math.max(0, ...this.#spans.map(([limit, span]) => this.#wait(limit - underWay, now - span)));
  }

  /** Until one of the oldest is older than the span, or one that is under way has ended. */
  #wait(free: number, since: number): number {
    const from = this.#times.findIndex((at) => at > since);
    const count = from < 0 ? 0 : this.#times.length - from;
    if (count < free) return 0;
    return free < 1 ? second : this.#times[from + count - free]! - since;
  }
}

const second = 1000;
