import { counted, grouped } from '../../lib/count-words.ts';
import { quoted } from '../../lib/quoted.ts';
import { withState } from '../../model/problem.ts';
import { cancelSending } from '../../sendings/cancel.ts';
import { refuseOlderList } from '../../sendings/list-mark.ts';
import { refuseToSend } from '../../sendings/refusal.ts';
import { type Sending, sizeOf } from '../../store/ledger.ts';
import type { SendFlags } from '../flags.ts';
import { type OpenList, withList } from '../subscribers/open-list.ts';
import type { Terminal } from '../terminal.ts';
import { confirmed } from './confirmed.ts';
import { findSending } from './find-sending.ts';
import { unsentOf } from './unsent-result.ts';

/** `tidings send <issue> --cancel`: nobody gets the letter any more for whom it is still pending. */
export async function cancelRest(terminal: Terminal, name: string, flags: SendFlags): Promise<number> {
  const work = (list: OpenList) => cancel(terminal, name, list, flags).catch(withState('Nothing was cancelled.'));
  return withList(terminal, flags, work, flags);
}

async function cancel(terminal: Terminal, name: string, list: OpenList, flags: SendFlags): Promise<number> {
  const { config, ledger, at } = list;
  const sending = await findSending(ledger, name, at);
  const problems = await refuseOlderList(config, ledger, flags);
  terminal.warn(problems, 'The rest can be cancelled all the same.');
  const { slug, subject, audience } = sending;
  const { pending: count } = await ledger.counts(sending.id);
  const plan = { slug, subject, sending, audience, count, problems };
  if (flags.dryRun || count === 0) {
    const people = counted(count, 'subscriber');
    const words =
      count === 0
        ? `Nothing of ${slug} is pending, so nothing was cancelled.\n`
        : `Nothing was cancelled. "${subject}" is still pending for ${people}.\nNext: leave out --dry-run, and confirm the number when you are asked or with --confirm=${count}.\n`;
    terminal.result('send', words, {
      ...{ ...unsentOf(plan), dryRun: flags.dryRun ?? false, cancelled: 0 },
      ...{ counts: await ledger.counts(sending.id), bounces: await ledger.bounces(sending.id) },
    });
    return 0;
  }
  await confirmed(terminal, questionOf(sending, count, flags));
  const cancelled = await cancelSending(sending, { config, ledger });
  if (cancelled === undefined)
    refuseToSend(`another process is sending ${slug}`, 'Stop it with Ctrl-C, then cancel what is left.');
  const counts = await ledger.counts(sending.id);
  terminal.result(
    'send',
    `Cancelled ${slug} for ${counted(cancelled, 'subscriber')}, who will not get it. ${goesOn(sending)}It was sent to ${grouped(counts.sent)} of ${counted(sizeOf(counts), 'subscriber')}.\nNext: see what became of it:\n  npx tidings status ${quoted(slug)}${at}\n`,
    { ...unsentOf(plan), cancelled, counts, bounces: await ledger.bounces(sending.id) },
  );
  return 0;
}

/** Who confirms later is another matter. */
function goesOn({ open }: Sending): string {
  if (open !== 'open') return '';
  return 'Who confirms from now on gets it all the same; to end that, take "sendOn: confirmed" out of its file. ';
}

function questionOf({ slug, subject }: Sending, count: number, { confirm }: SendFlags) {
  const people = counted(count, 'subscriber');
  return {
    ...{ count, confirm, words: `${slug} would be cancelled for ${people}` },
    question: `"${subject}" is still pending for ${people}, who would not get it any more.\nType ${count} to cancel it: `,
    hint: `Add --confirm=${count}: it is cancelled for at most so many.`,
    again: 'Run it again if you want to cancel it.',
  };
}
