import { open, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { writeList } from '../../subscribers/write-list.ts';
import type { Terminal } from '../terminal.ts';
import { filterOf, jsonList, plain } from './list.ts';
import { refuse, withList } from './open-list.ts';
import type { FilterFlags } from './program.ts';

/** `tidings subscribers export [file]` */
export async function exportList(terminal: Terminal, file: string | undefined, flags: FilterFlags): Promise<number> {
  const filter = filterOf(flags);
  return withList(terminal, flags, async ({ store, fields }) => {
    const csv = writeList(store, { fields: [...fields], filter });
    if (file !== undefined) return writeFile(terminal, file, csv);
    const withLog = async (subscriber: Parameters<typeof plain>[0]) => ({
      ...plain(subscriber),
      consent: await store.consentOf(subscriber.id),
    });
    await terminal.stream(terminal.json ? jsonList('subscribers', store.read(filter), withLog) : csv);
    return 0;
  });
}

/** The list is for its owner alone, and no other file is replaced by it. */
async function writeFile(terminal: Terminal, file: string, csv: AsyncIterable<string>): Promise<number> {
  const path = resolve(terminal.surroundings.cwd, file);
  const handle = await open(path, 'wx', 0o600).catch(({ code }: NodeJS.ErrnoException) =>
    refuse(
      code === 'EEXIST' ? `${file} is there already` : `${file} cannot be written (${code})`,
      'Name a new file in a folder in which you may write.',
    ),
  );
  let lines = -1;
  try {
    for await (const line of csv) {
      await handle.write(line);
      lines += 1;
    }
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  terminal.result(`Wrote ${lines} lines to ${file}. It holds personal data: delete it when it is of no more use.\n`, {
    file,
    lines,
  });
  return 0;
}
