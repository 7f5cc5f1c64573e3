import { expect, test } from 'vitest';
import { show } from '../../src/commands/subscribers/list.ts';
import { who } from '../../src/commands/who.ts';
import { addressFor, merge, rowOf } from '../store/subscriber-store-contract.ts';
import { failed, later, publication, sent } from './sendings.ts';

const flags = { publication: '.' };

test('what happened to one letter is told from the first try to the last answer', async () => {
  const { terminal, said, send, setClock, ledger } = await publication(2);
  const { id } = await send([sent, later]);
  setClock('2026-11-23T14:40:00Z');
  const share = (await ledger.take(id))!;
  await share.next(1);
  await share.intend(2);
  await share.record(2, failed);
  await share.release();
  await ledger.retry(id, 'failed');
  expect(await who(terminal, { issue: 'autumn', address: 'Reader2@Example.org' }, flags)).toBe(0);
  expect(said.text).toBe(`autumn to reader2@example.org: pending (still to be sent).
  2026-11-23 13:02:00 Europe/Vienna  deferred  by smtp.example.org:587: 451 4.7.1 slowly
                                     (deferred by the receiver's rules: too much at once, or a sender that is little known there yet)
  2026-11-23 15:40:00 Europe/Vienna  failed  by smtp.example.org:587: 550 5.7.1 =not wanted, "here"
                                     (refused by the receiver's rules)
  2026-11-23 15:40:00 Europe/Vienna  made pending once more
Next: all that is stored of this person:
  npx tidings subscribers show reader2@example.org
`);
  expect(said.value).toMatchObject({
    ...{ issue: 'tag:example.org,2026:autumn', slug: 'autumn', address: 'reader2@example.org' },
    ...{ state: 'pending', attempts: 2 },
    events: [{ kind: 'deferred' }, { kind: 'failed' }, { kind: 'retried' }],
  });
});

test('of a letter that waits it is told until when', async () => {
  const { terminal, said, send } = await publication(1);
  await send([later]);
  await who(terminal, { issue: 'autumn', address: 'reader1@example.org' }, flags);
  expect(said.text).toContain('pending (still to be sent, and again from 23 November 2026, 15:30 Europe/Vienna).');
});

test('of a letter that came back later it is told, with the words of the server', async () => {
  const { terminal, said, send, takeIn } = await publication(1);
  await send([sent]);
  const reply = '550 5.1.1 <reader1@example.org>: no such user';
  await takeIn({ kind: 'hard', subscriber: 1, sending: 1, how: 'x', reply });
  await who(terminal, { issue: 'autumn', address: 'reader1@example.org' }, flags);
  expect(said.text).toContain(`autumn to reader1@example.org: sent (a server took the letter; came back for good since).
  2026-11-23 13:01:00 Europe/Vienna  sent  by smtp.example.org:587: 250 2.0.0 queued
  2026-11-23 14:01:00 Europe/Vienna  came back for good  ${reply}
                                     (no such mailbox)
`);
  expect(said.value).toMatchObject({ state: 'sent', returned: [{ kind: 'hard', reply }] });
  said.text = '';
  await show(terminal, 'reader1@example.org', flags);
  expect(said.text).toContain(`returned    2026-11-23T13:01:00.000Z  autumn: came back for good  ${reply}\n`);
});

test('a person who left before their turn was in the audience, and is shown so', async () => {
  const { terminal, said, send, subscribers } = await publication(1);
  await send([]);
  await subscribers.leave(addressFor('reader1@example.org'), 'unsubscribed', { how: 'link' });
  await send([sent]);
  expect(await who(terminal, { issue: 'autumn', address: 'reader1@example.org' }, flags)).toBe(0);
  expect(said.text).toContain('autumn to reader1@example.org: suppressed');
});

test('why somebody was not in the audience is told, and ends in 1', async () => {
  const { terminal, said, send, setClock, subscribers } = await publication(1);
  await merge(subscribers, [
    rowOf(2, 'waiting@example.org', { status: 'pending', tags: ['members'] }),
    rowOf(3, 'left@example.org', { tags: ['members'] }),
    rowOf(4, 'erased@example.org', { tags: ['members'] }),
    rowOf(5, 'grüße@example.org', { tags: ['members'] }),
    rowOf(6, 'back@example.org', { tags: ['members'] }),
  ]);
  await subscribers.leave(addressFor('left@example.org'), 'unsubscribed', { how: 'link' });
  await subscribers.leave(addressFor('back@example.org'), 'unsubscribed', { how: 'link' });
  await subscribers.forget(addressFor('erased@example.org'));
  await send([], { plan: { selection: { tag: 'members' } } });
  setClock('2026-11-24T09:00:00Z');
  await merge(subscribers, [
    rowOf(2, 'late@example.org', { tags: ['members'] }),
    rowOf(3, 'back@example.org', { tags: ['members'], again: true }),
  ]);
  const reasons = {
    'reader1@example.org': 'does not have the tag "members"',
    'waiting@example.org': 'has not confirmed',
    'left@example.org': 'unsubscribed on 23 November 2026',
    'erased@example.org': 'was erased by their own wish on 23 November 2026',
    'grüße@example.org': 'has letters beyond ASCII before the @, which few servers carry',
    'late@example.org':
      'joined on 24 November 2026, 10:00 Europe/Vienna, after the audience was frozen on 23 November 2026, 13:00 Europe/Vienna',
    'back@example.org': 'came back after the audience was frozen on 23 November 2026, 13:00 Europe/Vienna',
    'nobody@example.org': 'this address is not on the list',
  };
  for (const [address, reason] of Object.entries(reasons)) {
    expect(await who(terminal, { issue: 'autumn', address }, flags)).toBe(1);
    expect(said.value).toEqual({ issue: 'tag:example.org,2026:autumn', slug: 'autumn', address, reason });
    const verdict = address.startsWith('erased') ? 'has no record in' : 'was not in';
    expect(said.text).toContain(`${address} ${verdict} the audience of autumn: ${reason}.\n`);
  }
});

test('what is no address, and an issue that was not sent, are refused', async () => {
  const { terminal, send } = await publication(1);
  const ask = (issue: string, address: string) => who(terminal, { issue, address }, flags);
  await expect(ask('autumn', 'reader1')).rejects.toThrow('"reader1" is not an e-mail address');
  await expect(ask('autumn', 'reader1@example.org')).rejects.toThrow('"autumn" was not sent to the list');
  await send([]);
  await expect(ask('autumn', 'reader1@example.org')).resolves.toBe(0);
});
