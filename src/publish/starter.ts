import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesBelow } from '../lib/files.ts';
import { ProblemError } from '../problem.ts';

/** What building the starter itself leaves beside it; a new publication mints its own. */
const ownTraces = /^(tidings\.lock|\.env$|\.tidings\/|output\/)/;

/**
 * Copies the starter publication into a folder, and makes its secret. A file that is there already is kept, never
 * overwritten.
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
  const make = async (target: string, write: (path: string) => Promise<void>) => {
    try {
      await mkdir(dirname(join(folder, target)), { recursive: true });
      await write(join(folder, target));
      written.push(target);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST')
        throw refusal(`${join(named, target)} cannot be written (${code})`, 'Name a folder in which you may write.');
      kept.push(target);
    }
  };
  await make('.env', (path) => writeFile(path, environmentOf(randomBytes(32)), { flag: 'wx', mode: 0o600 }));
  for (const path of await filesBelow(starter)) {
    if (ownTraces.test(path)) continue;
    // npm leaves a .gitignore out of a package, so it travels under another name.
    const target = path === 'gitignore' ? '.gitignore' : path;
    await make(target, (to) => copyFile(join(starter, path), to, constants.COPYFILE_EXCL));
  }
  return { written, kept };
}

function environmentOf(secret: Buffer): string {
  return [
    '# Secrets of this publication; .env.example shows what else can stand here. Keep this file out of git.',
    '',
    '# The key of unsubscribe links and of the suppression list. Keep a copy, and never change it: with another one the',
    '# links in sent letters are dead, and nobody is known who unsubscribed.',
    `TIDINGS_SECRET=${secret.toString('base64url')}`,
    '',
  ].join('\n');
}

function refusal(message: string, hint: string): ProblemError {
  return new ProblemError([{ severity: 'error', rule: 'init', message, hint }], { exitCode: 2 });
}
