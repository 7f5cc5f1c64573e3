import { setTimeout } from 'node:timers/promises';
import { counted, grouped } from '../../lib/count-words.ts';
import { quoted } from '../../lib/quoted.ts';
import type { SendingPlan } from '../../sendings/plan.ts';
import { refuseToSend } from '../../sendings/refusal.ts';
import { type Counts, type Sending, sizeOf } from '../../store/ledger.ts';
import { DatabaseFault } from '../../store/open.ts';
import type { BatchCounts } from '../../store/shared-sendings.ts';
import { Progress } from '../../system/progress.ts';
import { JobQueue } from '../../worker/job-queue.ts';
import type { OpenList } from '../subscribers/open-list.ts';
import type { Terminal } from '../terminal.ts';
import { queueOptionsOf } from '../worker.ts';
import { unsentOf } from './unsent-result.ts';
import { detail, ending, heldBack } from './words.ts';

/** How often the ledger is asked how far the workers are, in milliseconds. */
const glance = 1_000;

/** @throws ProblemError with exit code 2 where the list is a file, before anything is frozen. */
export async function refuseWithoutWorkers({ shared }: Pick<OpenList, 'shared'>): Promise<void> {
  if (!shared)
    refuseToSend(
      'workers share a list in PostgreSQL, and this one is in tidings.db',
      'Leave out --to-workers, or set DATABASE_URL and bring the list there by "tidings subscribers migrate --to postgres".',
    );
}

/** `tidings send <issue> --to-workers`: has workers send it, and tells how far they are until they are done. */
export async function handOver(
  terminal: Terminal,
  plan: SendingPlan,
  sending: Sending,
  { config, ledger, shared, at }: OpenList,
): Promise<number> {
  const batches = await shared!.handOver(sending.id);
  if (batches === undefined)
    refuseToSend(`${sending.slug} is being sent by another process`, 'Let it finish, or stop it by Ctrl-C first.');
  const queue = await JobQueue.open(await queueOptionsOf(config, terminal), { works: false });
  try {
    // The others get jobs by the workers themselves.
    await queue.add(await shared!.waiting(200));
    const workers = await queue.workers();
    terminal.note(handed(sending.slug, batches, workers, at));
  } finally {
    await queue.close();
  }
  const stopped = await follow(terminal, plan, sending, { ledger, shared });
  const [counts, bounces] = await Promise.all([ledger.counts(sending.id), ledger.bounces(sending.id)]);
  const left = await shared!.batches(sending.id);
  const words =
    stopped || left.resting > 0
      ? going(sending.slug, counts, left, at)
      : `${ending(sending.slug, counts, { stopped: false, at })}${heldBack(sending.slug, bounces, at)}`;
  terminal.result('send', words, { ...unsentOf(plan), batches, stopped, counts, bounces });
  if (stopped) return 130;
  return counts.failed > 0 || counts['in-doubt'] > 0 || left.resting > 0 ? 3 : 0;
}

/** Whether somebody did not want to wait for the end; the workers go on then. */
async function follow(
  { signal, note }: Terminal,
  { count }: SendingPlan,
  { id }: Sending,
  { ledger, shared }: Pick<OpenList, 'ledger' | 'shared'>,
): Promise<boolean> {
  const before = await ledger.counts(id);
  const bar = new Progress(process.stderr, 'letters');
  let said = '';
  const say = (words: string) => {
    if (words !== said && words !== '') note(words);
    said = words;
  };
  const look = async () => {
    const [counts, batches, pause] = [await ledger.counts(id), await shared!.batches(id), await ledger.pauseOf(id)];
    const done = (key: keyof Counts) => counts[key] - before[key];
    const run = {
      sent: done('sent'),
      failed: done('failed'),
      inDoubt: done('in-doubt'),
      suppressed: done('suppressed'),
    };
    bar.update(Math.max(0, count - counts.pending - counts['under-way']), count, detail({ ...run, later: 0 }));
    const why = pause?.why === undefined ? '' : `: ${pause.why}`;
    say(pause ? `It is paused${why}. Ctrl-C leaves it so.\n` : '');
    return batches.held + batches.waiting + batches.later === 0;
  };
  try {
    while (!signal.aborted) {
      // The workers get over a database that is away for a moment, and so does who looks on.
      const isDone = await look().catch((error: unknown) => {
        if (!(error instanceof DatabaseFault)) throw error;
        say(`${error.message}; it is asked again.\n`);
        return false;
      });
      if (isDone) return false;
      await setTimeout(glance, undefined, { signal }).catch(() => undefined);
    }
    return true;
  } finally {
    bar.end();
  }
}

function inBatches(count: number): string {
  return `${grouped(count)} ${count === 1 ? 'batch' : 'batches'}`;
}

function handed(slug: string, batches: number, workers: number, at: string): string {
  const who =
    workers === 0
      ? `No worker lives: start one by "tidings worker${at.replace(' --publication', '')}".`
      : `${counted(workers, 'worker')} ${workers === 1 ? 'lives' : 'live'}.`;
  return `${slug} is handed over in ${inBatches(batches)}. ${who} Ctrl-C is safe: the workers go on.\n`;
}

/** Where it goes on without this command. */
function going(slug: string, counts: Counts, { resting }: BatchCounts, at: string): string {
  const so = `So far ${slug} was sent to ${counts.sent} of ${counted(sizeOf(counts), 'subscriber')}.`;
  const rest =
    resting > 0
      ? `${inBatches(resting)} wait for you, since a domain refused all: send it again with --to-workers.`
      : 'The workers go on.';
  return `${so} ${rest}\nNext: see how far it is:\n  npx tidings status ${quoted(slug)}${at}\n`;
}
