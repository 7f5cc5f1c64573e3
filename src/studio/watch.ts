import { statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { unwatchable } from '../publish/output/watch.ts';
import { watchBelow } from '../system/watch-below.ts';
import type { LiveSession } from './session.ts';

/** Milliseconds of quiet before a change counts, since editors write a file in several steps. */
const calm = 12;
/** While something goes on changing, as a checkout does, it counts at least so often, in milliseconds. */
const longest = 200;
/** Milliseconds between two looks whether the folder is still the same one. */
const interval = 1000;

/** Absolute. */
export interface WatchedFolder {
  readonly folder: string;
  /** Builds write thousands of files there. */
  readonly output: string;
}

/**
 * Tells a session of changes below a publication's folder until the signal ends it, also after the folder itself was
 * renamed, removed or replaced, for then its watchers hear of another one.
 */
export async function watchPublication(
  session: LiveSession,
  { folder, output }: WatchedFolder,
  signal: AbortSignal,
): Promise<void> {
  const changes = new Calm(() => session.touched());
  const heard = (path: string) => session.reads(path) && changes.heard();
  try {
    for (let watched = identityOf(folder); !signal.aborted; watched = identityOf(folder)) {
      const ending = new AbortController();
      const ended =
        watched === undefined ? undefined : watchBelow(folder, heard, { signal: ending.signal, except: output });
      try {
        await Promise.race([isOther(folder, watched, signal), ...(ended ? [failureOf(ended)] : [])]);
      } finally {
        ending.abort();
      }
      await ended;
      if (!signal.aborted) session.touched();
    }
  } finally {
    changes.stop();
  }
}

async function isOther(folder: string, watched: string | undefined, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && identityOf(folder) === watched)
    await pause(interval, undefined, { signal, ref: false }).catch(() => undefined);
}

/** Never resolves: only a failure ends the watch before its time. */
function failureOf(ended: Promise<void>): Promise<never> {
  return new Promise((_, reject) => {
    ended.catch((error) => reject(unwatchable(error)));
  });
}

function identityOf(folder: string): string | undefined {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() ? `${found.dev} ${found.ino}` : undefined;
}

/** Makes one change of many that follow each other. */
class Calm {
  readonly #tell: () => void;
  #timer: NodeJS.Timeout | undefined;
  #since: number | undefined;

  constructor(tell: () => void) {
    this.#tell = tell;
  }

  heard(): void {
    const now = performance.now();
    this.#since ??= now;
    clearTimeout(this.#timer);
    const left = Math.max(0, this.#since + longest - now);
    this.#timer = setTimeout(
      () => {
        this.#since = undefined;
        this.#tell();
      },
      Math.min(calm, left),
    );
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
