import type { KeyHandle } from '../lib/key-handle.ts';
import type { Problem } from '../model/problem.ts';
import { deliverOutbox, type OutboxCounts, type OutboxEvent } from '../sign-ups/outbox.ts';
import type { OpenList } from './subscribers/open-list.ts';
import type { Terminal } from './terminal.ts';

/** What became of the mails that ask to confirm, and how many of them wait. */
export type OutboxOutcomes = Omit<OutboxCounts, 'wait'> & { readonly waiting: number };

/** What was delivered. A fault comes back with it, to be told after the report on the mailbox. */
export interface Delivered {
  readonly outbox?: OutboxOutcomes;
  readonly fault?: unknown;
}

/** Sends the mails that wait, those that ask to confirm above all. */
export async function deliverWaiting(
  { context: { clock }, signal, warn }: Terminal,
  { config, signUps }: OpenList,
  key: KeyHandle,
): Promise<Delivered> {
  const report = (event: OutboxEvent) => {
    if (event.result === 'unreachable') warn(event.problem.problems.map((one) => ({ ...one, severity: 'warning' })));
  };
  try {
    const counts = await deliverOutbox({ config, store: { signUps }, key, clock, signal, report });
    const { sent, postponed, refused, expired } = counts;
    const { waiting } = await signUps.outbox();
    if (waiting > 0 && (await config.relays()).length === 0) warn([noRelay]);
    return { outbox: { sent, postponed, refused, expired, waiting } };
  } catch (fault) {
    return { fault };
  }
}

const noRelay: Problem = {
  severity: 'warning',
  rule: 'subscribe-unsent',
  message: 'no mail server is set that could send the mails which ask to confirm; they wait for a day at most',
  hint: 'Put SMTP_URL=smtps://user:password@host:465 into .env next to tidings.yaml, and run this again.',
};
