import { csvLine } from '../lib/csv.ts';
import type { DeliveryEvent, DeliveryRecord } from '../store/ledger.ts';
import type { ReturnedLetter } from '../store/returned-mail.ts';
import type { Results } from './json/results.ts';

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
    for (const event of events)
      yield csvLine([...cells, event.at.toISOString(), shownKind(event), event.relay, event.reply]);
  }
}

/** A delivery as JSON shows one. */
export function plainOf({
  subscriber,
  address,
  ...rest
}: DeliveryRecord): Results['status-only']['deliveries'][number] {
  return { ...(address !== undefined && { address }), subscriber, ...triesOf(rest) };
}

/** The outcome of a delivery as JSON shows it. */
export function triesOf({
  state,
  attempts,
  due,
  events,
}: Pick<DeliveryRecord, 'state' | 'attempts' | 'due' | 'events'>) {
  return {
    state,
    attempts,
    ...(due && { due }),
    events: events.map((event) => ({ ...event, kind: shownKind(event) })),
  };
}

/** A letter that came back, as JSON shows it. */
export function plainReturned({ kind, at, reply }: ReturnedLetter) {
  return { kind, at, ...(reply !== undefined && { reply }) };
}

/** The ledger's `later` is `deferred` to people and programs. */
function shownKind({ kind }: DeliveryEvent): Exclude<DeliveryEvent['kind'], 'later'> | 'deferred' {
  return kind === 'later' ? 'deferred' : kind;
}

/** An erased person is only a number. */
function nameOf(address: string | undefined, subscriber: number): string {
  return address ?? `erased#${subscriber}`;
}
