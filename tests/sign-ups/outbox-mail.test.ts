import { createSecretKey, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type OutboxMail, queueMail, sealMail, unsealMail } from '../../src/sign-ups/outbox-mail.ts';
import { sealBytes } from '../../src/subscribers/sealed.ts';
import { addressOf } from '../../src/subscribers/subscriber.ts';
import { folderOf } from '../folder.ts';
import { key, storeAt } from '../store/store-at.ts';

const mails: OutboxMail[] = [
  { kind: 'confirm', way: 'form', to: 'reader@example.org', language: 'en', token: 'abc' },
  {
    kind: 'confirm',
    way: 'mail',
    to: 'reader@example.org',
    language: 'en',
    token: 'abc',
    inReplyTo: '<1@example.org>',
  },
  { kind: 'new-address', to: 'reader@example.org', language: 'he', token: 'abc' },
  { kind: 'address-changed', to: 'reader@example.org', language: 'pt-BR' },
];

test.each(mails)('a mail of the kind $kind comes back as it was sealed', (mail) => {
  expect(unsealMail(key, sealMail(key, mail))).toEqual(mail);
});

test('the address cannot be read without the key', () => {
  const sealed = sealMail(key, mails[0]!);
  expect(Buffer.from(sealed).toString('latin1')).not.toContain('reader');
  expect(unsealMail(createSecretKey(randomBytes(32)), sealed)).toBeUndefined();
  expect(unsealMail(key, sealed.with(20, sealed[20]! ^ 1))).toBeUndefined();
});

test('a kind that a later version of the program knows is none, and no failure', () => {
  const later = { kind: 'greeting', to: 'reader@example.org', language: 'en' };
  expect(unsealMail(key, sealBytes(key, 'outbox', JSON.stringify(later)))).toBeUndefined();
});

test('a queued mail waits in the store until its budgets are used up, and goes when its owner is forgotten', async () => {
  const at = new Date('2026-11-23T12:00:00Z');
  const store = await storeAt(join(await folderOf({}), 'tidings.db'), { clock: () => at });
  const budgets = [{ name: 'address', key: Buffer.from('reader'), limit: 1, window: 60_000 }];
  expect(await queueMail(store, key, mails[0]!, budgets, at)).toEqual({ queued: true });
  expect(await queueMail(store, key, mails[2]!, budgets, at)).toEqual({ queued: false, budget: 'address' });
  expect((await store.signUps.outbox()).waiting).toBe(1);
  await store.subscribers.forget(addressOf('reader@example.org')!);
  expect((await store.signUps.outbox()).waiting).toBe(0);
});
