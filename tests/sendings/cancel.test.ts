import { expect, test } from 'vitest';
import { cancelledOf, cancelSending } from '../../src/sendings/cancel.ts';
import { desk } from './desk.ts';

const readers = ['ada@example.org', 'grace@example.org', 'mary@example.org'];

/** A sending that reached the first reader before the rest of it was cancelled. */
async function cancelled() {
  const made = await desk(readers);
  const { ledger } = made;
  const sending = (await made.freeze(await made.plan()))!;
  const share = (await ledger.take(sending.id))!;
  const { subscriber } = (await share.next(1))[0]!;
  await share.record(subscriber.id, { kind: 'failed', relay: 'r', reply: '554 not now' });
  await share.release();
  const before = await made.copyList();
  expect(await cancelSending(sending, { config: await made.config(), ledger })).toBe(2);
  return { ...made, sending, before };
}

test('what was cancelled is not sent again, also not with --new or --only failed, which go to others', async () => {
  const { sending, ledger, plan, send, enlist } = await cancelled();
  expect((await plan()).count).toBe(0);
  await enlist('late@example.org');
  expect([(await plan({ new: true })).count, (await plan({ only: 'failed' })).count]).toEqual([1, 1]);
  await send({ new: true });
  await send({ only: 'failed' });
  expect(await ledger.counts(sending.id)).toMatchObject({ sent: 2, suppressed: 2, pending: 0 });
  expect(await cancelledOf(sending, ledger)).toBe(2);
});

test('who left before the turn came does not count as cancelled', async () => {
  const made = await desk(readers);
  const sending = (await made.freeze(await made.plan()))!;
  await made.subscribers.leave(1, 'unsubscribed', { how: 'link' });
  await made.run(sending);
  expect(await made.ledger.counts(sending.id)).toMatchObject({ sent: 2, suppressed: 1 });
  expect(await cancelledOf(sending, made.ledger)).toBe(0);
});

test('a copy of the list from before is refused, for it would send what was cancelled', async () => {
  const { plan, before } = await cancelled();
  await expect(plan({}, before)).rejects.toThrow('of frost it knows 1 of the 3 outcomes');
});

test('an issue that was cancelled before anybody got it can be frozen anew and sent', async () => {
  const { plan, send } = await cancelled();
  expect(await plan({ refreeze: true })).toMatchObject({ count: 3 });
  expect(await send({ refreeze: true })).toMatchObject({ counts: { sent: 3, suppressed: 0 } });
});
