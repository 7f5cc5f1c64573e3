import { domainToASCII } from 'node:url';
import { domainOf } from '../lib/address.ts';
import type { DeliveryRecord } from '../store/ledger.ts';

export interface DomainCount {
  /** In ASCII and lower case. */
  readonly domain: string;
  readonly letters: number;
  readonly sent: number;
  readonly failed: number;
  /** Put off at least once, and not decided yet. */
  readonly waiting: number;
  /** Seconds from the first try to the server's yes, of those that were sent. */
  readonly median?: number;
  readonly slowest?: number;
}

/** The domains of fewer letters than a report names, taken together. */
export type OtherDomains = Omit<DomainCount, 'domain'> & { readonly domains: number };

interface Counting {
  letters: number;
  sent: number;
  failed: number;
  waiting: number;
  /** In milliseconds. */
  readonly durations: number[];
}

/** Counts letters by the domain that they go to. Who was erased since has none. */
export class Domains {
  readonly #domains = new Map<string, Counting>();
  /** Asking for the ASCII form is slow, and most letters go to few domains. */
  readonly #ascii = new Map<string, string>();

  add({ address, state, first, due, events }: DeliveryRecord): void {
    if (address === undefined) return;
    const domain = this.#asciiOf(domainOf(address));
    const counting = this.#domains.get(domain) ?? { ...nothing, durations: [] };
    this.#domains.set(domain, counting);
    counting.letters += 1;
    if (state === 'failed') counting.failed += 1;
    if (state === 'pending' && (due || events.at(-1)?.kind === 'later')) counting.waiting += 1;
    const end = events.at(-1);
    if (state !== 'sent' || !end) return;
    counting.sent += 1;
    // Clocks are put back.
    counting.durations.push(Math.max(0, end.at.getTime() - (first ?? events[0]!.at).getTime()));
  }

  /** The slowest first: those that have taken nothing so far, then by their median. At least so many letters each. */
  slowest(limit: number, least: number): DomainCount[] {
    const large = [...this.#domains].filter(([, { letters }]) => letters >= least);
    const rows = large.map(([domain, counting]) => ({ domain, ...countOf(counting) }));
    const slowness = ({ median, waiting }: DomainCount) => median ?? (waiting > 0 ? Number.POSITIVE_INFINITY : -1);
    return rows
      .sort((a, b) => order(slowness(b), slowness(a)) || b.waiting - a.waiting || order(a.domain, b.domain))
      .slice(0, limit);
  }

  /** The domains too small for `slowest`; undefined if there are none. */
  others(least: number): OtherDomains | undefined {
    const small = [...this.#domains.values()].filter(({ letters }) => letters < least);
    if (small.length === 0) return undefined;
    const sum = { ...nothing, durations: small.flatMap(({ durations }) => durations) };
    for (const key of ['letters', 'sent', 'failed', 'waiting'] as const)
      sum[key] = small.reduce((total, counting) => total + counting[key], 0);
    return { domains: small.length, ...countOf(sum) };
  }

  get size(): number {
    return this.#domains.size;
  }

  #asciiOf(domain: string): string {
    const known = this.#ascii.get(domain);
    if (known !== undefined) return known;
    const ascii = domainToASCII(domain) || domain.toLowerCase();
    this.#ascii.set(domain, ascii);
    return ascii;
  }
}

const nothing = { letters: 0, sent: 0, failed: 0, waiting: 0 };

function countOf({ durations, ...counts }: Counting): Omit<DomainCount, 'domain'> {
  if (durations.length === 0) return counts;
  const sorted = durations.sort((a, b) => a - b);
  const seconds = (milliseconds: number) => Math.round(milliseconds / 100) / 10;
  // The lower one of two in the middle: a time that a letter really took.
  const median = sorted[Math.floor((sorted.length - 1) / 2)]!;
  return { ...counts, median: seconds(median), slowest: seconds(sorted.at(-1)!) };
}

function order<Value extends number | string>(a: Value, b: Value): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
