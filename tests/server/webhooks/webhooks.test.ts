import { createHmac } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../../src/model/problem.ts';
import { floodLimit } from '../../../src/store/returned-mail.ts';
import { runs } from '../../runs.ts';
import { sendToAll } from '../../store/ledger-contract.ts';
import { storeAt } from '../../store/store-at.ts';
import { addressFor, merge, rowOf } from '../../store/subscriber-store-contract.ts';
import { serverOf } from '../doors-of.ts';
import { opened } from './opened.ts';
import { network, notification, root, signed, topic, usualFiles } from './sns-messages.ts';

const key = '0123456789abcdef0123456789abcdef';
const login = 'postmark:a long password';
const basic = `Basic ${Buffer.from(login).toString('base64')}`;
const noon = String(Date.parse('2026-11-23T12:00:00Z') / 1000);
const hmac = (text: string | Buffer, by = key) => createHmac('sha256', by).update(text).digest('hex');

/** A server that all providers may call, and a way to send each a proven body. */
async function allOpened(options: Parameters<typeof opened>[1] = {}) {
  const keys = { ses: [topic], postmark: login, mailgun: 'mg-key', hmac: key };
  const server = await opened(keys, { fetch: network(usualFiles).fetch, authorities: [root.pem], ...options });
  const tell = async (events: unknown) => {
    const body = JSON.stringify(events);
    const headers = { 'tidings-timestamp': noon, 'tidings-signature': hmac(`${noon}.${body}`) };
    return (await server.post('hmac', body, headers)).status;
  };
  return { ...server, tell };
}

describe('the way in for mail providers', () => {
  test('is not there for a provider without its variable, nor without any', async () => {
    const { post } = await opened({ hmac: key });
    const body = '{}';
    for (const provider of ['ses', 'postmark', 'mailgun', 'sendgrid', '', 'hmac/x', '__proto__', 'constructor', 'HMAC'])
      expect([provider, [404, 405].includes((await post(provider, body)).status)]).toEqual([provider, true]);
    expect((await post('ses', body)).status).toBe(404);
    const closed = await opened({});
    for (const provider of ['ses', 'postmark', 'mailgun', 'hmac'])
      expect((await closed.post(provider, body)).status).toBe(404);
  });

  test('answers nothing but POST, and says nothing of what it knows', async () => {
    const { ask } = await allOpened();
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH'])
      expect([method, (await ask('webhooks/postmark', { method })).status >= 404]).toEqual([method, true]);
    const answer = await ask('webhooks/postmark', { method: 'POST', body: '{}' });
    expect([answer.status, await answer.text()]).toEqual([401, 'Not proven.\n']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test.each([
    'ses',
    'postmark',
    'mailgun',
    'hmac',
  ])('takes no body of 10 MB for %s, announced or not', async (provider) => {
    const { post, ask } = await allOpened();
    const proof = { authorization: basic, 'tidings-timestamp': noon, 'tidings-signature': 'x' };
    const large = Buffer.alloc(10 * 1024 * 1024, 0x20);
    expect((await post(provider, large, { ...proof, 'content-length': String(large.length) })).status).toBe(413);
    const headers = { 'content-type': 'application/json', ...proof };
    const stream = () => new Blob([large]).stream();
    const init = { method: 'POST', body: stream(), headers, duplex: 'half' } as RequestInit;
    expect((await ask(`webhooks/${provider}`, init)).status).toBe(413);
  });

  test('takes an event that is larger than what readers may send', async () => {
    const { tell, held, statusOf } = await allOpened();
    const { address, returnPath } = held(2);
    expect(await tell({ type: 'complaint', recipient: address, returnPath, more: 'x'.repeat(200_000) })).toBe(200);
    expect(await statusOf('grace')).toBe('complained');
  });

  test.each([
    ['ses', 'multipart/form-data; boundary=x'],
    ['ses', ''],
    ['postmark', 'text/plain'],
    ['mailgun', 'application/x-www-form-urlencoded'],
    ['mailgun', 'application/jsonp'],
    ['hmac', 'text/json'],
  ])('reads nothing for %s of the type "%s"', async (provider, type) => {
    const { post } = await allOpened();
    const proof = { authorization: basic, 'tidings-timestamp': noon, 'tidings-signature': 'x' };
    expect((await post(provider, '{}', { ...proof, 'content-type': type })).status).toBe(415);
  });

  test('counts events by what became of them, and logs no address, token or secret', async () => {
    const { tell, held, metrics, logLines, post } = await allOpened();
    const { address, returnPath, tag } = held(2);
    await tell([
      { type: 'hard', recipient: address, returnPath },
      { type: 'soft', recipient: 'stranger@example.net' },
    ]);
    await post('hmac', '{}', { 'tidings-timestamp': noon, 'tidings-signature': 'x' });
    const text = await metrics.text();
    for (const result of ['left', 'unknown', 'refused'])
      expect(text).toContain(`tidings_webhooks_total{provider="hmac",result="${result}"} 1\n`);
    for (const secret of [address, 'stranger', tag, key]) expect(logLines()).not.toContain(secret);
  });
});

describe('events', () => {
  test('of so many readers that it is a flood hold the rest back for a person to decide', async () => {
    const { store, tell, held, returnedMail } = await allOpened({ issues: 0 });
    const { subscribers, ledger } = store;
    const names = Array.from({ length: 20 }, (_, index) => `reader${index}@example.org`);
    await merge(
      subscribers,
      names.map((name, index) => rowOf(index + 5, name)),
    );
    const sending = await sendToAll(ledger, { issue: 'tag:example.org,2026:issue-1', slug: 'issue-1' });
    for (const [index, recipient] of names.entries())
      expect(await tell({ type: 'hard', recipient, returnPath: held(index + 4, sending).returnPath })).toBe(200);
    const { statuses } = await subscribers.count();
    expect(statuses.bounced).toBe(floodLimit.letters - 1);
    expect(await ledger.bounces(sending)).toMatchObject({ held: names.length - floodLimit.letters + 1 });
    expect(await returnedMail.counts(sending)).toMatchObject({ hard: names.length });
  });

  test('that the database cannot take now let the provider come again, and none is lost or taken twice', async () => {
    const { tell, held, store, statusOf, logLines } = await allOpened();
    const busy = new ProblemError([{ severity: 'error', rule: 'database', message: 'tidings.db is in use' }]);
    const event = [
      { type: 'hard', recipient: held(2).address, returnPath: held(2).returnPath },
      { type: 'soft', recipient: 'stranger@example.net' },
    ];
    for (const method of ['take', 'keep'] as const) {
      const original = store.returnedMail[method].bind(store.returnedMail);
      Object.assign(store.returnedMail, { [method]: () => Promise.reject(busy) });
      expect([method, await tell(event)]).toEqual([method, 503]);
      Object.assign(store.returnedMail, { [method]: original });
    }
    expect(logLines()).toContain('failed: ProblemError (database)');
    expect(await tell(event)).toBe(200);
    expect([await statusOf('grace'), (await store.returnedMail.read({ subscriber: 2 })).length]).toEqual([
      'bounced',
      1,
    ]);
    expect(await store.returnedMail.kept()).toHaveLength(1);
  });

  test('that another process keeps out of the database by a lock of its own are asked for again', async () => {
    const { folder, store, held } = await allOpened();
    await store.close();
    const impatient = await storeAt(`${folder}/tidings.db`, {
      clock: () => new Date('2026-11-23T12:00:00Z'),
      patience: 20,
    });
    const fetch = () => Promise.reject(new Error('no network'));
    const { ask } = await serverOf({}, { store: impatient, webhooks: { keys: { postmark: login }, fetch } });
    const { tag, address } = held(2);
    const event = { RecordType: 'SpamComplaint', ID: 1, Email: address, Metadata: { letter: tag } };
    const headers = { authorization: basic, 'content-type': 'application/json' };
    const send = async () => ask('webhooks/postmark', { method: 'POST', body: JSON.stringify(event), headers });
    const other = new DatabaseSync(`${folder}/tidings.db`);
    other.exec('BEGIN IMMEDIATE');
    const answer = await send();
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '60']);
    other.exec('ROLLBACK');
    other.close();
    expect((await send()).status).toBe(200);
    expect((await impatient.subscribers.find(addressFor(address)))?.status).toBe('complained');
  });

  test('about a person who was erased change nothing, and nothing of the person is written down again', async () => {
    const { tell, held, store, returnedMail } = await allOpened();
    const { address, returnPath } = held(2);
    await tell({ id: 'before', type: 'soft', recipient: address });
    expect((await returnedMail.kept())[0]!.content).toContain(address);
    await store.subscribers.forget(addressFor(address));
    expect(await returnedMail.kept()).toEqual([]);
    expect(
      await tell([
        { id: 'a', type: 'hard', recipient: address, returnPath },
        { id: 'b', type: 'soft', recipient: address },
      ]),
    ).toBe(200);
    expect(JSON.stringify(await returnedMail.kept())).not.toContain('grace');
    expect(await store.subscribers.find(addressFor(address))).toBeUndefined();
  });

  test('of a reader who left before change no reason', async () => {
    const { tell, held, store, statusOf } = await allOpened();
    await store.subscribers.leave(2, 'unsubscribed', { how: 'by the link' });
    await tell({ type: 'complaint', recipient: held(2).address, returnPath: held(2).returnPath });
    expect(await statusOf('grace')).toBe('unsubscribed');
  });
});

test.each([
  'ses',
  'postmark',
  'mailgun',
  'hmac',
])('no body that %s may send, proven or not, makes the server fail', async (provider) => {
  const { post, store, logLines } = await allOpened();
  const some = (...keys: readonly string[]) => fc.dictionary(fc.constantFrom(...keys), fc.jsonValue({ maxDepth: 3 }));
  const word = fc.constantFrom('Bounce', 'Complaint', 'failed', 'hard', 'permanent', 'HardBounce', 'SpamComplaint', '');
  const shape = fc
    .tuple(
      some('bounce', 'mail', 'complaint', 'message', 'envelope', 'delivery-status', 'Email', 'Metadata', 'recipient'),
      word,
    )
    .map(([parts, kind]) => ({
      ...parts,
      eventType: kind,
      event: kind,
      type: kind,
      RecordType: kind,
      Type: kind,
      severity: kind,
    }));
  const body = fc.oneof(shape, shape, fc.jsonValue());
  await fc.assert(
    fc.asyncProperty(body, fc.oneof(fc.constant(undefined), fc.string(), fc.uint8Array()), async (event, raw) => {
      const id = String(Math.abs(JSON.stringify(event).length * 7919));
      const proof = {
        timestamp: noon,
        token: id + JSON.stringify(event),
        signature: hmac(noon + id + JSON.stringify(event), 'mg-key'),
      };
      const bodies: Readonly<Record<string, string>> = {
        ses: signed(notification(event as object)),
        postmark: JSON.stringify(event),
        mailgun: JSON.stringify({ signature: proof, 'event-data': event }),
        hmac: JSON.stringify(event),
      };
      const sent = raw ?? bodies[provider]!;
      const headers = {
        authorization: basic,
        'tidings-timestamp': noon,
        'tidings-signature': hmac(Buffer.concat([Buffer.from(`${noon}.`), Buffer.from(sent as string)])),
      };
      const { status } = await post(provider, sent as BodyInit, headers);
      expect([200, 400, 401, 403]).toContain(status);
    }),
    { numRuns: runs(300) },
  );
  expect((await store.subscribers.count()).statuses).toMatchObject({ active: 3 });
  expect(logLines()).not.toContain('failed:');
});
