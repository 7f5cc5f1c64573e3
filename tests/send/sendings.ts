import { join } from 'node:path';
import { type SendOptions, type Summary, sendAll } from '../../src/send/loop/loop.ts';
import { messagesOf } from '../../src/send/message/message.ts';
import type { Transport } from '../../src/send/transport.ts';
import type { DeliveryRecord, Ledger, Sending, Share } from '../../src/store/ledger.ts';
import type { Store } from '../../src/store/open.ts';
import type { SubscriberStore } from '../../src/store/subscriber-store.ts';
import { folderOf } from '../folder.ts';
import { key, storeAt } from '../store/store-at.ts';
import { merge, rowOf } from '../store/subscriber-store-contract.ts';
import { letterWith, sharedHeaders } from './letters.ts';
import { VirtualTime } from './virtual-time.ts';

/** An issue that is frozen for a list, and how it is sent. */
export interface Fixture {
  readonly file: string;
  readonly subscribers: SubscriberStore;
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
  const { subscribers, ledger } = await openAt(file, timing);
  await merge(
    subscribers,
    addresses.map((address, index) => rowOf(index + 2, address)),
  );
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
    ...{ file, subscribers, ledger, sending, timing },
    send: async (transports, { share, ...options } = {}) =>
      sendAll(timing.watchShare(share ?? (await ledger.take(sending.id))!), {
        outlets: transports.map((transport) => ({ transport: timing.watch(transport) })),
        messageOf: messagesOf(await ledger.letters(sending.id), { sending, key, list: subscribers.list, keys: [] }),
        ...{ send: settings, inDoubt: 'hold', timing },
        ...options,
      }),
    states: async () => Object.fromEntries((await records()).map(({ address, state }) => [address, state])),
    record: async (address) => (await records()).find((record) => record.address === address)!,
  };
}

/** Opens the file as another process would; it is closed when the test ends. */
export function openAt(file: string, { clock }: VirtualTime): Promise<Store> {
  return storeAt(file, { clock, leaseInterval: 20 });
}
