import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { type MessageOf, messagesOf } from '../../../src/send/message/message.ts';
import { smtpTransport } from '../../../src/send/smtp/smtp.ts';
import { key } from '../../store/store-at.ts';
import { ample, at } from '../attempt.ts';
import { type Reply, type Step, startRelay } from '../relay.ts';
import { fixtureFor, settings } from '../sendings.ts';
import { transportTo } from '../transport-to.ts';

const addresses = (count: number) => Array.from({ length: count }, (_, index) => `reader${index}@example.org`);
const whom = (relay: { accepted: readonly { to: string }[] }) => relay.accepted.map((one) => one.to);

/** A port where nobody listens. */
async function deadPort(): Promise<number> {
  const relay = await startRelay();
  await relay.close();
  return relay.port;
}

describe('a relay that is away', () => {
  test('is called again until it is back', async () => {
    let calls = 0;
    const relay = await startRelay((step) => (step === 'greeting' && ++calls < 5 ? '421 4.3.2 not yet' : undefined));
    const { send, timing } = await fixtureFor(addresses(4));
    expect(await send([transportTo(relay.port)], { send: { ...settings, connections: 1 } })).toMatchObject({ sent: 4 });
    // 1, 2, 4 and 8 seconds.
    expect(timing.now()).toBe(15_000);
  });

  test('and that nothing can stand in for is told once, after three failures', async () => {
    let calls = 0;
    const relay = await startRelay((step) => (step === 'greeting' && ++calls < 8 ? '421 4.3.2 not yet' : undefined));
    const { send } = await fixtureFor(addresses(4));
    const changes: [from: string, to: string | undefined, why: string][] = [];
    await send([transportTo(relay.port)], {
      send: { ...settings, connections: 1 },
      onChange: (...change) => changes.push(change),
    });
    expect(changes).toEqual([[`localhost:${relay.port}`, undefined, expect.stringContaining('421 4.3.2 not yet')]]);
  });

  test('is stood in for by the next one after three failures', async () => {
    const second = await startRelay();
    const { send, timing, record } = await fixtureFor(addresses(6));
    const changes: string[] = [];
    const dead = await deadPort();
    const summary = await send([transportTo(dead), transportTo(second.port)], {
      onChange: (from, next) => changes.push(`${from} → ${next}`),
    });
    expect(summary).toMatchObject({ sent: 6, stopped: false });
    expect(whom(second).sort()).toEqual(addresses(6));
    expect(changes).toEqual([`localhost:${dead} → localhost:${second.port}`]);
    expect(timing.now()).toBe(3000);
    expect((await record('reader0@example.org')).events).toMatchObject([{ relay: `localhost:${second.port}` }]);
  });

  test('gets its turn again, within five minutes of being back', async () => {
    const first = await startRelay();
    await first.close();
    const second = await startRelay();
    const { send, timing } = await fixtureFor(addresses(20));
    const back: { accepted: readonly { to: string }[] }[] = [];
    const summary = await send([transportTo(first.port), transportTo(second.port)], {
      send: { ...settings, connections: 1, rate: 1 / 60 },
      onProgress: async ({ sent }) => {
        if (sent === 3) back.push(await startRelay(undefined, { port: first.port }));
      },
    });
    expect(summary).toMatchObject({ sent: 20 });
    expect(whom(second).length).toBeGreaterThanOrEqual(3);
    expect(whom(second).length).toBeLessThanOrEqual(8);
    expect(whom(back[0]!)).toHaveLength(20 - whom(second).length);
    expect(timing.idle).toBe(true);
  });

  test('with all others for longer than letters are tried, ends the run, and nobody is given up', async () => {
    const { send, ledger, sending, timing } = await fixtureFor(addresses(3));
    const summary = await send([transportTo(await deadPort()), transportTo(await deadPort())]);
    expect(summary).toMatchObject({ sent: 0, failed: 0, stopped: true });
    expect(summary.problem!.state).toBe('The rest of the list stays pending.');
    expect(timing.now()).toBeGreaterThanOrEqual(4 * 3_600_000);
    expect(timing.now()).toBeLessThan(4.1 * 3_600_000);
    expect((await ledger.counts(sending.id)).pending).toBe(3);
  });

  test('only for more connections gets by with those that it takes', async () => {
    const relay = await startRelay((step) =>
      step === 'greeting' && relay.open > 1 ? '421 4.7.0 too many connections' : undefined,
    );
    const second = await startRelay();
    const { send } = await fixtureFor(addresses(30));
    expect(
      await send([transportTo(relay.port), transportTo(second.port)], { send: { ...settings, connections: 4 } }),
    ).toMatchObject({
      sent: 30,
    });
    expect(whom(relay)).toHaveLength(30);
    expect(second.connections).toBe(0);
  });

  test('that ends each connection after some letters is only connected again', async () => {
    let letters = 0;
    const relay = await startRelay((step) =>
      step === 'MAIL' && ++letters % 5 === 0 ? '421 4.7.0 enough for now' : undefined,
    );
    const { send, record } = await fixtureFor(addresses(30));
    expect(await send([transportTo(relay.port)])).toMatchObject({ sent: 30, later: 0 });
    expect((await record('reader4@example.org')).events).toMatchObject([{ kind: 'sent' }]);
    expect(relay.connections).toBeGreaterThan(5);
  });
});

function acceptAndLeave(socket: Socket, accept: () => void): void {
  accept();
  socket.end();
}

describe('a letter that may have been accepted', () => {
  const swallow = () => {
    let tries = 0;
    return startRelay((step) =>
      step === 'dot' && ++tries === 1 ? (socket, accept) => acceptAndLeave(socket, accept) : undefined,
    );
  };

  test('is kept by name, and sent nowhere else', async () => {
    const first = await swallow();
    const second = await startRelay();
    const { send, states } = await fixtureFor(['reader@example.org']);
    expect(await send([transportTo(first.port), transportTo(second.port)])).toMatchObject({
      sent: 0,
      inDoubt: 1,
      stopped: false,
    });
    expect(await states()).toEqual({ 'reader@example.org': 'in-doubt' });
    expect([first.accepted.length, second.accepted.length]).toEqual([1, 0]);
  });

  test('is handed to the same server again if the user wants it', async () => {
    const relay = await swallow();
    const { send, record } = await fixtureFor(['reader@example.org']);
    expect(await send([transportTo(relay.port)], { inDoubt: 'resend' })).toMatchObject({ sent: 1, inDoubt: 0 });
    expect(whom(relay)).toEqual(['reader@example.org', 'reader@example.org']);
    expect(await record('reader@example.org')).toMatchObject({
      state: 'sent',
      attempts: 1,
      events: [{ kind: 'sent' }],
    });
  });

  test('is handed again to a server that knows it by its header, which is the same', async () => {
    const relay = await swallow();
    const { send, timing } = await fixtureFor(['reader@example.org']);
    const transport = timing.watch(transportTo(relay.port));
    expect(await send([], { outlets: [{ transport, idempotencyHeader: 'X-Known-By' }] })).toMatchObject({ sent: 1 });
    const ids = relay.accepted.map(({ text }) => /^X-Known-By: (.+)\r$/m.exec(text)![1]);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
  });

  test('never goes to another server that stands in meanwhile', async () => {
    const first = await startRelay((step) => (step === 'dot' ? () => void first.close() : undefined));
    const second = await startRelay();
    const { send, states } = await fixtureFor(addresses(2));
    const summary = await send([transportTo(first.port), transportTo(second.port)], {
      inDoubt: 'resend',
      send: { ...settings, connections: 1 },
    });
    expect(summary).toMatchObject({ sent: 1, inDoubt: 1 });
    expect(await states()).toEqual({ 'reader0@example.org': 'in-doubt', 'reader1@example.org': 'sent' });
    expect(whom(second)).toEqual(['reader1@example.org']);
  });

  test('stays in doubt by name if its server never confirms it', async () => {
    const relay = await startRelay((step) => (step === 'dot' ? (socket) => socket.end() : undefined));
    const { send, states } = await fixtureFor(['reader@example.org']);
    expect(await send([transportTo(relay.port)], { inDoubt: 'resend' })).toMatchObject({ sent: 0, inDoubt: 1 });
    expect(await states()).toEqual({ 'reader@example.org': 'in-doubt' });
  });
});

describe('a relay that takes nothing', () => {
  test.each<[string, string]>([
    ['refuses every reader', 'RCPT'],
    ['refuses every letter', 'dot'],
  ])('that %s ends the run after ten', async (_, at) => {
    const relay = await startRelay((step) => (step === at ? '554 5.7.1 not from you' : undefined));
    const { send, ledger, sending } = await fixtureFor(addresses(40));
    const summary = await send([transportTo(relay.port)]);
    expect(summary.problem!.problems[0]!.message).toMatch(/refused 10 letters in a row, the last with: 554 5\.7\.1/);
    const { failed, pending } = await ledger.counts(sending.id);
    expect(failed + pending).toBe(40);
    // One more may be under way on the other connection.
    expect(failed).toBeLessThanOrEqual(11);
  });

  test('that confirms nothing does not use up the list', async () => {
    const relay = await startRelay((step) => (step === 'dot' ? (socket) => socket.end() : undefined));
    const { send, ledger, sending } = await fixtureFor(addresses(40));
    expect((await send([transportTo(relay.port)])).problem!.message).toContain('did not confirm 10 letters in a row');
    expect((await ledger.counts(sending.id))['in-doubt']).toBeLessThanOrEqual(11);
  });

  test('and says that nobody exists takes nobody off the list, and those it refused can have the letter later', async () => {
    let lies = true;
    const relay = await startRelay((step) => (step === 'RCPT' && lies ? '550 5.1.1 no such user' : undefined));
    const { send, ledger, sending, subscribers } = await fixtureFor(addresses(60));
    const summary = await send([transportTo(relay.port)]);
    expect(summary.problem!.problems[0]!.message).toMatch(/refused 10 mailboxes in a row, the last with: 550 5\.1\.1/);
    const { failed, pending } = await ledger.counts(sending.id);
    expect([failed + pending, failed <= 11]).toEqual([60, true]);
    expect(await ledger.bounces(sending.id)).toEqual({ open: 0, held: failed, marked: 0 });
    expect((await subscribers.count()).statuses).toMatchObject({ active: 60, bounced: 0 });

    lies = false;
    expect(await send([transportTo(relay.port)])).toMatchObject({ sent: 60 - failed, stopped: false });
    expect(await ledger.retry(sending.id, 'failed')).toBe(failed);
    expect(await send([transportTo(relay.port)])).toMatchObject({ sent: failed, stopped: false });
    expect(await ledger.counts(sending.id)).toMatchObject({ sent: 60 });
    expect(await ledger.bounces(sending.id)).toEqual({ open: 0, held: 0, marked: 0 });
    expect((await subscribers.count()).statuses.active).toBe(60);
    expect(new Set(relay.accepted.map(({ to }) => to)).size).toBe(relay.accepted.length);
  });
});

describe('mailboxes that do not exist', () => {
  /** Every so manyth reader is gone. */
  const goneAt = (every: number, to: string) => Number(/\d+/.exec(to)![0]) % every === 0;

  test('are marked when the run has ended', async () => {
    const relay = await startRelay((step, to) =>
      step === 'RCPT' && goneAt(20, to) ? '550 5.1.1 no such user' : undefined,
    );
    const { send, ledger, sending, subscribers } = await fixtureFor(addresses(200));
    const open: number[] = [];
    const onProgress = () => void ledger.bounces(sending.id).then((counts) => open.push(counts.marked));
    expect(await send([transportTo(relay.port)], { onProgress })).toMatchObject({ sent: 190, failed: 10 });
    expect(open.slice(0, 150)).toEqual(Array.from({ length: 150 }, () => 0));
    expect((await subscribers.count()).statuses).toMatchObject({ active: 190, bounced: 10 });
  });

  test('on every fifth line of an old list stop it, and it goes on once a person has accepted them', async () => {
    const relay = await startRelay((step, to) => (step === 'RCPT' && goneAt(5, to) ? '550 5.1.1 gone' : undefined));
    const { send, ledger, sending, subscribers } = await fixtureFor(addresses(300));
    const first = await send([transportTo(relay.port)]);
    expect(first.problem!.problems[0]).toMatchObject({ rule: 'too-many-bounces' });
    const { held } = await ledger.bounces(sending.id);
    expect(held).toBeGreaterThanOrEqual(20);
    expect((await subscribers.count()).statuses.bounced).toBe(0);
    expect(await ledger.acceptBounces(sending.id)).toBe(held);
    const rest = await send([transportTo(relay.port)], { acceptsBounces: true });
    expect(rest).toMatchObject({ stopped: false });
    expect(await ledger.counts(sending.id)).toMatchObject({ sent: 240, failed: 60, pending: 0 });
    expect((await subscribers.count()).statuses).toMatchObject({ active: 240, bounced: 60 });
  });

  test('at one domain alone park that domain: its readers stay, and the others get the letter', async () => {
    const people = Array.from({ length: 60 }, (_, index) => [`a${index}@gone.example`, `b${index}@example.org`]).flat();
    const relay = await startRelay((step, to) =>
      step === 'RCPT' && to.endsWith('@gone.example') ? '550 5.1.1 no such user' : undefined,
    );
    const { send, ledger, sending, subscribers } = await fixtureFor(people);
    const summary = await send([transportTo(relay.port)]);
    expect(summary).toMatchObject({ sent: 60, stopped: false, parked: [{ rule: 'domain-refuses-all' }] });
    const { failed, pending } = await ledger.counts(sending.id);
    expect([failed + pending, failed >= 25, failed <= 27]).toEqual([60, true, true]);
    expect(await ledger.bounces(sending.id)).toMatchObject({ held: failed, marked: 0 });
    expect((await subscribers.count()).statuses.active).toBe(120);
  });

  test('said by a run that is stopped by hand wait for the run that ends', async () => {
    const relay = await startRelay((step, to) => (step === 'RCPT' && goneAt(6, to) ? '550 5.1.1 gone' : undefined));
    const { send, ledger, sending, subscribers } = await fixtureFor(addresses(12));
    const stop = new AbortController();
    const onProgress = ({ sent }: { sent: number }) => sent > 0 && stop.abort();
    await send([transportTo(relay.port)], { signal: stop.signal, onProgress, send: { ...settings, connections: 1 } });
    expect(await ledger.bounces(sending.id)).toMatchObject({ open: 1, marked: 0 });
    expect(await send([transportTo(relay.port)])).toMatchObject({ stopped: false });
    expect((await subscribers.count()).statuses).toMatchObject({ active: 10, bounced: 2 });
  });
});

describe('what a relay refuses of all letters', () => {
  /** A server that answers so, and the program's own client to it. */
  const real = async (answers: Partial<Record<Step, string>> = {}) => {
    const relay = await startRelay((step) => answers[step]);
    return { relay, transport: smtpTransport(at(relay.port), { timeouts: ample }), name: `localhost:${relay.port}` };
  };
  const announcing = (size: number) => ({ EHLO: `250-mail.example.org\r\n250-SIZE ${size}\r\n250 PIPELINING` });

  test('a size that it announced is known before the first letter: nobody has a turn, and both sizes are named', async () => {
    const { transport, relay, name } = await real(announcing(200));
    const { send, ledger, sending } = await fixtureFor(addresses(20));
    const summary = await send([transport]);
    expect(summary).toMatchObject({ sent: 0, failed: 0, stopped: true });
    expect(summary.problem!.message).toMatch(
      new RegExp(`${name} takes no message of more than 200 bytes, and this one has [\\d,]+`),
    );
    expect([relay.accepted.length, await ledger.counts(sending.id)]).toMatchObject([0, { pending: 20 }]);
    for await (const { attempts, events } of ledger.read(sending.id)) expect([attempts, events]).toEqual([0, []]);
  });

  test.each<[string, Partial<Record<Step, string>>]>([
    ['letters of this size, as it announced', announcing(200)],
    ['letters of this size at their sender', { MAIL: '552 5.3.4 message size exceeds fixed limit' }],
    ['letters of this size at their end', { dot: '552 5.3.4 message size exceeds fixed limit' }],
    ['the sender', { MAIL: '550 5.7.1 not your address' }],
    ['more letters for today', { RCPT: '550 5.4.5 daily sending quota exceeded' }],
  ])('sends everybody over the next one, if the first refuses %s', async (_, answers) => {
    const [first, second] = [await real(answers), await real()];
    const { send, states } = await fixtureFor(addresses(20));
    const changes: (string | undefined)[] = [];
    const onChange = (_: string, to: string | undefined) => changes.push(to);
    expect(await send([first.transport, second.transport], { onChange })).toMatchObject({ sent: 20, stopped: false });
    expect([first.relay.accepted.length, second.relay.accepted.length, changes]).toEqual([0, 20, [second.name]]);
    expect(new Set(Object.values(await states()))).toEqual(new Set(['sent']));
  });

  test('a daily quota that is used up leaves the rest pending, for the next day', async () => {
    let [taken, quota] = [0, 5];
    const relay = await startRelay((step) =>
      step === 'RCPT' && ++taken > quota ? '550 5.4.5 Daily sending quota exceeded' : undefined,
    );
    const { send, ledger, sending } = await fixtureFor(addresses(20));
    const summary = await send([transportTo(relay.port)], { send: { ...settings, connections: 1 } });
    expect(summary).toMatchObject({ sent: 5, failed: 0, stopped: true });
    expect(summary.problem!.problems[0]).toMatchObject({ rule: 'smtp-quota' });
    expect(await ledger.counts(sending.id)).toMatchObject({ sent: 5, failed: 0, pending: 15 });
    quota = 100;
    expect(await send([transportTo(relay.port)])).toMatchObject({ sent: 15, stopped: false });
  });

  test('one letter alone that is too large fails alone', async () => {
    const { transport, relay } = await real(announcing(4_000));
    const { send, ledger, sending, subscribers } = await fixtureFor(addresses(6));
    const messageOf = messagesOf(await ledger.letters(sending.id), { sending, key, list: subscribers.list, keys: [] });
    const swollen: MessageOf = async (delivery, ...rest) => {
      const outgoing = await messageOf(delivery, ...rest);
      if (!delivery.subscriber.address.typed.startsWith('reader3@')) return outgoing;
      return { ...outgoing, message: { ...outgoing.message, body: [Buffer.alloc(5_000, 'long line\r\n')] } };
    };
    const summary = await send([transport], { messageOf: swollen, send: { ...settings, connections: 1 } });
    expect(summary).toMatchObject({ sent: 5, failed: 1, stopped: false });
    expect(relay.accepted).toHaveLength(5);
  });
});

describe('a relay that takes some letters over each connection', () => {
  test.each<[string, Reply]>([
    ['says 421', '421 4.7.0 enough letters for one connection'],
    ['hangs up', (socket) => socket.end()],
  ])('and then %s is no slower for it', async (_, reply) => {
    const letters = new Map<Socket, number>();
    const relay = await startRelay((step, _, socket) => {
      if (step !== 'MAIL') return undefined;
      const number = (letters.get(socket) ?? 0) + 1;
      letters.set(socket, number);
      return number > 10 ? reply : undefined;
    });
    const { send, timing } = await fixtureFor(addresses(300));
    expect(await send([transportTo(relay.port)], { send: { ...settings, connections: 5 } })).toMatchObject({
      ...{ sent: 300, later: 0, stopped: false },
    });
    expect(timing.now()).toBeLessThan(1000);
  });

  test('is left before it says so, if the settings say after how many', async () => {
    const relay = await startRelay();
    const { send } = await fixtureFor(addresses(25));
    await send([transportTo(relay.port)], { send: { ...settings, connections: 1, messagesPerConnection: 10 } });
    expect([relay.accepted.length, relay.connections]).toEqual([25, 3]);
  });
});
