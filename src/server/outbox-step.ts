import type { Config } from '../config/config.ts';
import { counted } from '../lib/count-words.ts';
import { ProblemError } from '../model/problem.ts';
import { Outbox, type OutboxEvent, type OutboxParts } from '../sign-ups/outbox.ts';
import { isClosedTo, whyClosed } from '../sign-ups/why-closed.ts';
import type { AccessLog } from './access-log.ts';
import type { BackgroundStep } from './background.ts';
import type { Metrics } from './metrics.ts';

/** Sends the mails of the outbox, counts them and logs those that did not arrive, without a word about a person. */
export function outboxStep(
  parts: Omit<OutboxParts, 'report' | 'config'> & { readonly config: Config },
  { log, metrics }: { readonly log: AccessLog; readonly metrics: Metrics },
): BackgroundStep {
  const report = (event: OutboxEvent) => {
    const words = wordsOf(event);
    if (words !== undefined) log.remark(words);
    if (event.result === 'unreachable') return;
    const by = event.result === 'expired' ? event.count : 1;
    metrics.count('outbox_mails', { result: event.result }, by);
    if (event.result === 'mailed' && event.kind === 'confirm') metrics.count('sign_ups', { result: 'mailed' });
  };
  const outbox = new Outbox({ ...parts, report });
  let isProven = false;
  const work = async (signal: AbortSignal) => {
    if (!isClosedTo(await whyClosed(parts.config))) {
      // A fault of the theme or a key is told at the start, not at the first visitor.
      if (!isProven) await outbox.prove();
      isProven = true;
      return (await outbox.deliver(signal)).wait;
    }
    await outbox.expire();
    return undefined;
  };
  return {
    run: (signal) =>
      work(signal).catch((error) => {
        if (!(error instanceof ProblemError)) throw error;
        // Of settings, themes and the database: nobody's address is in it.
        log.remark(`outbox: ${error.message.split('\n')[0]}; the mails wait`);
        metrics.count('failures');
        return undefined;
      }),
  };
}

function wordsOf(event: OutboxEvent): string | undefined {
  if (event.result === 'mailed') return undefined;
  if (event.result === 'expired') return `outbox: ${counted(event.count, 'mail')} given up after a day`;
  if (event.result === 'unreachable') return `outbox: ${event.problem.problems[0]?.message}; the mails wait`;
  return `outbox: a mail was ${event.result} (${event.reason})`;
}
