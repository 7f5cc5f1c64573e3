import { open, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { csvLine } from '../../lib/csv.ts';
import type { Filter, SubscriberStore } from '../../store/subscriber-store.ts';
import { titleOf } from '../../subscribers/columns.ts';
import type { ConsentEvent, Subscriber } from '../../subscribers/subscriber.ts';
import { isDeparture } from '../../subscribers/subscriber.ts';
import type { FilterFlags } from '../flags.ts';
import { warnOfGit } from '../git-warning.ts';
import type { Terminal } from '../terminal.ts';
import { filterOf, jsonList, plain } from './list.ts';
import { refuse, withList } from './open-list.ts';

/** `tidings subscribers export [file]` */
export async function exportList(terminal: Terminal, file: string | undefined, flags: FilterFlags): Promise<number> {
  const filter = filterOf(flags);
  return withList(terminal, flags, async ({ subscribers, fields }) => {
    const csv = writeSubscribersCsv(subscribers, { fields: [...fields], filter });
    if (file !== undefined) return writeFile(terminal, file, csv);
    const withLog = async (subscriber: Parameters<typeof plain>[0]) => ({
      ...plain(subscriber),
      consent: await subscribers.consentOf(subscriber.id),
    });
    await terminal.stream(terminal.json ? jsonList('subscribers', subscribers.read(filter), withLog) : csv);
    return 0;
  });
}

/** The list is for its owner alone, and no other file is replaced by it. */
async function writeFile(terminal: Terminal, file: string, csv: AsyncIterable<string>): Promise<number> {
  const path = resolve(terminal.context.cwd, file);
  const handle = await open(path, 'wx', 0o600).catch(({ code }: NodeJS.ErrnoException) =>
    refuse(
      code === 'EEXIST' ? `${file} is there already` : `${file} cannot be written (${code})`,
      'Name a new file in a folder in which you may write.',
      code === 'EEXIST' ? 'exists' : 'write',
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
  terminal.result(
    'subscribers-export-file',
    `Wrote ${lines} lines to ${file}. It holds personal data: delete it when it is of no more use.\n`,
    {
      file,
      lines,
    },
  );
  await warnOfGit(terminal, path, file);
  return 0;
}

/**
 * Writes the whole list as CSV in pieces, so that `readList` makes the same list of it: with the last consent of
 * everybody, with who left, and with the hashes of those of whom nothing else is known; `readList` takes the
 * apostrophe before a formula away again. `fields` are the declared ones; what anybody else has stored comes after
 * them. A filter leaves the hashes out.
 */
export async function* writeSubscribersCsv(
  subscribers: SubscriberStore,
  { fields, filter }: { fields: readonly string[]; filter?: Filter },
): AsyncGenerator<string> {
  const named = [...new Set([...fields, ...(await subscribers.fieldNames())])].filter((field) => field !== 'name');
  const titles = ['email', 'name', 'status', 'language', 'tags', 'frequency', ...named.map(titleOf)];
  yield csvLine([...titles, 'left', 'consented', 'consent', 'shown', 'suppression']);
  for await (const subscriber of subscribers.read(filter)) yield csvLine(await cellsOf(subscriber, named, subscribers));
  if (filter && Object.values(filter).some((value) => value !== undefined)) return;
  for await (const { hash, reason, at } of subscribers.strangers()) {
    const gap = titles.slice(3).map(() => '');
    yield csvLine(['', '', reason, ...gap, at.toISOString(), '', '', '', Buffer.from(hash).toString('hex')]);
  }
}

async function cellsOf(
  { id, address, name, status, language, tags, frequency, fields }: Subscriber,
  named: readonly string[],
  subscribers: SubscriberStore,
): Promise<(string | undefined)[]> {
  const log = await subscribers.consentOf(id);
  const agreed = log.findLast(({ event }) => agreements.has(event));
  const left = isDeparture(status) ? log.findLast(({ event }) => event === status)?.at : undefined;
  return [
    ...[address.typed, name, status, language, tags.join(' '), frequency, ...named.map((field) => fields[field])],
    ...[left?.toISOString(), agreed?.at.toISOString(), agreed?.how, agreed?.shown, ''],
  ];
}

const agreements: ReadonlySet<ConsentEvent> = new Set(['subscribed', 'confirmed', 'returned']);
