import { resolve } from 'node:path';
import type { Config } from '../../config/config.ts';
import { counted } from '../../lib/count-words.ts';
import { ProblemError } from '../../model/problem.ts';
import type { Summary } from '../../send/loop/loop.ts';
import type { Outlet } from '../../send/loop/relays.ts';
import { realTiming } from '../../send/loop/timing.ts';
import { cancelledOf } from '../../sendings/cancel.ts';
import { freezeSending } from '../../sendings/freeze.ts';
import type { SendingOptions } from '../../sendings/options.ts';
import { emlOutlet, smtpOutlets } from '../../sendings/outlets.ts';
import { refusePaused } from '../../sendings/pause.ts';
import { planSending, type SendingPlan } from '../../sendings/plan.ts';
import { refuseToSend } from '../../sendings/refusal.ts';
import { runSending } from '../../sendings/run.ts';
import type { BounceCounts, Counts, Sending } from '../../store/ledger.ts';
import { Progress } from '../../system/progress.ts';
import type { SendFlags } from '../flags.ts';
import { type OpenList, withList } from '../subscribers/open-list.ts';
import { type Terminal, waiting } from '../terminal.ts';
import { acceptBounces } from './accept-bounces.ts';
import { confirmed } from './confirmed.ts';
import { handOver, refuseWithoutWorkers } from './hand-over.ts';
import { nobodyWaits, openByHand } from './open.ts';
import { unsentOf } from './unsent-result.ts';
import {
  away,
  cancelledBefore,
  detail,
  ending,
  goesTo,
  heldBack,
  leftOut,
  nothingLeft,
  pausedMeanwhile,
  resting,
  takenOff,
} from './words.ts';

/** `tidings send <issue>`: one issue to everybody on the list, once; or what is left of it. */
export async function sendToList(terminal: Terminal, name: string, flags: SendFlags): Promise<number> {
  return withList(
    terminal,
    flags,
    async (list) => {
      const { config, ledger } = list;
      if (flags.toWorkers) await refuseWithoutWorkers(list);
      const outlets = await outletsOf(terminal, config, flags);
      const planned = await planSending(name, {
        ...{ config, ledger, options: flags, ignore: flags.ignore },
        ...{ cwd: terminal.context.cwd, signal: terminal.signal },
      });
      const isOpen = planned.opens || planned.sending?.open !== undefined;
      const plan = isOpen ? await openByHand(terminal, planned, list, flags) : planned;
      if (plan.opens) return 0;
      if (outlets.length === 0 && !flags.dryRun && !flags.toWorkers)
        refuseToSend(
          'no mail server is set',
          'Put SMTP_URL=smtps://user:password@host:465 into .env next to tidings.yaml, or add --dry-run to see who would get it.',
        );
      terminal.warn(plan.problems, 'That keeps nobody from getting the letter.');
      const accepted = flags.acceptBounces ? await acceptBounces(terminal, plan, list, flags) : undefined;
      if (accepted !== undefined) terminal.note(takenOff(accepted));
      if (plan.count === 0) return tellNothing(terminal, plan, list);
      if (flags.dryRun) return tellDry(terminal, plan);
      await refusePaused(ledger, { id: plan.sending?.id, slug: plan.slug });
      // The rest of an issue, and a number that was said already.
      if (accepted === undefined)
        await confirm(terminal, plan, { flags, through: flags.toWorkers ? 'the workers' : namesOf(outlets) });
      const sending = await freeze(terminal, plan, list, flags);
      if (sending && flags.toWorkers) return handOver(terminal, plan, sending, list);
      const result = sending && (await run(terminal, sending, list, { flags, outlets, plan }));
      if (!result) return tellBusy(terminal, plan);
      if (result.pause) terminal.note(pausedMeanwhile(sending.slug, result.pause, list.at));
      return tellEnd(terminal, plan, { sending, ...result, at: list.at });
    },
    flags,
  );
}

function namesOf(outlets: readonly Outlet[]): string {
  return outlets.map(({ transport }) => transport.name).join(', ');
}

async function outletsOf({ context }: Terminal, config: Config, { eml }: SendFlags): Promise<Outlet[]> {
  return eml === undefined ? smtpOutlets(config) : [emlOutlet(resolve(context.cwd, eml), config)];
}

function confirm(
  terminal: Terminal,
  { slug, subject, audience, count }: SendingPlan,
  { flags, through }: { flags: SendFlags; through: string },
): Promise<void> {
  const people = counted(count, 'subscriber');
  return confirmed(terminal, {
    ...{ count, confirm: flags.confirm, words: `${slug} would go to ${people}` },
    question: `${goesTo(subject, people, through)}${leftOut(audience)}Type ${count} to send it: `,
    hint: `Add --confirm=${count}: it is sent to at most so many.`,
    again: 'Run it again if you want to send.',
  });
}

async function freeze(terminal: Terminal, plan: SendingPlan, list: OpenList, options: SendingOptions) {
  const bar = new Progress(process.stderr, 'subscribers looked at');
  const onProgress = (done: number, total: number) => bar.update(done, total);
  try {
    const { config, ledger } = list;
    return await freezeSending(plan, { config, ledger, options, ...waiting(terminal), onProgress });
  } finally {
    bar.end();
  }
}

async function run(
  { signal, hurry, context, note }: Terminal,
  sending: Sending,
  { config, subscribers, ledger, shared }: OpenList,
  { flags, outlets, plan }: { flags: SendFlags; outlets: readonly Outlet[]; plan: SendingPlan },
) {
  const bar = new Progress(process.stderr, 'letters');
  try {
    return await runSending(sending, {
      ...{ ledger, config, outlets, signal, hurry, list: subscribers.list, timing: realTiming(context.clock) },
      ...{ rates: shared, inDoubt: flags.inDoubt ?? 'hold', acceptsBounces: flags.acceptBounces },
      onProgress: (progress) => {
        const { sent, failed, inDoubt, suppressed } = progress;
        const done = sent + failed + inDoubt + suppressed;
        if (progress.until) bar.rest(done, plan.count, resting(progress));
        else bar.update(done, plan.count, detail(progress));
      },
      onChange: (from, to, why) => {
        bar.end();
        note(away(from, to, why));
      },
    });
  } finally {
    bar.end();
  }
}

interface End {
  readonly sending: Sending;
  readonly summary: Summary;
  readonly counts: Counts;
  readonly bounces: BounceCounts;
  readonly at: string;
}

function tellEnd(terminal: Terminal, plan: SendingPlan, { sending, summary, counts, bounces, at }: End): number {
  const { problem, stopped, ...run } = summary;
  const words = `${ending(sending.slug, counts, { stopped, at })}${heldBack(sending.slug, bounces, at)}`;
  if (problem) throw new ProblemError(problem.problems, { exitCode: problem.exitCode, state: words.trimEnd() });
  const { later: deferred, inDoubt, parked, ...settled } = run;
  terminal.warn(parked ?? []);
  terminal.result('send', words, {
    ...{ ...unsentOf(plan), stopped, counts, bounces },
    problems: [...plan.problems, ...(parked ?? [])],
    run: { ...settled, deferred, 'in-doubt': inDoubt },
  });
  if (stopped) return 130;
  return run.failed > 0 || parked !== undefined || counts['in-doubt'] > 0 ? 3 : 0;
}

async function tellNothing(terminal: Terminal, plan: SendingPlan, { ledger, at }: OpenList): Promise<number> {
  const { slug, sending, audience } = plan;
  if (!sending) {
    const why =
      audience.candidates > 0 ? leftOut(audience).trimEnd() : `"tidings subscribers add" puts somebody on it.`;
    return refuseToSend(audience.candidates > 0 ? `nobody would get ${slug}` : 'nobody is on the list', why);
  }
  const [counts, bounces] = await Promise.all([ledger.counts(sending.id), ledger.bounces(sending.id)]);
  const cancelled = counts.suppressed > 0 ? await cancelledOf(sending, ledger) : 0;
  const nothing = sending.open ? nobodyWaits(sending, counts, at) : nothingLeft(slug, counts, at);
  const words = `${nothing}${cancelledBefore(cancelled)}${heldBack(slug, bounces, at)}`;
  terminal.result('send', words, { ...unsentOf(plan), ...(cancelled > 0 && { cancelled }), counts, bounces });
  return counts['in-doubt'] > 0 ? 3 : 0;
}

function tellDry(terminal: Terminal, plan: SendingPlan): number {
  const { subject, audience, count } = plan;
  const people = counted(count, 'subscriber');
  terminal.result(
    'send',
    `Nothing was sent. "${subject}" would go to ${people}.\n${leftOut(audience)}Next: leave out --dry-run, and confirm the number when you are asked or with --confirm=${count}.\n`,
    { ...unsentOf(plan), dryRun: true },
  );
  return 0;
}

function tellBusy(terminal: Terminal, plan: SendingPlan): number {
  terminal.result('send', `${plan.slug} is being sent by another process. Nothing was sent by this one.\n`, {
    ...unsentOf(plan),
    busy: true,
  });
  return 0;
}
