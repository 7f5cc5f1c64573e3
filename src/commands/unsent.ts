import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Scheduled } from '../publish/issues/scheduled.ts';
import { openDatabase } from '../store/sqlite/database.ts';
import { openLedger } from '../store/sqlite/ledger/ledger.ts';
import type { Terminal } from './terminal.ts';

/**
 * Whether an issue that a schedule made has yet to be sent, or to be sent to all. One that was frozen for sending and
 * that the list does not know is not: the list may be an older copy, and nobody gets a letter twice for that.
 */
export async function unsent(terminal: Terminal, config: Config, { issue, isFrozen }: Scheduled): Promise<boolean> {
  const counts = await countsOf(terminal, config, issue.id);
  if (counts) return counts.pending + counts['under-way'] > 0;
  if (isFrozen) warn(terminal, config, issue.slug);
  return !isFrozen;
}

async function countsOf({ context: { clock } }: Terminal, config: Config, issue: string) {
  const file = join(config.directory, 'tidings.db');
  // Opening it would make one.
  if (!(await stat(file).catch(() => undefined))) return undefined;
  const database = openDatabase(file, { key: await config.secret(), clock, named: config.display(file) });
  try {
    const ledger = openLedger(database);
    const sending = await ledger.find(issue);
    return sending && (await ledger.counts(sending.id));
  } finally {
    database.database.close();
  }
}

function warn(terminal: Terminal, { display, directory }: Config, slug: string): void {
  const message = `${slug} was frozen for sending, but the list in ${display(join(directory, 'tidings.db'))} knows nothing of it`;
  const hint =
    'A run broke off just then, or the list is an older copy, or another one. If surely nobody got it, send it by its name.';
  terminal.warn([{ severity: 'warning', rule: 'unknown-sending', message, hint }], 'It was passed over.');
}
