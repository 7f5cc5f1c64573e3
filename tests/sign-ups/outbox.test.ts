import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { deliverOutbox, Outbox, type OutboxEvent } from '../../src/sign-ups/outbox.ts';
import { type OutboxMail, queueMail } from '../../src/sign-ups/outbox-mail.ts';
import { folderOf } from '../folder.ts';
import { startMailServer, startScript } from '../send/servers.ts';
import { key, storeAt } from '../store/store-at.ts';

const never = new AbortController().signal;
const noon = Date.parse('2026-11-23T12:00:00Z');
const [minute, hour] = [60_000, 3_600_000];

/** An outbox over its own database, at noon until the clock is put forward, and what it tells. */
async function outboxTo(port: number, settings?: string, environment: Readonly<Record<string, string>> = {}) {
  const folder = await folderOf({
    'tidings.yaml': `title: Example Letters\nurl: https://example.org/\nnewsletter: {from: letter@example.org}\n${settings ?? 'server: {url: https://letters.example.org/}'}\n`,
  });
  let now = noon;
  const clock = () => new Date(now);
  const relay = { port };
  // The environment is asked at each connection, so that the server may move.
  const loaded = () => {
    const SMTP_URL = `smtp://127.0.0.1:${relay.port}`;
    return loadConfig(folder, {}, { cwd: folder, clock, environment: { SMTP_URL, ...environment } });
  };
  const config = { ...(await loaded()), relays: async () => (await loaded()).relays() };
  const open = () => storeAt(join(folder, 'tidings.db'), { clock });
  const store = await open();
  const told: OutboxEvent[] = [];
  const parts = { config, store, key, clock, report: (event: OutboxEvent) => told.push(event) };
  const queue = (to: string, more: Partial<OutboxMail> = {}) => {
    const mail = { kind: 'confirm', way: 'form', language: 'en', token: `token-of-${to.split('@')[0]}`, to, ...more };
    return queueMail(store, key, mail as OutboxMail, [], clock());
  };
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  const waiting = async () => (await store.signUps.outbox()).waiting;
  return { folder, config, relay, store, parts, told, queue, pass, waiting, open, outbox: new Outbox(parts) };
}

const counts = { sent: 0, postponed: 0, expired: 0, refused: 0 };

test('mails that are due go over one connection, and are gone from the database at the server’s 250', async () => {
  let connections = 0;
  const { port, received } = await startMailServer({
    onConnect: (_, done) => {
      connections += 1;
      done();
    },
  });
  const { outbox, queue, waiting, told } = await outboxTo(port);
  for (const name of ['one', 'two', 'three']) await queue(`${name}@example.net`);
  expect(await outbox.deliver(never)).toEqual({ ...counts, sent: 3 });
  expect(received.map(({ to }) => to)).toEqual([['one@example.net'], ['two@example.net'], ['three@example.net']]);
  expect(connections).toBe(1);
  expect(await waiting()).toBe(0);
  expect(told.map(({ result }) => result)).toEqual(['mailed', 'mailed', 'mailed']);
  const { subject, text } = await PostalMime.parse(received[0]!.bytes);
  expect(subject).toBe('Please confirm: Example Letters');
  expect(text).toContain('/confirm/token-of-one');
});

test('an empty outbox calls nobody', async () => {
  const { parts } = await outboxTo(1);
  expect(await deliverOutbox(parts)).toEqual(counts);
});

test('more mails than one batch all leave, oldest first', async () => {
  const { port, received } = await startMailServer();
  const { outbox, queue } = await outboxTo(port);
  const names = Array.from({ length: 45 }, (_, index) => `reader-${index}@example.net`);
  for (const name of names) await queue(name);
  expect(await outbox.deliver(never)).toEqual({ ...counts, sent: 45 });
  expect(received.map(({ to }) => to[0])).toEqual(names);
});

test('an answer to a mail leaves without a return path', async () => {
  const { port, received } = await startMailServer();
  const { outbox, queue } = await outboxTo(port);
  await queue('reader@example.net', { way: 'mail' });
  await outbox.deliver(never);
  expect(received[0]!.from).toBe('');
});

test('a relay that takes no mail without a return path gets it with one', async () => {
  const { port, received } = await startMailServer({
    onMailFrom: ({ address }, _, done) =>
      address ? done() : done(Object.assign(new Error('5.1.8 a sender, please'), { responseCode: 550 })),
  });
  const { outbox, queue, waiting } = await outboxTo(port);
  await queue('one@example.net', { way: 'mail' });
  await queue('two@example.net', { way: 'mail' });
  expect(await outbox.deliver(never)).toEqual({ ...counts, sent: 2 });
  expect(received.map(({ from }) => from)).toEqual(['letter@example.org', 'letter@example.org']);
  expect(await waiting()).toBe(0);
});

test('a recipient whom the server refuses for good is counted by its code, and not tried again', async () => {
  const { port } = await startScript({ RCPT: '550 5.1.1 <reader@example.net>: no such user' });
  const { outbox, queue, waiting, told } = await outboxTo(port);
  await queue('reader@example.net');
  expect(await outbox.deliver(never)).toEqual({ ...counts, refused: 1 });
  expect(await waiting()).toBe(0);
  expect(told).toEqual([{ result: 'refused', reason: '550 5.1.1' }]);
});

test('a recipient whom the server does not take now waits, ever longer, and gets the mail in the end', async () => {
  let answer = '450 4.2.0 greylisted';
  const { port, messages } = await startScript({ RCPT: (socket) => socket.write(`${answer}\r\n`) && undefined });
  const { outbox, queue, pass, told } = await outboxTo(port);
  await queue('reader@example.net');
  expect(await outbox.deliver(never)).toEqual({ ...counts, postponed: 1 });
  expect(await outbox.deliver(never)).toEqual(counts);
  pass(2 * minute);
  expect(await outbox.deliver(never)).toEqual({ ...counts, postponed: 1 });
  pass(1 * minute);
  expect(await outbox.deliver(never)).toEqual(counts);
  answer = '250 2.1.5 ok';
  pass(5 * minute);
  expect(await outbox.deliver(never)).toEqual({ ...counts, sent: 1 });
  expect(messages).toHaveLength(1);
  expect(told.map(({ result }) => result)).toEqual(['postponed', 'postponed', 'mailed']);
  expect(told[0]).toEqual({ result: 'postponed', reason: '450 4.2.0' });
});

test('one recipient who is refused keeps nobody else from the mail', async () => {
  const { port, received } = await startMailServer({
    onRcptTo: ({ address }, _, done) =>
      address.startsWith('bad') ? done(Object.assign(new Error('5.1.1 no'), { responseCode: 550 })) : done(),
  });
  const { outbox, queue } = await outboxTo(port);
  for (const name of ['one', 'bad', 'two']) await queue(`${name}@example.net`);
  expect(await outbox.deliver(never)).toEqual({ ...counts, sent: 2, refused: 1 });
  expect(received.map(({ to }) => to[0])).toEqual(['one@example.net', 'two@example.net']);
});

test('a relay that is away for hours loses nothing, and is not called at every mail', async () => {
  const { port, received } = await startMailServer();
  const { outbox, queue, pass, waiting, told, relay } = await outboxTo(1);
  for (const name of ['one', 'two', 'three']) await queue(`${name}@example.net`);
  for (let half = 0; half < 20; half += 1) {
    const { wait, ...rest } = await outbox.deliver(never);
    expect(rest).toEqual(counts);
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(2 * minute);
    pass(wait!);
  }
  expect(await waiting()).toBe(3);
  // Twenty failures in a row are told at the 1st, 2nd, 4th, 8th and 16th.
  expect(told.map(({ result }) => result)).toEqual(Array(5).fill('unreachable'));
  relay.port = port;
  expect(await outbox.deliver(never)).toEqual({ ...counts, sent: 3 });
  expect(received).toHaveLength(3);
});

test('a relay that is away for a day ends in mails that are given up, and counted', async () => {
  const { outbox, queue, pass, waiting, told } = await outboxTo(1);
  await queue('reader@example.net');
  await outbox.deliver(never);
  pass(23 * hour);
  await outbox.deliver(never);
  expect(await waiting()).toBe(1);
  pass(hour);
  expect(await outbox.deliver(never)).toEqual({ ...counts, expired: 1 });
  expect(await waiting()).toBe(0);
  expect(told.at(-1)).toEqual({ result: 'expired', count: 1 });
});

test('a mail that cannot be made waits for a person to mend it, and keeps no other back', async () => {
  const { port, received } = await startMailServer();
  const { outbox, queue, told, waiting } = await outboxTo(port, '');
  await queue('link@example.net');
  await queue('reader@example.net', { way: 'mail' });
  expect(await outbox.deliver(never)).toEqual({ ...counts, sent: 1, postponed: 1 });
  expect(received).toHaveLength(1);
  expect(told[0]).toEqual({ result: 'postponed', reason: 'unfilled-slot' });
  expect(await waiting()).toBe(1);
});

test('a mail that another key sealed, or to what is no address, is dropped and counted', async () => {
  const { port } = await startMailServer();
  const { outbox, queue, store, told } = await outboxTo(port);
  await store.signUps.queue(Buffer.from('not sealed'), [], new Date(noon));
  await queue('r\u00e9ader@example.net');
  await queue('reader@example.net\r\nBcc: evil@example.com');
  expect(await outbox.deliver(never)).toEqual({ ...counts, refused: 3 });
  expect(told.map((event) => 'reason' in event && event.reason)).toEqual(['unreadable', 'address', 'address']);
});

test('a sender whom the relay refuses loses no mail, for a person can mend that within the day', async () => {
  const { port } = await startScript({ MAIL: '550 5.7.1 who are you' });
  const { outbox, queue, waiting, told } = await outboxTo(port);
  await queue('one@example.net');
  await queue('two@example.net');
  expect(await outbox.deliver(never)).toMatchObject({ sent: 0, refused: 0, postponed: 1 });
  expect(await waiting()).toBe(2);
  expect(told).toEqual([{ result: 'postponed', reason: '550 5.7.1' }]);
});

test.each([
  ['a quota', '550 5.4.5 Daily sending quota exceeded'],
  ['a server that closes', '421 4.3.2 shutting down'],
])('%s at the first recipient stops the mails for a while and drops none', async (_, reply) => {
  const { port } = await startScript({ RCPT: reply });
  const { outbox, queue, waiting, told } = await outboxTo(port);
  for (const name of ['one', 'two', 'three']) await queue(`${name}@example.net`);
  const { wait, ...rest } = await outbox.deliver(never);
  expect(rest).toEqual({ ...counts, postponed: 1 });
  expect(wait).toBeGreaterThan(0);
  expect(await waiting()).toBe(3);
  expect(told).toHaveLength(1);
});

test('a relay that hangs up after the final dot gets the mail once more, with the same Message-ID', async () => {
  let drops = true;
  const { port, messages } = await startScript({
    dot: (socket, polite) => (drops ? socket.destroy() : socket.write(`${polite}\r\n`)) && undefined,
  });
  const { outbox, queue, pass, waiting } = await outboxTo(port);
  await queue('reader@example.net');
  expect(await outbox.deliver(never)).toMatchObject({ postponed: 1 });
  expect(await waiting()).toBe(1);
  drops = false;
  pass(2 * minute);
  expect(await outbox.deliver(never)).toMatchObject({ sent: 1 });
  const ids = messages.map((message) => /Message-ID: (.*)/i.exec(message)![1]);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
});

test('a second relay takes over where the first is away', async () => {
  const { port, received } = await startMailServer();
  const { outbox, queue, config } = await outboxTo(
    1,
    'server: {url: https://letters.example.org/}\nsend: {relays: [{name: other}]}',
    {
      SMTP_OTHER_URL: `smtp://127.0.0.1:${port}`,
    },
  );
  expect(await config.relays()).toHaveLength(2);
  await queue('reader@example.net');
  expect(await outbox.deliver(never)).toEqual({ ...counts, sent: 1 });
  expect(received).toHaveLength(1);
});

test('send.perHour holds for these mails, too', async () => {
  const { port, received } = await startMailServer();
  const { outbox, queue, pass, waiting } = await outboxTo(
    port,
    'server: {url: https://letters.example.org/}\nsend: {perHour: 2}',
  );
  for (const name of ['one', 'two', 'three']) await queue(`${name}@example.net`);
  expect(await outbox.deliver(never)).toEqual({ ...counts, sent: 2, wait: hour });
  expect(await waiting()).toBe(1);
  pass(hour);
  expect(await outbox.deliver(never)).toEqual({ ...counts, sent: 1 });
  expect(received).toHaveLength(3);
});

test('a stop lets the mail end that is on its way, and gives the others back at once', async () => {
  const stop = new AbortController();
  const { port, received } = await startMailServer({
    onRcptTo: (_, __, done) => {
      stop.abort();
      done();
    },
  });
  const { outbox, queue, waiting, open, parts } = await outboxTo(port);
  for (const name of ['one', 'two', 'three']) await queue(`${name}@example.net`);
  expect(await outbox.deliver(stop.signal)).toEqual(counts);
  expect(await waiting()).toBe(3);
  const other = new Outbox({ ...parts, store: await open() });
  expect(await other.deliver(never)).toEqual({ ...counts, sent: 3 });
  expect(received.length).toBe(3);
});

test('two processes on one database send each mail once', async () => {
  const { port, received } = await startMailServer();
  const { outbox, queue, open, parts } = await outboxTo(port);
  for (let index = 0; index < 50; index += 1) await queue(`reader-${index}@example.net`);
  const other = new Outbox({ ...parts, store: await open() });
  const ends = await Promise.all([outbox.deliver(never), other.deliver(never)]);
  expect(ends[0]!.sent + ends[1]!.sent).toBe(50);
  expect(new Set(received.map(({ to }) => to[0])).size).toBe(50);
  expect(received).toHaveLength(50);
});

test('a restart finds the outbox as it was', async () => {
  const { port, received } = await startMailServer();
  const { queue, store, open, parts } = await outboxTo(port);
  for (let index = 0; index < 30; index += 1) await queue(`reader-${index}@example.net`);
  await store.close();
  expect(await deliverOutbox({ ...parts, store: await open() })).toEqual({ ...counts, sent: 30 });
  expect(received).toHaveLength(30);
});

test('a theme that cannot be read stops everything before a mail is taken, and the next time is a new one', async () => {
  const { port } = await startMailServer();
  const { outbox, queue, parts, waiting } = await outboxTo(port);
  const { newsletter } = parts.config.settings;
  Object.assign(newsletter, { theme: 'nowhere' });
  await queue('reader@example.net');
  await expect(outbox.deliver(never)).rejects.toThrow('there is no theme "nowhere"');
  Object.assign(newsletter, { theme: 'dense' });
  expect(await outbox.deliver(never)).toEqual({ ...counts, sent: 1 });
  expect(await waiting()).toBe(0);
});

test('nothing that is told names an address, a token or the words of a server', async () => {
  const { port } = await startScript({ RCPT: '550 5.1.1 <reader@example.net> is unknown here' });
  const { outbox, queue, told } = await outboxTo(port);
  await queue('reader@example.net');
  await outbox.deliver(never);
  const away = await outboxTo(1);
  await away.queue('reader@example.net');
  await away.outbox.deliver(never);
  const all = [...told, ...away.told].map((event) =>
    JSON.stringify('problem' in event ? [event.result, event.problem.problems] : event),
  );
  expect(all).toHaveLength(2);
  for (const text of all) expect(text).not.toMatch(/reader|example\.net|token|unknown here/);
});

test('a mail that waits does not go to a real person while the settings hold placeholders, and goes once they are mended', async () => {
  const { port, received } = await startMailServer();
  const { outbox, queue, told, parts, pass, store } = await outboxTo(port);
  await queue('ada@tidings.internal');
  await queue('grace@reader.example', { kind: 'new-address' });
  expect(await outbox.deliver(never)).toEqual({ ...counts, sent: 1, postponed: 1 });
  expect(received.map(({ to }) => to)).toEqual([['grace@reader.example']]);
  expect(told).toContainEqual({ result: 'postponed', reason: 'placeholder' });
  const { settings } = parts.config;
  const mended = {
    ...settings,
    ...{ url: 'https://tidings.internal/', server: { ...settings.server, url: 'https://tidings.internal/' } },
    newsletter: {
      ...{ ...settings.newsletter, from: 'letter@tidings.internal' },
      ...{ unsubscribeUrl: 'https://tidings.internal/unsubscribe/{token}', preferencesUrl: undefined },
    },
  };
  pass(2 * hour);
  const after = { ...parts, store, config: { ...parts.config, settings: mended } };
  expect(await deliverOutbox(after)).toEqual({ ...counts, sent: 1 });
  expect(received.at(-1)?.to).toEqual(['ada@tidings.internal']);
});
