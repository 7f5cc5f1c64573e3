import { inZone } from '../lib/time.ts';
import { audienceNow, type Counts, type DeliveryRecord, type Sending, type State, states } from '../store/ledger.ts';
import type { ReturnCounts, ReturnedLetter } from '../store/returned-mail.ts';
import { type DomainCount, Domains, type OtherDomains } from './domains.ts';
import type { Named, Person } from './named.ts';
import { type Pace, PaceCount } from './pace.ts';
import { type ReasonCount, Reasons } from './reasons.ts';
import { type Returned, returnedOf } from './returned.ts';

/** The outcome of a sending in numbers; with names only on request. Plain JSON but for its dates. */
export interface Report
  extends Pick<Sending, 'issue' | 'slug' | 'subject' | 'frozen' | 'open' | 'selection' | 'audience'> {
  /** When the numbers were read. */
  readonly made: Date;
  readonly counts: Counts;
  /** Whether the counts are the audience, and with those who were left out the whole list. */
  readonly addsUp: boolean;
  /** Of the pending ones, how many a server has deferred at least once. */
  readonly deferred: number;
  /** When servers answered first and last. */
  readonly first?: Date;
  readonly last?: Date;
  readonly pace?: Pace;
  readonly failures: readonly ReasonCount[];
  readonly waits: readonly ReasonCount[];
  /** Letters that came back after a server had taken them: no part of the sum. */
  readonly returned: Returned;
  readonly domains: {
    readonly count: number;
    readonly slowest: readonly DomainCount[];
    /** Of so few letters that a name could tell who the readers are. */
    readonly others?: OtherDomains;
  };
  readonly names?: Readonly<Record<NamedState, Named>>;
}

export const namedStates = ['in-doubt', 'failed', 'pending'] as const;
export type NamedState = (typeof namedStates)[number];

export interface ReportOptions {
  readonly made: Date;
  /** IANA name, by which hours and days begin. */
  readonly timezone: string;
  readonly names?: boolean;
  /** Returned mail about letters of this sending. */
  readonly returned?: { readonly counts: ReturnCounts; readonly letters: readonly ReturnedLetter[] };
}

const nothingReturned = { counts: { hard: 0, soft: 0, refused: 0, complaint: 0 }, letters: [] };

/** From so many letters on a domain is named where no person may be. */
const leastLetters = 5;
const mostDomains = 20;
const mostNames = 1_000;

/** Reads all deliveries of a sending once; of a million it keeps numbers alone. */
export async function reportOf(
  sending: Sending,
  deliveries: AsyncIterable<DeliveryRecord>,
  { made, timezone, names = false, returned = nothingReturned }: ReportOptions,
): Promise<Report> {
  const { issue, slug, subject, frozen, open, selection } = sending;
  const sum = new Sum(offsetOf(frozen, timezone));
  for await (const delivery of deliveries) sum.add(delivery, names);
  const all = Object.values(sum.counts).reduce((total, count) => total + count, 0);
  const audience = audienceNow(sending, sum.counts);
  const excluded = Object.values(audience.excluded).reduce((total, count) => total + count, 0);
  const least = names ? 1 : leastLetters;
  const others = sum.domains.others(least);
  const pace = sum.pace.list();
  return {
    ...{
      issue,
      slug,
      subject,
      frozen,
      ...(open && { open }),
      selection,
      audience,
      made,
      counts: sum.counts,
      deferred: sum.deferred,
    },
    addsUp: all === audience.prepared && audience.prepared + excluded === audience.candidates,
    ...(sum.first !== undefined && { first: new Date(sum.first), last: new Date(sum.last!) }),
    ...(pace && { pace }),
    failures: sum.failures.list(),
    waits: sum.waits.list(),
    returned: returnedOf(returned, { names, most: mostNames }),
    domains: {
      count: sum.domains.size,
      slowest: sum.domains.slowest(mostDomains, least),
      ...(others && { others }),
    },
    ...(names && { names: sum.names }),
  };
}

/** Milliseconds east of UTC. */
function offsetOf(at: Date, timezone: string): number {
  return Date.parse(`${inZone(at, timezone).slice(0, 19)}Z`) - Math.floor(at.getTime() / 1000) * 1000;
}

class Sum {
  readonly counts = Object.fromEntries(states.map((state) => [state, 0])) as Record<State, number>;
  readonly pace: PaceCount;
  readonly failures = new Reasons();
  readonly waits = new Reasons();
  readonly domains = new Domains();
  readonly names = {
    'in-doubt': { people: [] as Person[], more: 0 },
    failed: { people: [] as Person[], more: 0 },
    pending: { people: [] as Person[], more: 0 },
  };
  deferred = 0;
  first: number | undefined;
  last: number | undefined;

  constructor(offset: number) {
    this.pace = new PaceCount(offset);
  }

  add(delivery: DeliveryRecord, names: boolean): void {
    const { state, events, address } = delivery;
    this.counts[state] += 1;
    this.domains.add(delivery);
    for (const { at, kind } of events) this.#time(at, kind);
    const end = events.at(-1);
    const isDeferred = state === 'pending' && end?.kind === 'later';
    if (isDeferred) this.deferred += 1;
    // For an erased person the replies are gone, too.
    if (state === 'failed') this.failures.add(end?.reply ?? '', address);
    if (isDeferred) this.waits.add(end.reply ?? '', address);
    if (names && (state === 'in-doubt' || state === 'failed' || isDeferred)) this.#name(state, delivery);
  }

  #time(at: Date, kind: DeliveryRecord['events'][number]['kind']): void {
    if (kind === 'suppressed' || kind === 'retried') return;
    this.pace.add(at, kind);
    this.first = Math.min(this.first ?? Number.POSITIVE_INFINITY, at.getTime());
    this.last = Math.max(this.last ?? Number.NEGATIVE_INFINITY, at.getTime());
  }

  #name(state: NamedState, { address, attempts, due, events }: DeliveryRecord): void {
    const list = this.names[state];
    if (list.people.length >= mostNames) {
      list.more += 1;
      return;
    }
    const { at, relay, reply } = events.at(-1) ?? {};
    list.people.push({
      ...(address !== undefined && { address }),
      attempts,
      ...(due && { due }),
      ...(at && { at }),
      ...(relay !== undefined && { relay }),
      ...(reply !== undefined && { reply }),
    });
  }
}
