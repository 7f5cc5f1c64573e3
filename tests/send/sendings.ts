import { createSecretKey } from 'node:crypto';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type SendOptions, type Summary, sendAll } from '../../src/send/loop/loop.ts';
import { messagesOf } from '../../src/send/message/message.ts';
import type { Transport } from '../../src/send/transport.ts';
import type { DeliveryRecord, Ledger, Sending, Share } from '../../src/store/ledger.ts';
import { type OpenDatabase, openDatabase } from '../../src/store/sqlite/database.ts';
import { openLedger } from '../../src/store/sqlite/ledger/ledger.ts';
import { SqliteSubscribers } from '../../src/store/sqlite/subscribers.ts';
import type { SubscriberStore } from '../../src/store/subscriber-store.ts';
import { folderOf } from '../folder.ts';
import { merge, rowOf } from '../store/subscriber-store-contract.ts';
import { letterWith, sharedHeaders } from './letters.ts';
import { VirtualTime } from './virtual-time.ts';

export const key = createSecretKey('0123456789abcdef0123456789abcdef', 'utf8');

/** An issue that is frozen for a list, and how it is sent. */
export interface Fixture {
  readonly file: string;
  readonly open: OpenDatabase;
  readonly store: SubscriberStore;
  readonly ledger: Ledger;
  readonly sending: Sending;
  readonly timing: VirtualTime;
  /** Sends what is pending over these transports, in the order of preference. */
  send(transports: readonly Transport[], options?: Partial<SendOptions> & { share?: Share }): Promise<Summary>;
  /** What the ledger says of each address. */
  states(): Promise<Record<string, DeliveryRecord['state']>>;
  record(address: string): Promise<DeliveryRecord>;
}

export const settings: SendOptions['send'] = { connections: 2, retryFor: 4 * 3_600_000 };

/** A list of these addresses, and an issue that is frozen for it. */
export async function fixtureFor(
  addresses: readonly string[],
  timing = new VirtualTime('2026-11-23T09:00:00Z'),
): Promise<Fixture> {
  const file = join(await folderOf(), 'tidings.db');
  const open = openAt(file, timing);
  const store = new SqliteSubscribers(open);
  await merge(
    store,
    addresses.map((address, index) => rowOf(index + 2, address)),
  );
  const ledger = openLedger(open, { interval: 20 });
  const sending = await ledger.freeze({
    issue: 'tag:example.org,2026:frost',
    ...{ slug: 'frost', subject: 'The first frost', source: 'x', selection: {} },
    letters: [
      { language: 'en', letter: letterWith(), mailing: sharedHeaders, viewUrl: 'https://example.org/issues/frost/' },
    ],
    ways: [{ has: [], lacks: [], letter: 0 }],
  });
  const records = async () => Array.fromAsync(ledger.read(sending.id));
  return {
    ...{ file, open, store, ledger, sending, timing },
    send: async (transports, { share, ...options } = {}) =>
      sendAll(timing.watchShare(share ?? (await ledger.take(sending.id))!), {
        outlets: transports.map((transport) => ({ transport: timing.watch(transport) })),
        messageOf: messagesOf(await ledger.letters(sending.id), { sending, key, list: open.list, keys: [] }),
        ...{ send: settings, inDoubt: 'hold', timing },
        ...options,
      }),
    states: async () => Object.fromEntries((await records()).map(({ address, state }) => [address, state])),
    record: async (address) => (await records()).find((record) => record.address === address)!,
  };
}

/** Opens the file as another process would; it is closed when the test ends. */
export function openAt(file: string, timing: VirtualTime): OpenDatabase {
  const open = openDatabase(file, { key, clock: timing.clock, named: 'tidings.db' });
  onTestFinished(() => {
    try {
      open.database.close();
    } catch {
      // The test did.
    }
  });
  return open;
}
