import type { DeliveryRecord, Sending } from '../store/ledger.ts';
import type { OpenDatabase } from '../store/sqlite/database.ts';
import { openLedger } from '../store/sqlite/ledger/ledger.ts';
import { SqliteStore } from '../store/sqlite/subscribers.ts';
import type { Remains } from './account.ts';
import { nameOf, type Performance } from './perform.ts';

/** Gathers what a rehearsal left in the ledger and in the list, beside what the server knows. */
export async function remainsOf(
  open: OpenDatabase,
  { sending, performance, connections }: { sending: Sending; performance: Performance; connections: number },
): Promise<Remains> {
  const ledger = openLedger(open);
  const records = new Map<string, DeliveryRecord>();
  for await (const record of ledger.read(sending.id)) records.set(nameOf(record.address!), record);
  const bounced = new Set<string>();
  for await (const { address } of new SqliteStore(open).read({ status: 'bounced' })) {
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
