import { stat } from 'node:fs/promises';
import type { Config } from '../config/config.ts';
import type { Scheduled } from '../publish/issues/scheduled.ts';
import { sendingState } from '../sendings/unsent.ts';
import { withStore } from './subscribers/open-list.ts';
import type { Terminal } from './terminal.ts';

/** Whether a scheduled issue has yet to be sent, by the publication's list; a doubtful one is passed over with a warning. */
export async function unsent(terminal: Terminal, config: Config, scheduled: Scheduled): Promise<boolean> {
  const counts = await countsOf(terminal, config, scheduled.issue.id);
  const { unsent, warning } = sendingState(scheduled, counts, (await config.list()).named);
  if (warning) terminal.warn([warning], 'It was passed over.');
  return unsent;
}

async function countsOf(terminal: Terminal, config: Config, issue: string) {
  const { isServer, file } = await config.list();
  // Opening it would make one.
  if (!isServer && !(await stat(file).catch(() => undefined))) return undefined;
  return withStore(terminal, config, async ({ ledger }) => {
    const sending = await ledger.find(issue);
    return sending && (await ledger.counts(sending.id));
  });
}
