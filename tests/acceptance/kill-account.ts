import type { DeliveryRecord } from '../../src/store/ledger.ts';
import type { Remembered } from './sink-conversation.ts';

/** What the ledger and the server know, and what may be expected of them. */
export interface Account {
  /** How many the frozen audience holds. */
  readonly prepared: number;
  readonly records: readonly DeliveryRecord[];
  readonly accepted: readonly Remembered[];
  /** Who had unsubscribed, and how many messages the server had by then. */
  readonly left: ReadonlyMap<string, number>;
  readonly connections: number;
  /** Whether it was ever said that what is in doubt is to be sent again. */
  readonly resend: boolean;
}

/** Whom the server refuses for good. */
const refused = /^(unknown|full)-/;

/** Every promise of the ledger that does not hold, in a sentence. */
export function disputesOf(account: Account): string[] {
  const copies = copiesOf(account.accepted);
  const broken = account.records.filter(isUnderWay).length;
  return [
    ...(account.records.length === account.prepared
      ? []
      : [`${account.records.length} rows for an audience of ${account.prepared}`]),
    ...(broken > account.connections
      ? [`${broken} in doubt by one kill, with ${account.connections} connections`]
      : []),
    ...account.records.flatMap((record) => disputesAbout(record, copies.get(record.address!) ?? [], account)),
  ];
}

/** Its intent is recorded, and no outcome: a kill left it behind, and the next sender will say so by name. */
function isUnderWay({ state, events }: DeliveryRecord): boolean {
  return (state === 'in-doubt' || state === 'under-way') && events.at(-1)?.kind !== 'in-doubt';
}

/** For each recipient, where in the order of all messages its own stand. */
function copiesOf(accepted: readonly Remembered[]): Map<string, number[]> {
  const copies = new Map<string, number[]>();
  for (const [index, { to }] of accepted.entries()) {
    const found = copies.get(to);
    if (found) found.push(index);
    else copies.set(to, [index]);
  }
  return copies;
}

function disputesAbout(record: DeliveryRecord, copies: readonly number[], { left, resend }: Account): string[] {
  const { address, state, events } = record;
  const doubted = isUnderWay(record) || events.some(({ kind }) => kind === 'in-doubt');
  const gone = left.get(address!);
  const disputes = [];
  if (state === 'failed' && !refused.test(address!)) disputes.push('is "failed", and the server never refused it');
  if (state === 'suppressed' && gone === undefined) disputes.push('is "suppressed", and it never left');
  if (state === 'sent' && copies.length === 0) disputes.push('is "sent", and the server has never seen it');
  if (state !== 'sent' && copies.length > 0 && !doubted) disputes.push(`is "${state}", and the server took it`);
  if (copies.length > 1 && !(doubted && resend)) disputes.push(`was taken ${copies.length} times`);
  if (gone !== undefined && copies.some((index) => index >= gone))
    disputes.push('got a letter after it had unsubscribed');
  return disputes.map((dispute) => `${address} ${dispute}`);
}
