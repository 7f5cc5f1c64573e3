import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Scheduled } from '../publish/issues/scheduled.ts';
import { isUnsent } from '../sendings/unsent.ts';
import { openStore } from '../store/open.ts';
import type { Terminal } from './terminal.ts';

/** Whether a scheduled issue has yet to be sent, by the publication's list; a doubtful one is passed over with a warning. */
export async function unsent(terminal: Terminal, config: Config, scheduled: Scheduled): Promise<boolean> {
  const file = join(config.directory, 'tidings.db');
  const counts = await countsOf(terminal, config, scheduled.issue.id, file);
  const { unsent, warning } = isUnsent(scheduled, counts, config, file);
  if (warning) terminal.warn([warning], 'It was passed over.');
  return unsent;
}

async function countsOf({ context: { clock } }: Terminal, config: Config, issue: string, file: string) {
  // Opening it would make one.
  if (!(await stat(file).catch(() => undefined))) return undefined;
  const { ledger, close } = await openStore(file, { key: await config.secret(), clock, named: config.display(file) });
  try {
    const sending = await ledger.find(issue);
    return sending && (await ledger.counts(sending.id));
  } finally {
    await close();
  }
}
