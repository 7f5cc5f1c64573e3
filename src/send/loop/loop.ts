import { type Problem, ProblemError } from '../../model/problem.ts';
import type { SendSettings } from '../../model/publication.ts';
import type { Share } from '../../store/ledger.ts';
import type { MessageOf } from '../message/message.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { Dispatcher } from './dispatcher.ts';
import { Records, type Tally } from './records.ts';
import { type Outlet, Relays } from './relays.ts';
import { RateReservations, type SharedRates } from './shared-rate-limit.ts';
import { Stop } from './stop.ts';
import type { Timing } from './timing.ts';
import { Worker } from './worker.ts';

export interface SendOptions {
  /** The first is preferred; the others replace it when it fails. */
  readonly outlets: readonly Outlet[];
  readonly messageOf: MessageOf;
  readonly send: Omit<SendSettings, 'idempotencyHeader' | 'relays'>;
  /** A message that may have been accepted is kept by name (`hold`), or handed to that server again (`resend`). */
  readonly inDoubt: 'hold' | 'resend';
  /** Of several runs that are one to the eye, each of which is stopped by what went wrong in all; a new one by default. */
  readonly breaker?: CircuitBreaker | undefined;
  /** Whether a person knows that many mailboxes of this list are gone. */
  readonly acceptsBounces?: boolean | undefined;
  readonly timing: Timing;
  /** By which other processes keep to the same rates; without them, this one does so by itself. */
  readonly rates?: SharedRates | undefined;
  /** Stops the run gracefully: waits up to half a minute for replies to final dots. */
  readonly signal?: AbortSignal | undefined;
  /** Stops that waiting, too. */
  readonly hurry?: AbortSignal | undefined;
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
  /** Called when another relay takes over, or one fails and none can. */
  readonly onChange?: ((from: string, to: string | undefined, why: string) => void) | undefined;
}

/** All that is counted is durable. */
export interface RunProgress extends Tally {
  /** All that is left waits until then. */
  readonly until?: Date;
  /** The last answer by which a server put a letter off. */
  readonly why?: string;
  /** The domains of those who wait, with `until`. */
  readonly domains?: readonly string[];
}

/** The result of a run. */
export interface Summary extends Tally {
  /** Whether it was stopped early; the rest stays pending. */
  readonly stopped: boolean;
  /** The problem to mend before it can continue, if one stopped it. */
  readonly problem?: ProblemError;
  /** A problem for each domain to which nothing goes any more; its other letters stay pending. */
  readonly parked?: readonly Problem[];
}

/**
 * Sends what is pending of a share, and lets go of the share at the end. Letters that are not taken now are tried again
 * until they are, or for as long as the settings say. Throws what the ledger throws; from then on nobody gets a letter.
 */
export async function sendAll(share: Share, options: SendOptions): Promise<Summary> {
  const stop = new Stop(options.timing);
  const parked: Problem[] = [];
  const { breaker = new CircuitBreaker(options.acceptsBounces) } = options;
  const { dispatcher, records, relays, workers } = prepare(share, { stop, breaker, parked }, options);
  const unwire = wire(stop, share, options);
  try {
    await recall(share, relays, options);
    await begin(workers, records, options.timing);
    for (const { delivery, doubt } of dispatcher.takeDoubts()) {
      records.record(delivery.subscriber, { kind: 'in-doubt', relay: doubt!.relay, reply: doubt!.reply });
    }
    await records.settled();
  } finally {
    unwire();
    stop.done();
  }
  return { ...(await finish(share, { stop, breaker }, records)), ...(parked.length > 0 && { parked }) };
}

/** Letters that servers took in the last day count for their quotas. */
async function recall(share: Share, relays: Relays, { send, timing }: SendOptions): Promise<void> {
  if (send.perHour === undefined && send.perDay === undefined) return;
  relays.remember(await share.takenSince(new Date(timing.clock().getTime() - 86_400_000)));
}

/** How long the other connections wait for the first outcome. */
const firstAlone = 20_000;

/**
 * Begins with one letter: where its outcome cannot be stored, as on a full disk, one is in doubt and not as many as there
 * are connections.
 */
async function begin([first, ...others]: readonly Worker[], records: Records, timing: Timing): Promise<void> {
  if (others.length === 0) return first!.work();
  const off = new AbortController();
  const working = first!.work();
  await Promise.race([working, records.first, timing.wait(firstAlone, off.signal)]);
  off.abort();
  await Promise.all([working, ...others.map((worker) => worker.work())]);
}

interface Brakes {
  readonly stop: Stop;
  readonly breaker: CircuitBreaker;
}

function prepare(
  share: Share,
  { stop, breaker, parked }: Brakes & { parked: Problem[] },
  { onProgress, onChange, ...options }: SendOptions,
) {
  const { timing, messageOf, outlets, inDoubt } = options;
  const { rate, perHour, perDay, ratePerConnection, messagesPerConnection, ratePerDomain, connections, retryFor } =
    options.send;
  const { rates } = options;
  const reservations = rates && new RateReservations(rates, timing);
  const relays = new Relays(outlets, {
    ...{ timing, stop, rate, reservations, perHour, perDay, retryFor },
    onChange: (from, to, why) => onChange?.(from, to, why),
  });
  const records = new Records(share, {
    stop,
    breaker,
    onPark: (domain, { problems }) => {
      parked.push(...problems);
      dispatcher.park(domain);
    },
    onDurable: (outcome) => {
      onProgress?.(records.tally);
      dispatcher.recorded(outcome?.kind === 'later' ? outcome.due : undefined);
    },
  });
  const dispatcher: Dispatcher = new Dispatcher(share, {
    ...{ timing, stop, relays, records, ratePerDomain, reservations },
    onRest: (until) => {
      const { tally, why, waitingDomains: domains } = records;
      onProgress?.({ ...tally, until, domains, ...(why !== undefined && { why }) });
    },
  });
  for (const domain of breaker.parked) dispatcher.park(domain);
  const run = {
    dispatcher,
    relays,
    records,
    stop,
    timing,
    messageOf,
    ratePerConnection,
    messagesPerConnection,
    retryFor,
  };
  const resends = inDoubt === 'resend';
  return {
    dispatcher,
    records,
    relays,
    workers: Array.from({ length: connections }, () => new Worker({ ...run, resends })),
  };
}

/** Connects the signals that stop a run. */
function wire(stop: Stop, share: Share, { signal, hurry }: SendOptions): () => void {
  const off = new AbortController();
  const listen = (to: AbortSignal | undefined, act: () => void) => {
    if (to?.aborted) act();
    else to?.addEventListener('abort', act, { once: true, signal: off.signal });
  };
  listen(share.lost, () => stop.fail(share.lost.reason instanceof ProblemError ? share.lost.reason : takenOver()));
  listen(signal, () => stop.softly());
  listen(hurry, () => stop.now());
  return () => off.abort();
}

async function finish(share: Share, { stop, breaker }: Brakes, records: Records): Promise<Summary> {
  const { failure, problem } = stop;
  // Nothing new can go wrong by it where something has gone wrong already.
  if (failure) await share.release().catch(() => {});
  if (failure) throw failure.reason;
  // A run that was stopped by hand continues later, and ends then.
  if (breaker.tripped) await share.settleBounces('all');
  else if (!stop.early) await share.settleBounces(breaker.parked);
  await share.release();
  return { ...records.tally, stopped: stop.early, ...(problem && { problem }) };
}

function takenOver(): ProblemError {
  const message = 'another process has taken this sending over';
  return new ProblemError([{ severity: 'error', rule: 'taken-over', message }]);
}
