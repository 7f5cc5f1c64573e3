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

async function isInWorkTree(folder: string): Promise<boolean> {
  if (await lstat(join(folder, '.git')).catch(() => undefined)) return true;
  return folder !== dirname(folder) && isInWorkTree(dirname(folder));
}
