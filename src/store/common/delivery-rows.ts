import { type Counts, type DeliveryEvent, type DeliveryRecord, type State, states } from '../ledger.ts';
import type { StoredRow } from './rows.ts';

/** From rows of a state and a number. `alive`: whether somebody sends. */
export function countsFrom(rows: readonly StoredRow[], alive: boolean): Counts {
  const counts = Object.fromEntries(states.map((state) => [state, 0])) as Record<State, number>;
  for (const { state, number } of rows) counts[shownState(state as State, alive)] += number as number;
  return counts;
}

interface RecordContext {
  readonly alive: boolean;
  /** In milliseconds. */
  readonly now: number;
  /** As `eventsFrom` gives them. */
  readonly events: ReadonlyMap<string, readonly DeliveryEvent[]>;
}

export function recordFrom(row: StoredRow, { alive, now, events }: RecordContext): DeliveryRecord {
  const { sending, slug, subscriber, address, state, attempts, first, due } = row;
  return {
    sending: sending as number,
    slug: slug as string,
    subscriber: subscriber as number,
    ...(address !== null && { address: address as string }),
    state: shownState(state as State, alive),
    attempts: attempts as number,
    ...(first !== null && { first: new Date(first as number) }),
    ...(due !== null && (due as number) > now && { due: new Date(due as number) }),
    events: events.get(`${sending} ${subscriber}`) ?? [],
  };
}

/** By sending and subscriber, as text; the rows are in the order of their numbers. */
export function eventsFrom(rows: readonly StoredRow[]): Map<string, DeliveryEvent[]> {
  const events = new Map<string, DeliveryEvent[]>();
  for (const { sending, subscriber, at, kind, relay, reply } of rows) {
    const key = `${sending} ${subscriber}`;
    const event: DeliveryEvent = {
      at: new Date(at as number),
      kind: kind as DeliveryEvent['kind'],
      ...(relay !== null && { relay: relay as string }),
      ...(reply !== null && { reply: reply as string }),
    };
    const before = events.get(key);
    if (before) before.push(event);
    else events.set(key, [event]);
  }
  return events;
}

/** The states of rows that are shown as this one. */
export function storedAs(state: State, alive: boolean): State[] {
  return states.filter((stored) => shownState(stored, alive) === state);
}

/** Under way, by a sender who is dead, is in doubt. */
function shownState(state: State, alive: boolean): State {
  return state === 'under-way' && !alive ? 'in-doubt' : state;
}
