import { constants } from 'node:fs';
import { copyFile, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesBelow } from '../lib/files.ts';
import { ProblemError } from '../problem.ts';

/** What building the starter itself leaves beside it; a new publication mints its own. */
const ownTraces = /^(tidings\.lock|\.env$|\.tidings\/|output\/)/;

/**
 * Copies the starter publication into a folder. A file that is there already is kept, never overwritten.
 * @throws ProblemError with exit code 2 if the folder is a publication already or cannot be written.
 */
export async function copyStarter(folder: string, named: string): Promise<{ written: string[]; kept: string[] }> {
  const starter = fileURLToPath(new URL('../../templates/starter/', import.meta.url));
  if (await stat(join(folder, 'tidings.yaml')).catch(() => undefined)) {
    throw refusal(
      `${named} is a publication already`,
      `Build it with "tidings build ${named}", or begin in another folder.`,
    );
  }
  const written: string[] = [];
  const kept: string[] = [];
  for (const path of await filesBelow(starter)) {
    if (ownTraces.test(path)) continue;
    // npm leaves a .gitignore out of a package, so it travels under another name.
    const target = path === 'gitignore' ? '.gitignore' : path;
    try {
      await mkdir(dirname(join(folder, target)), { recursive: true });
      await copyFile(join(starter, path), join(folder, target), constants.COPYFILE_EXCL);
      written.push(target);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST')
        throw refusal(`${join(named, target)} cannot be written (${code})`, 'Name a folder in which you may write.');
      kept.push(target);
    }
  }
  return { written, kept };
}

function refusal(message: string, hint: string): ProblemError {
  return new ProblemError([{ severity: 'error', rule: 'init', message, hint }], { exitCode: 2 });
}
