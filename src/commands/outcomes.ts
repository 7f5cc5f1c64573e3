import { csvLine } from '../lib/csv.ts';
import type { DeliveryRecord } from '../store/ledger.ts';

/** A line for each delivery with its last event, separated by tabs; no value contains a tab. */
export async function* linesOf(deliveries: AsyncIterable<DeliveryRecord>): AsyncGenerator<string> {
  for await (const { address, subscriber, state, attempts, events } of deliveries) {
    const { at, relay = '', reply = '' } = events.at(-1) ?? {};
    yield `${[nameOf(address, subscriber), state, attempts, at?.toISOString() ?? '', relay, reply].join('\t')}\n`;
  }
}

/** Every outcome as CSV, oldest first for each delivery; one that has none yet is a line without an outcome. */
export async function* csvOf(deliveries: AsyncIterable<DeliveryRecord>): AsyncGenerator<string> {
  yield csvLine(['email', 'number', 'state', 'attempts', 'again', 'at', 'outcome', 'relay', 'reply']);
  for await (const { address, subscriber, state, attempts, due, events } of deliveries) {
    const cells = [address, String(subscriber), state, String(attempts), due?.toISOString()];
    if (events.length === 0) yield csvLine([...cells, '', '', '', '']);
    for (const { at, kind, relay, reply } of events) yield csvLine([...cells, at.toISOString(), kind, relay, reply]);
  }
}

/** A delivery as JSON shows one. */
export function plainOf({ subscriber, address, state, attempts, due, events }: DeliveryRecord): object {
  return { address, subscriber, state, attempts, due, events };
}

/** An erased person is only a number. */
function nameOf(address: string | undefined, subscriber: number): string {
  return address ?? `erased#${subscriber}`;
}
