import { stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import type { Problem } from '../model/problem.ts';

/** Where containers mount secrets, for everybody in them to read. */
const mounted = [`${sep}run${sep}secrets${sep}`, `${sep}var${sep}run${sep}secrets${sep}`];

/** Warnings of files with secrets that other users of the machine may read or change. */
export async function exposedFiles(
  directory: string,
  files: readonly string[],
  display: (file: string) => string,
): Promise<Problem[]> {
  const paths = [...new Set(files.map((file) => resolve(directory, file)))];
  const found = await Promise.all(paths.map(async (path) => ((await isExposed(path)) ? [path] : [])));
  return found.flat().map((path): Problem => {
    const file = display(path);
    return {
      severity: 'warning',
      rule: 'secret-mode',
      message: `${file} holds secrets, and every user of this machine may read it`,
      hint: `Keep it for yourself: chmod 600 ${file}.`,
    };
  });
}

async function isExposed(path: string): Promise<boolean> {
  // Windows knows no such bits.
  if (process.getuid === undefined || mounted.some((folder) => path.startsWith(folder))) return false;
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true && (found.mode & 0o006) !== 0;
}
