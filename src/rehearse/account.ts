import { counted, grouped } from '../lib/count-words.ts';
import type { Sending } from '../store/ledger.ts';
import { type Counts, type DeliveryRecord, sizeOf } from '../store/ledger.ts';
import type { Store } from '../store/open.ts';
import { faults, type RehearsedFault } from './faults.ts';
import type { Performance } from './perform.ts';
import { normalAddress } from './perform.ts';
import type { RehearsalServer } from './server.ts';

/** The state after a rehearsal. Readers are named by the normal form of their addresses. */
export interface Remains {
  readonly prepared: number;
  readonly records: ReadonlyMap<string, DeliveryRecord>;
  readonly counts: Counts;
  readonly server: Pick<RehearsalServer, 'taken' | 'struck'>;
  readonly faults: ReadonlyMap<string, RehearsedFault>;
  readonly connections: number;
  /** Whether the sender was killed on its way. */
  readonly killed: boolean;
  /** Readers marked as bounced. */
  readonly bounced: ReadonlySet<string>;
}

/** An invariant, and its violations. */
export interface Check {
  readonly check: string;
  readonly ok: boolean;
  /** The violations; at most ten. */
  readonly found: readonly string[];
}

/** A fault made on purpose, and its outcome. */
export interface FaultReport {
  readonly fault: string;
  readonly letters: number;
  readonly became: string;
}

/** Compares the ledger with the server's messages. */
export function checksOf(remains: Remains): Check[] {
  const { prepared, counts, records, server, bounced, connections, killed } = remains;
  const all = sizeOf(counts);
  const open = counts.pending + counts['under-way'];
  const rest = [...records].filter(([, { state }]) => state !== 'sent' && state !== 'in-doubt');
  const lost = killedIn(remains);
  const isSent = (reader: string) => records.get(reader)?.state === 'sent';
  return [
    checked(
      `each of ${counted(prepared, 'reader')} is in one state of the ledger, and nobody is left over`,
      all === prepared && records.size === prepared && open === 0
        ? []
        : [`${grouped(all)} in the ledger, ${grouped(open)} of them still to send`],
    ),
    checked(`what is sent in the ledger is what the server took: ${counted(counts.sent, 'letter')}`, [
      ...[...records.keys()].filter((one) => isSent(one) && !server.taken.has(one)).map(sayNotTaken),
      ...rest.filter(([one]) => server.taken.has(one)).map(([one, { state }]) => `${one} is ${state}, and has it`),
      ...[...server.taken.keys()].filter((one) => !records.has(one)).map((one) => `${one} was never in the audience`),
    ]),
    checked(
      'nobody got it twice',
      [...server.taken].filter(([, times]) => times > 1).map(([one, times]) => `${one} got it ${times} times`),
    ),
    checked('each letter that was made to go wrong ended as it has to', disputed(remains)),
    checked(
      'who has no mailbox is marked in the copy of the list, and nobody else',
      [...records.keys()]
        .filter((one) => bounced.has(one) !== (remains.faults.get(one)?.bounces === true && !lost.has(one)))
        .map((one) => `${one} is ${bounced.has(one) ? '' : 'not '}marked`),
    ),
    ...(killed
      ? [
          checked(
            `the kill left no more in doubt than there were connections (${connections}), each by name: ${lost.size}`,
            lost.size <= connections ? [] : [...lost],
          ),
        ]
      : []),
  ];
}

/** A line for each fault that struck, and one for the kill. */
export function faultReports(remains: Remains): FaultReport[] {
  const { records, server, killed } = remains;
  const reports = faults.flatMap((fault) => {
    const readers = [...remains.faults].filter(([one, { words }]) => words === fault.words && server.struck.has(one));
    const became = becameOf(
      readers.map(([one]) => one),
      remains,
    );
    return readers.length === 0 ? [] : [{ fault: fault.words, letters: readers.length, became }];
  });
  if (!killed) return reports;
  const lost = [...killedIn(remains)].filter((one) => records.has(one));
  const fault = 'the sender is killed in the middle (SIGKILL), and begun again';
  return [...reports, { fault, letters: lost.length, became: becameOf(lost, remains) }];
}

/** A check that holds if nothing speaks against it. */
export function checked(check: string, found: readonly string[]): Check {
  const more = found.length > 10 ? [`and ${grouped(found.length - 10)} more`] : [];
  return { check, ok: found.length === 0, found: [...found.slice(0, 10), ...more] };
}

/** Readers in doubt without a fault of the server. */
function killedIn({ records, faults }: Remains): Set<string> {
  const doubted = [...records].filter(([, { state }]) => state === 'in-doubt').map(([one]) => one);
  return new Set(doubted.filter((one) => faults.get(one)?.ends !== 'in-doubt'));
}

function disputed(remains: Remains): string[] {
  const lost = killedIn(remains);
  return [...remains.faults].flatMap(([one, { ends, words }]) => {
    const state = remains.records.get(one)?.state;
    return state === ends || lost.has(one) ? [] : [`${one} is ${state}, not ${ends}, after "${words}"`];
  });
}

function becameOf(readers: readonly string[], { records, server }: Remains): string {
  const states = Map.groupBy(readers, (one) => records.get(one)?.state ?? 'lost');
  return [...states]
    .map(([state, those]) => {
      const has = those.filter((one) => server.taken.has(one)).length;
      return state === 'in-doubt'
        ? `${those.length} in doubt by name (the server has ${has})`
        : `${those.length} ${state === 'sent' ? 'sent in the end' : state}`;
    })
    .join(', ');
}

function sayNotTaken(reader: string): string {
  return `${reader} is sent, and the server never took it`;
}

/** Gathers the state of the ledger, the list and the server after a rehearsal. */
export async function remainsOf(
  { ledger, subscribers }: Store,
  { sending, performance, connections }: { sending: Sending; performance: Performance; connections: number },
): Promise<Remains> {
  const records = new Map<string, DeliveryRecord>();
  for await (const record of ledger.read(sending.id)) records.set(normalAddress(record.address!), record);
  const bounced = new Set<string>();
  for await (const { address } of subscribers.read({ status: 'bounced' })) {
    // Who had bounced before was not in the audience.
    if (records.has(address.normal)) bounced.add(address.normal);
  }
  const { server, faults, killed } = performance;
  const { prepared } = sending.audience;
  return {
    ...{ prepared, records, counts: await ledger.counts(sending.id), bounced },
    ...{ server, faults, killed, connections },
  };
}
