import { execFile } from 'node:child_process';
import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Whether a file lies in a git work tree and is not ignored there, so that the next `git add` would take it along. Where
 * there is a work tree and no git to ask, it counts as not ignored.
 */
export async function isForGit(path: string): Promise<boolean> {
  const folder = await realpath(dirname(path)).catch(() => undefined);
  if (folder === undefined || !(await isInWorkTree(folder))) return false;
  return new Promise((resolve) => {
    // 0: ignored; 1: not ignored; 128: no work tree, or one that git does not trust.
    const args = ['-C', folder, 'check-ignore', '--quiet', '--', basename(path)];
    execFile('git', args, { timeout: 5000 }, (error) => resolve(error !== null));
  });
}

/** Whether git keeps a file: it is in the index. */
export async function isTracked(path: string): Promise<boolean> {
  const folder = await realpath(dirname(path)).catch(() => undefined);
  if (folder === undefined || !(await isInWorkTree(folder))) return false;
  const args = ['-C', folder, 'ls-files', '--error-unmatch', '--', basename(path)];
  return new Promise((resolve) => execFile('git', args, { timeout: 5000 }, (error) => resolve(error === null)));
}

/** Of paths in a folder, those that the next `git add` would take along; none where there is no work tree. */
export async function forGitAmong(folder: string, paths: readonly string[]): Promise<string[]> {
  const real = await realpath(folder).catch(() => undefined);
  if (real === undefined || !(await isInWorkTree(real))) return [];
  return new Promise((resolve) => {
    // It prints those that are ignored, and exits with 1 if none is.
    execFile('git', ['-C', real, 'check-ignore', '--', ...paths], { timeout: 5000 }, (_, stdout) => {
      const ignored = new Set(stdout.split('\n'));
      resolve(paths.filter((path) => !ignored.has(path)));
    });
  });
}

/**
 * The day and time at which each file of a folder was first committed, by its path relative to that folder: RFC 3339, as
 * the author's clock had it. A file that was renamed inside keeps its date. Empty where there is no work tree or no git
 * to ask, and in a shallow clone, which knows only the last commits.
 */
export async function firstCommits(folder: string, below = '.'): Promise<ReadonlyMap<string, string>> {
  const real = await realpath(folder).catch(() => undefined);
  if (real === undefined || !(await isInWorkTree(real))) return new Map();
  const isShallow = await ask(real, ['rev-parse', '--is-shallow-repository']);
  if (isShallow?.trim() !== 'false') return new Map();
  const options = ['--no-show-signature', '--relative', '-M', '--diff-filter=AR', '--name-status', '-z'];
  return commitsIn((await ask(real, ['log', ...options, '--format=%x01%aI', '--', below])) ?? '');
}

/** From the newest commit to the oldest: a file is followed under its earlier names, and its oldest date stays. */
function commitsIn(log: string): ReadonlyMap<string, string> {
  const dates = new Map<string, string>();
  const today = new Map<string, string>();
  let date = '';
  const parts = log.split('\0').map((part) => part.replace(/^\n/, ''));
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index]!;
    if (part.startsWith('\x01')) date = part.slice(1).trim();
    else if (part === 'A') {
      const path = parts[++index]!;
      dates.set(today.get(path) ?? path, date);
    } else if (/^R\d+$/.test(part)) {
      const [before, after] = [parts[++index]!, parts[++index]!];
      today.set(before, today.get(after) ?? after);
    }
  }
  return dates;
}

/** Git's answer; nothing if it has none within twenty seconds. */
function ask(folder: string, args: readonly string[]): Promise<string | undefined> {
  const limits = { timeout: 20_000, maxBuffer: 256 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile('git', ['-C', folder, '-c', 'log.follow=false', ...args], limits, (error, stdout) =>
      resolve(error ? undefined : stdout),
    );
  });
}

async function isInWorkTree(folder: string): Promise<boolean> {
  if (await lstat(join(folder, '.git')).catch(() => undefined)) return true;
  return folder !== dirname(folder) && isInWorkTree(dirname(folder));
}
