import { floodLimit } from '../returned-mail.ts';
import type { StoredRow } from './rows.ts';

/** A delivery of which a server said that the mailbox is gone, or that it may work again. */
export interface NotedBounce {
  readonly sending: number;
  readonly subscriber: number;
  readonly gravity: 'soft' | 'hard';
  readonly way: 'smtp' | 'mail';
  /** For the log, in words. */
  readonly how: string;
  readonly at: Date;
}

export function givenUp(times: readonly number[], how: string): string {
  return `${times.length} issues in a row; ${how}`;
}

export function bounceFrom({ sending, subscriber, at, way, gravity, how }: StoredRow): NotedBounce {
  return {
    ...{ sending: sending as number, subscriber: subscriber as number, at: new Date(at as number) },
    ...{ way: way as NotedBounce['way'], gravity: gravity as NotedBounce['gravity'], how: how as string },
  };
}

/** When the newest issues came back, up to one that was taken and stayed away: `at` is null for it. Newest first. */
export function timesInARow(issues: readonly StoredRow[]): number[] {
  const delivered = issues.findIndex(({ at }) => at === null);
  return issues.slice(0, delivered < 0 ? issues.length : delivered).map(({ at }) => at as number);
}

/** Whether more of an issue came back by mail than is to be believed, unless a person has believed as much before. */
export function isFlood({ all, marked, letters }: Readonly<Record<'all' | 'marked' | 'letters', number>>): boolean {
  const limit = Math.max(floodLimit.letters - 1, Math.floor(letters * floodLimit.share));
  return all > limit && marked <= limit;
}
