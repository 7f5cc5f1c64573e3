import { link, open, rm, stat } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';

/**
 * Copies a list into a new file for its owner alone, as a whole or not at all, and returns its size in bytes. The list
 * may be in use; its key is not needed. Throws an error with `code` ENOENT or EEXIST, or what SQLite says.
 */
export async function copyStore(file: string, target: string): Promise<number> {
  await stat(file);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    // SQLite fills an empty file and keeps its mode.
    await (await open(temporary, 'wx', 0o600)).close();
    const database = new DatabaseSync(file, { timeout: 10_000 });
    try {
      database.prepare('VACUUM INTO ?').run(temporary);
    } finally {
      database.close();
    }
    const copy = await open(temporary);
    await copy.sync();
    await copy.close();
    // Unlike renaming, this replaces nothing.
    await link(temporary, target);
    return (await stat(target)).size;
  } finally {
    await rm(temporary, { force: true });
  }
}
