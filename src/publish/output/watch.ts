import { extname, join, sep } from 'node:path';
import type { Config } from '../../config/config.ts';
import { ProblemError } from '../../model/problem.ts';
import { sitePagesFolder } from '../../model/site-page.ts';
import { typeOfEnding } from '../../system/media.ts';
import { watchBelow } from '../../system/watch-below.ts';
import { issuesFolder } from '../read-context.ts';
import { sourcesFolder } from '../sources/source-files.ts';

/** Milliseconds of quiet before a change is reported, since editors write a file in several steps. */
const calm = 100;

/**
 * Yields once for every burst of changes below a folder, until the signal ends it. Only paths for which `counts` is
 * true do; a change during the consumer's work is reported right after it. Nothing below `except` is watched.
 * @throws ProblemError where the system lets no more folders be watched.
 */
export async function* changesBelow(
  folder: string,
  counts: (path: string) => boolean,
  signal: AbortSignal,
  except?: string,
): AsyncGenerator<void> {
  let next = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  const heard = (path: string) => {
    if (!counts(path)) return;
    clearTimeout(timer);
    timer = setTimeout(() => next.resolve(), calm);
  };
  const ended = watchBelow(folder, heard, { signal, except }).catch((error) => {
    throw unwatchable(error);
  });
  // It is awaited below, but not while the consumer works.
  ended.catch(() => undefined);
  try {
    while (!signal.aborted) {
      await Promise.race([next.promise, ended]);
      if (signal.aborted) return;
      next = Promise.withResolvers();
      yield;
    }
  } finally {
    clearTimeout(timer);
  }
}

/** A problem where the system lets no more folders be watched; other errors pass as they are. */
export function unwatchable(error: NodeJS.ErrnoException): Error {
  const { code } = error;
  if (code === undefined || !/^(ENOSPC|EMFILE|ENFILE)$/.test(code)) return error;
  const message = `the system lets no more folders be watched (${code})`;
  const hint =
    'Raise fs.inotify.max_user_watches and max_user_instances with sysctl, end other programs that watch files, or build without --watch.';
  return new ProblemError([{ severity: 'error', rule: 'watch', message, hint }], {
    exitCode: 2,
    state: 'Nothing is watched.',
  });
}

/**
 * Which paths a build reads: settings, what lies with articles, issues, pages, themes and copies of feeds, the files that the last
 * build copied (`used`, absolute), and elsewhere whatever could be a picture or an attachment, for one may be missing. All
 * else may change, above all a log that the watch itself is written to.
 */
export function readBy(
  { directory, source, output }: Pick<Config, 'directory' | 'source' | 'output'>,
  used: ReadonlySet<string>,
): (path: string) => boolean {
  const settings = ['tidings.yaml', '.env'].map((name) => join(directory, name));
  const folders = [
    source,
    ...[issuesFolder, sitePagesFolder, 'themes', sourcesFolder].map((name) => join(directory, name)),
  ];
  return (path) => {
    // A source may be the publication's own folder.
    if (isPathBelow(path, output) || isPathBelow(path, join(directory, '.tidings'))) return false;
    if (settings.includes(path) || used.has(path) || [...used].some((file) => isPathBelow(file, path))) return true;
    if (!folders.some((folder) => isPathBelow(path, folder))) return isMedia(path);
    // Without an ending it is a folder, most likely.
    return extname(path) === '' || isMedia(path) || /\.(txt|md|markdown|mdx|jsonl?|html?|mjml|ya?ml)$/i.test(path);
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
