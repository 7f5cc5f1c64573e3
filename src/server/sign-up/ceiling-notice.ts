import type { Doors } from '../doors.ts';

const hour = 3_600_000;

/** Tells the operator that the hourly ceiling of confirmation mails is reached, once an hour. */
export class CeilingNotice {
  readonly #doors: Pick<Doors, 'log' | 'settings'>;
  #noted = Number.NEGATIVE_INFINITY;

  constructor(doors: Pick<Doors, 'log' | 'settings'>) {
    this.#doors = doors;
  }

  reached(now: Date): void {
    // A clock that was set back does not silence it.
    if (Math.abs(now.getTime() - this.#noted) < hour) return;
    this.#noted = now.getTime();
    const { log, settings } = this.#doors;
    const { perHour } = settings.server.signUps;
    log.remark(`sign-ups pause: ${perHour} confirmation mails in an hour (server.signUps.perHour); is this an attack?`);
  }
}
