import { watch } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import type { Config } from '../../config/config.ts';
import { typeOfEnding } from '../../system/media.ts';
import { issuesFolder } from '../prepare.ts';

/** Milliseconds of quiet before a change is reported, since editors write a file in several steps. */
const calm = 100;

/**
 * Yields once for every burst of changes below a folder, until the signal ends it. Only paths for which `counts` is
 * true do; a change during the consumer's work is reported right after it.
 */
export async function* changesBelow(
  folder: string,
  counts: (path: string) => boolean,
  signal: AbortSignal,
): AsyncGenerator<void> {
  let tell: () => void = () => {};
  let changed = new Promise<void>((resolve) => {
    tell = resolve;
  });
  let timer: NodeJS.Timeout | undefined;
  const listen = async () => {
    for await (const { filename } of watch(folder, { recursive: true, signal })) {
      if (filename !== null && !counts(join(folder, filename))) continue;
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

/**
 * Which paths a build reads: settings, what lies with articles, issues and themes, the files that the last build copied
 * (`used`, absolute), and elsewhere whatever could be a picture or an attachment, for one may be missing. All else may
 * change, above all a log that the watch itself is written to.
 */
export function readBy(
  { directory, source, output }: Pick<Config, 'directory' | 'source' | 'output'>,
  used: ReadonlySet<string>,
): (path: string) => boolean {
  const settings = ['tidings.yaml', '.env'].map((name) => join(directory, name));
  const folders = [source, join(directory, issuesFolder), join(directory, 'themes')];
  return (path) => {
    // A source may be the publication's own folder.
    if (isPathBelow(path, output) || isPathBelow(path, join(directory, '.tidings'))) return false;
    if (settings.includes(path) || used.has(path) || [...used].some((file) => isPathBelow(file, path))) return true;
    if (!folders.some((folder) => isPathBelow(path, folder))) return isMedia(path);
    // Without an ending it is a folder, most likely.
    return extname(path) === '' || isMedia(path) || /\.(txt|md|markdown|json|html?|mjml|ya?ml)$/i.test(path);
  };
}

function isMedia(path: string): boolean {
  const type = typeOfEnding(path);
  return type !== undefined && !/^text\/(?!csv|calendar)|json/.test(type);
}

/** Whether a path is a folder or lies below it. */
export function isPathBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}
