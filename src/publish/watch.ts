import { watch } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** Milliseconds without a change before one is told: editors write a file in several steps. */
const calm = 100;

/**
 * Yields once for every burst of changes below a folder, until the signal ends it. Paths for which `isOwn` is true,
 * which the build itself writes, do not count; a change during the consumer's work is told right after it.
 */
export async function* changesBelow(
  folder: string,
  isOwn: (path: string) => boolean,
  signal: AbortSignal,
): AsyncGenerator<void> {
  let tell: () => void = () => {};
  let changed = new Promise<void>((resolve) => {
    tell = resolve;
  });
  let timer: NodeJS.Timeout | undefined;
  const listen = async () => {
    for await (const { filename } of watch(folder, { recursive: true, signal })) {
      if (filename !== null && isOwn(join(folder, filename))) continue;
      clearTimeout(timer);
      timer = setTimeout(() => tell(), calm);
    }
  };
  const ended = listen().catch((error) => {
    if (error.name !== 'AbortError') throw error;
  });
  try {
    while (!signal.aborted) {
      await Promise.race([changed, ended]);
      if (signal.aborted) return;
      changed = new Promise((resolve) => {
        tell = resolve;
      });
      yield;
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Whether a path is a folder or lies below it. */
export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}
