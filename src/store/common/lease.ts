import { randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';

/** The sending process, and a counter that it raises while it lives. Clocks are not used, since they jump. */
export interface Lease {
  /** As `newHolder` made it; nothing if nobody sends. */
  readonly holder: string | null;
  readonly beat: number;
}

/** How often a living holder raises its number, and how often that is looked at before it is taken for dead: 7 s. */
export const beatInterval = 2_000;
const looks = 14;

/** Names this process, and one share of it. */
export function newHolder(): string {
  return JSON.stringify({ host: hostOf(), pid: process.pid, id: randomUUID() });
}

/**
 * Whether nobody holds it, or surely nobody any more: a process of this machine that has ended. Of another machine
 * nothing is known without waiting, so its process counts as alive.
 */
export function isFree(holder: string | null): boolean {
  if (holder === null) return true;
  const { host, pid } = JSON.parse(holder) as { host: string; pid: number };
  if (host !== hostOf()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** The holder in words: process and host; undefined if it is certainly free. */
export function senderOf(holder: string | null): { host: string; pid: number } | undefined {
  if (holder === null || isFree(holder)) return undefined;
  const { host, pid } = JSON.parse(holder) as { host: string; pid: number };
  // The space of the pid follows the name.
  return { host: host.split(' ')[0]!, pid };
}

/** Watches for some beats whether the holder lives; true if it raised nothing, or let go. `interval` in milliseconds. */
export async function isAbandoned(
  seen: Lease,
  read: () => Lease | Promise<Lease>,
  interval = beatInterval,
): Promise<boolean> {
  for (let look = 0; look < looks; look += 1) {
    await setTimeout(interval / 4);
    const { holder, beat } = await read();
    if (isFree(holder)) return true;
    if (holder !== seen.holder || beat !== seen.beat) return false;
  }
  return true;
}

/** Two containers may share a name, but not the space in which a pid means something. */
function hostOf(): string {
  let space = '';
  try {
    space = readlinkSync('/proc/self/ns/pid');
  } catch {
    // Only Linux has it.
  }
  return `${hostname()} ${space}`.trim();
}
