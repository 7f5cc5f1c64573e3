import type { Job } from '../../src/send/loop/verdict.ts';
import type { Delivery } from '../../src/store/ledger.ts';
import { addressOf } from '../../src/subscribers/subscriber.ts';

const then = new Date('2026-11-01T09:00:00Z');

/** A delivery in hand, to a subscriber of this number at this address. */
export function jobFor(id: number, address = `reader${id}@example.org`, more: Partial<Job & Delivery> = {}): Job {
  const { setbacks = 0, doubt, ...delivery } = more;
  const subscriber = {
    ...{ id, address: addressOf(address)!, tags: [], fields: {}, status: 'active' as const },
    ...{ added: then, changed: then },
  };
  return { delivery: { subscriber, letter: 0, attempts: 0, ...delivery }, setbacks, ...(doubt && { doubt }) };
}
