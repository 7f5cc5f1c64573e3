import { counted } from '../lib/count-words.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import { realTiming } from '../send/loop/timing.ts';
import { refreshOpen } from '../sendings/open.ts';
import { smtpOutlets } from '../sendings/outlets.ts';
import { sendOpen } from '../sendings/send-open.ts';
import type { OpenList } from './subscribers/open-list.ts';
import type { Terminal } from './terminal.ts';

/** Before anybody confirms: sees to it that they get the letter as its issue is written now. A fault leaves it as it was. */
export async function renewWelcome(terminal: Terminal, { config, ledger }: OpenList): Promise<void> {
  const { context, signal } = terminal;
  await refreshOpen({ config, ledger, cwd: context.cwd, signal }).catch((error) => tell(terminal, error));
}

/** Sends the letter to those who have confirmed, as far as a server takes it now; the next run sends the rest. */
export async function greet(terminal: Terminal, { config, ledger, subscribers, shared }: OpenList): Promise<void> {
  const { context, signal, hurry } = terminal;
  const timing = realTiming(context.clock);
  const request = { ledger, config, timing, signal, hurry, rates: shared, list: subscribers.list };
  try {
    const { sent } = await sendOpen({ ...request, outlets: await smtpOutlets(config) });
    if (sent > 0) terminal.note(`The welcome went to ${counted(sent, 'reader')} who confirmed.\n`);
  } catch (error) {
    tell(terminal, error);
  }
}

function tell({ warn }: Terminal, error: unknown): void {
  if (!(error instanceof ProblemError)) throw error;
  const problems = error.problems.map((problem): Problem => ({ ...problem, severity: 'warning' }));
  warn(problems, error.state);
}
