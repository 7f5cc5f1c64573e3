import { resolve } from 'node:path';
import { copyStore } from '../../store/open.ts';
import type { ListFlags } from '../flags.ts';
import { warnOfGit } from '../git-warning.ts';
import type { Terminal } from '../terminal.ts';
import { listOf, refuse } from './open-list.ts';

/** `tidings backup <file>`: a consistent copy of the list, also while other processes use it. */
export async function backup(terminal: Terminal, target: string, { publication }: ListFlags): Promise<number> {
  const { file, named, isServer } = await listOf(terminal, publication);
  if (isServer)
    refuse(
      `the list is in ${named}`,
      'Copy it by pg_dump --format=custom --schema=tidings --file=tidings.dump "$DATABASE_URL".',
    );
  const path = resolve(terminal.context.cwd, target);
  try {
    const bytes = await copyStore(file, path, { list: named, copy: target });
    terminal.result(
      'backup',
      `Copied ${named} to ${target} (${bytes} bytes).\nNext: keep it apart from this machine, together with the secret in .env.\n`,
      { file: target, bytes },
    );
    await warnOfGit(terminal, path, target);
    return 0;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST')
      refuse(`${target} is there already`, 'Name a new file, so that an older backup stays.', 'exists');
    if (code === 'ENOENT')
      refuse(`there is no ${named}, or no folder for ${target}`, 'Add a subscriber first.', 'not-found');
    throw error;
  }
}
