import { counted, grouped } from '../../lib/count-words.ts';
import { quoted } from '../../lib/quoted.ts';
import { withState } from '../../model/problem.ts';
import { refreshOpen } from '../../sendings/open.ts';
import type { SendingPlan } from '../../sendings/plan.ts';
import { nothingSent } from '../../sendings/refusal.ts';
import { type Counts, type Sending, sizeOf } from '../../store/ledger.ts';
import type { SendFlags } from '../flags.ts';
import type { OpenList } from '../subscribers/open-list.ts';
import type { Terminal } from '../terminal.ts';
import { unsentOf } from './unsent-result.ts';

/**
 * `tidings send <issue>` where the issue says `sendOn: confirmed`: opens its sending, or gives it the letters of today,
 * as a server does by itself. Returns the plan with the sending as it is then.
 */
export async function openByHand(
  terminal: Terminal,
  plan: SendingPlan,
  { config, ledger, at }: OpenList,
  { dryRun = false, ignore }: SendFlags,
): Promise<SendingPlan> {
  const { context, signal } = terminal;
  const expectant = await ledger.expectant();
  if (!dryRun) {
    const state = await refreshOpen({ config, ledger, ignore, cwd: context.cwd, signal }).catch(withState(nothingSent));
    terminal.warn(state.problems, 'That keeps nobody from getting the letter.');
    if (!plan.opens) terminal.note(changed(plan.slug, state.change));
  }
  if (!plan.opens) {
    const sending = (await ledger.find(plan.sending!.issue))!;
    return { ...plan, sending };
  }
  terminal.result('send', dryRun ? wouldOpen(plan, expectant) : opened(plan, expectant, at), {
    ...unsentOf(plan),
    dryRun,
    opened: true,
  });
  return plan;
}

function changed(slug: string, change: Awaited<ReturnType<typeof refreshOpen>>['change']): string {
  if (change === 'changed') return `Who confirms from now on gets ${slug} as it is now.\n`;
  if (change === 'closed') return `${slug} is closed: who confirms from now on does not get it.\n`;
  return change === 'opened' ? `${slug} is open again: who confirms from now on gets it.\n` : '';
}

function others(expectant: number): string {
  const late = `${counted(expectant, 'reader')} who confirmed while it could not be opened`;
  return expectant > 0 ? `and to ${late}, and to nobody else` : 'and to nobody';
}

function opened({ slug, subject }: SendingPlan, expectant: number, at: string): string {
  return `Opened ${slug}: "${subject}" goes to each reader who confirms from now on, once, ${others(expectant)} who is on the list already.\nNext: "tidings serve" and "tidings inbox" send it by themselves. See who got it:\n  npx tidings status ${quoted(slug)}${at}\n`;
}

function wouldOpen({ slug, subject }: SendingPlan, expectant: number): string {
  const late = expectant > 0 ? `, ${others(expectant)} who is on the list already` : '';
  return `Nothing was sent. ${slug} would be opened: "${subject}" would go to each reader who confirms from then on${late}.\nNext: leave out --dry-run.\n`;
}

/** Where all who have confirmed had their turn. */
export function nobodyWaits({ slug, open }: Sending, counts: Counts, at: string): string {
  const so = `${counted(sizeOf(counts), 'reader')} ${sizeOf(counts) === 1 ? 'has' : 'have'} confirmed, and ${grouped(counts.sent)} got it`;
  const how =
    open === 'open'
      ? `${slug} goes by itself to each reader who confirms`
      : `${slug} went to each reader who confirmed, and is closed`;
  const other = open === 'open' ? '' : 'To send it to everybody, copy its file to another name.\n';
  return `Nobody waits for a letter: ${how}. So far ${so}.\n${other}Next: see what became of it:\n  npx tidings status ${quoted(slug)}${at}\n`;
}
