import type { Departure, Suppression } from '../subscribers/subscriber.ts';

/** How long a wish can be confirmed, in milliseconds. */
export const confirmableFor = 7 * 24 * 3_600_000;

/** Two servers of one list may disagree about the time by so many milliseconds. */
export const clockSkew = 10 * 60_000;

/** Whether a wish is no older than seven days, and not from the future, as after a change of the clock. */
export function isConfirmable(asked: Date, now: Date): boolean {
  const age = now.getTime() - asked.getTime();
  return age <= confirmableFor && age >= -clockSkew;
}

/** Whether somebody was promised to hear no more, so that a form, which anybody can fill in, makes no mail to them. */
export function isSilenced(suppression: Suppression | undefined): boolean {
  return suppression !== undefined && silent.has(suppression.reason);
}

const silent: ReadonlySet<Departure> = new Set<Departure>(['complained', 'erased']);
