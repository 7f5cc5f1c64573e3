import type { Config } from '../config/config.ts';
import { ProblemError } from '../model/problem.ts';
import { CircuitBreaker } from '../send/loop/circuit-breaker.ts';
import type { RunProgress, Summary } from '../send/loop/loop.ts';
import type { Outlet } from '../send/loop/relays.ts';
import type { Timing } from '../send/loop/timing.ts';
import { transmit } from '../send/transmit.ts';
import { MarkedRun, refuseOlderList } from '../sendings/list-mark.ts';
import { PauseWatch } from '../sendings/pause.ts';
import type { Sending, Share } from '../store/ledger.ts';
import type { Store } from '../store/open.ts';
import type { BatchName, BatchShare } from '../store/shared-sendings.ts';

interface BatchSenderParts {
  readonly config: Config;
  readonly store: Pick<Store, 'ledger' | 'shared'>;
  readonly outlets: readonly Outlet[];
  readonly timing: Timing;
  /** Ends the batch that is under way after the letters that are; `hurry` ends the waiting for their replies, too. */
  readonly signal: AbortSignal;
  readonly hurry?: AbortSignal | undefined;
  /** A line about a batch or a relay, for a log. */
  readonly say: (words: string) => void;
}

/** State of one sending that this worker keeps from batch to batch. */
interface KnownSending {
  readonly sending: Sending;
  readonly breaker: CircuitBreaker;
  readonly mark: MarkedRun;
}

/** Faults of the letters rather than of the machine that sends them: no worker shall go on. */
const faultsOfAll = new Set(['too-many-bounces', 'smtp-refuses-all', 'nothing-gets-out']);

/** Sends one batch after the other. */
export class BatchSender {
  readonly #parts: BatchSenderParts;
  readonly #known = new Map<number, KnownSending>();

  constructor(parts: BatchSenderParts) {
    this.#parts = parts;
  }

  /**
   * Takes a batch and sends it. Nothing happens if it is done, somebody has it or it may not be sent now.
   * @throws ProblemError where this machine cannot send at all.
   */
  async send(batch: BatchName): Promise<void> {
    const { store, config, signal, say } = this.#parts;
    if (signal.aborted) return;
    const { perHour, perDay } = config.settings.send;
    // The letters of others count for a quota once they are in the ledger.
    const alone = perHour !== undefined || perDay !== undefined;
    const share = await store.shared!.claim(batch, { alone });
    if (!share) return;
    try {
      await this.#sendShare(batch, share);
    } catch (error) {
      if (!(error instanceof ProblemError) || !isPassing(error)) throw error;
      say(`batch ${batch.number}: ${error.message}; what is left of it is taken up again`);
    } finally {
      await share.release().catch(() => undefined);
    }
  }

  /** Ends what is kept from batch to batch. */
  async end(): Promise<void> {
    await Promise.all([...this.#known.values()].map(({ mark }) => mark.end()));
  }

  async #sendShare(batch: BatchName, share: BatchShare): Promise<void> {
    const { store, config, outlets, timing, signal, hurry, say } = this.#parts;
    const { sending, breaker, mark } = await this.#knownOf(batch.sending);
    const watch = new PauseWatch(store.ledger, sending.id);
    const enough = new AbortController();
    let until: Date | undefined;
    const onProgress = (progress: RunProgress) => {
      mark.advance(progress);
      if (!progress.until) return;
      until = progress.until;
      // Not within the report, which the dispatcher makes before it has set its alarm.
      setImmediate(() => enough.abort());
    };
    try {
      const summary = await transmit(
        store.ledger,
        { sending, share: unreleased(share) },
        {
          ...{
            config,
            outlets,
            timing,
            hurry,
            breaker,
            rates: store.shared,
            inDoubt: 'hold',
            list: store.ledger.list,
            onProgress,
          },
          signal: AbortSignal.any([signal, watch.signal, enough.signal]),
          onChange: (from, to, why) =>
            say(to === undefined ? `${from} is away (${why})` : `${to} takes over from ${from}`),
        },
      );
      if (until && enough.signal.aborted) share.rest(until);
      else if (breaker.parked.size > 0 && !summary.stopped) share.rest();
      say(`${sending.slug}, batch ${batch.number}: ${wordsOf(summary)}`);
      if (summary.problem) await this.#meet(summary.problem, sending);
    } finally {
      watch.end();
    }
  }

  async #meet(problem: ProblemError, { id, slug }: Sending): Promise<void> {
    const [first] = problem.problems;
    if (!faultsOfAll.has(first!.rule)) throw problem;
    const { store, say } = this.#parts;
    this.#known.delete(id);
    await store.ledger.pause(id, first!.message);
    say(`${slug} is paused for all workers: ${first!.message}`);
  }

  async #knownOf(id: number): Promise<KnownSending> {
    const known = this.#known.get(id);
    if (known) return known;
    const { store, config, timing } = this.#parts;
    const sending = (await store.ledger.sendings()).find((one) => one.id === id)!;
    await refuseOlderList(config, store.ledger, {});
    const mark = await MarkedRun.begin(config, store.ledger, sending, () => timing.now());
    const made = { sending, breaker: new CircuitBreaker(), mark };
    this.#known.set(id, made);
    return made;
  }
}

/** Another worker has it, or the database was away for a moment. */
function isPassing({ problems }: ProblemError): boolean {
  return problems.every(({ rule }) => rule === 'taken-over' || rule === 'database');
}

/** A run lets go of its share, and what is left of this one has to be said before. */
function unreleased(share: BatchShare): Share {
  return {
    lost: share.lost,
    next: (limit) => share.next(limit),
    nextDue: () => share.nextDue(),
    intend: (subscriber) => share.intend(subscriber),
    record: (subscriber, outcome) => share.record(subscriber, outcome),
    settleBounces: (held) => share.settleBounces(held),
    takenSince: (since) => share.takenSince(since),
    release: async () => undefined,
  };
}

function wordsOf({ sent, failed, later, inDoubt, suppressed, stopped }: Summary): string {
  const parts = [
    `${sent} sent`,
    failed > 0 && `${failed} failed`,
    suppressed > 0 && `${suppressed} suppressed`,
    later > 0 && `${later} later`,
    inDoubt > 0 && `${inDoubt} in doubt`,
    stopped && 'stopped before its end',
  ];
  return parts.filter(Boolean).join(', ');
}
