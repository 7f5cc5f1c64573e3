import { link, open, rm, stat } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { inWords } from './fault.ts';

/** SQLite's result codes for which the list is to blame: in use, damaged, not to be opened, no database. */
const faultsOfList: ReadonlySet<number> = new Set([5, 6, 11, 14, 23, 26]);

/**
 * Copies a list into a new file for its owner alone, as a whole or not at all, and returns its size in bytes. The list
 * may be in use; its key is not needed. Mails that wait stay out, for they may be kept for a day only. `named`: the two files in messages.
 * @throws An error with `code` ENOENT or EEXIST; ProblemError if one of the files fails in a way that a person can mend.
 */
export async function copyStore(
  file: string,
  target: string,
  named: { readonly list: string; readonly copy: string },
): Promise<number> {
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
    dropMails(temporary);
    const copy = await open(temporary);
    await copy.sync();
    await copy.close();
    // Unlike renaming, this replaces nothing.
    await link(temporary, target);
    return (await stat(target)).size;
  } catch (error) {
    const { errcode = 0 } = error as { errcode?: number };
    throw inWords(error, faultsOfList.has(errcode & 0xff) ? named.list : named.copy);
  } finally {
    await rm(temporary, { force: true });
  }
}

function dropMails(file: string): void {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA secure_delete = ON');
    // A list of an earlier version is copied as it is.
    if (database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'waiting_mail'").get())
      database.exec('DELETE FROM waiting_mail');
  } finally {
    database.close();
  }
}
