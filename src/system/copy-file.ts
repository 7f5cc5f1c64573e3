import { constants, copyFile, readFile, writeFile } from 'node:fs/promises';

/**
 * Copies a file, also one that the program brings along: in the single executable those lie in an archive, from which the
 * system cannot copy (EXDEV). Rejects with an error of the disk; with `isNew`, also if the target is there (EEXIST).
 */
export async function copyInto(source: string, target: string, { isNew = false } = {}): Promise<void> {
  try {
    await copyFile(source, target, isNew ? constants.COPYFILE_EXCL : 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await writeFile(target, await readFile(source), { flag: isNew ? 'wx' : 'w' });
  }
}
