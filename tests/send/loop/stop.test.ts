import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { Share } from '../../../src/store/ledger.ts';
import { connect } from '../../store/sqlite/harness.ts';
import { addressFor } from '../../store/subscriber-store-contract.ts';
import { type Reply, type Step, startRelay } from '../relay.ts';
import { fixtureFor, openAt, settings } from '../sendings.ts';
import { transportTo } from '../transport-to.ts';
import { VirtualTime } from '../virtual-time.ts';

const addresses = (count: number) => Array.from({ length: count }, (_, index) => `reader${index}@example.org`);
const one = { ...settings, connections: 1 };
const grace = 30_000;

/** A relay that falls silent at a step, once, and tells when it did. */
async function silentAt(at: Step) {
  const { promise: silent, resolve } = Promise.withResolvers<{ socket: Socket; accept: () => void }>();
  let times = 0;
  const answer = (step: Step): Reply =>
    step === at && ++times === 1 ? (socket, accept) => resolve({ socket, accept }) : undefined;
  return { relay: await startRelay(answer), silent };
}

describe('a wish to stop', () => {
  test('before anything was begun begins nothing', async () => {
    const relay = await startRelay();
    const { send, ledger, sending, timing } = await fixtureFor(addresses(3));
    expect(await send([transportTo(relay.port)], { signal: AbortSignal.abort() })).toMatchObject({
      sent: 0,
      stopped: true,
    });
    expect(relay.connections).toBe(0);
    expect(timing.idle).toBe(true);
    expect(await ledger.take(sending.id)).toBeDefined();
  });

  test.each<Step>([
    'greeting',
    'MAIL',
    'RCPT',
    'DATA',
  ])('while a server is silent at %s is not held up: the letter stays pending', async (step) => {
    const { relay, silent } = await silentAt(step);
    const { send, ledger, sending, timing } = await fixtureFor(addresses(3));
    const stop = new AbortController();
    const run = send([transportTo(relay.port)], { signal: stop.signal, send: one });
    await silent;
    stop.abort();
    expect(await run).toMatchObject({ sent: 0, inDoubt: 0, stopped: true });
    expect(await ledger.counts(sending.id)).toMatchObject({ pending: 3 });
    expect(timing.idle).toBe(true);
  });

  test('behind the dot waits for the answer, and records it', async () => {
    const { relay, silent } = await silentAt('dot');
    const { send, ledger, sending } = await fixtureFor(
      addresses(3),
      new VirtualTime('2026-11-23T09:00:00Z', (ms) => ms !== grace),
    );
    const stop = new AbortController();
    const run = send([transportTo(relay.port)], { signal: stop.signal, send: one });
    const { socket } = await silent;
    stop.abort();
    socket.write('250 2.0.0 at last\r\n');
    expect(await run).toMatchObject({ sent: 1, stopped: true });
    expect(await ledger.counts(sending.id)).toMatchObject({ sent: 1, pending: 2 });
  });

  test.each([
    'half a minute',
    'a second wish',
  ])('behind the dot ends after %s, and what is not known is in doubt', async (end) => {
    const { relay, silent } = await silentAt('dot');
    const { send, states, timing } = await fixtureFor(
      addresses(2),
      new VirtualTime('2026-11-23T09:00:00Z', (ms) => ms !== grace),
    );
    const [stop, hurry] = [new AbortController(), new AbortController()];
    const run = send([transportTo(relay.port)], { signal: stop.signal, hurry: hurry.signal, send: one });
    await silent;
    stop.abort();
    if (end === 'half a minute') timing.pass(grace);
    else hurry.abort();
    expect(await run).toMatchObject({ sent: 0, inDoubt: 1, stopped: true });
    expect(Object.values(await states())).toEqual(['in-doubt', 'pending']);
  });

  test('while all waits ends the waiting, and the rest is sent another time', async () => {
    let isBusy = true;
    const relay = await startRelay((step) => (step === 'RCPT' && isBusy ? '450 4.2.1 busy' : undefined));
    const { send, states } = await fixtureFor(addresses(2));
    const stop = new AbortController();
    const summary = await send([transportTo(relay.port)], {
      signal: stop.signal,
      onProgress: ({ until }) => until && stop.abort(),
    });
    expect(summary).toMatchObject({ later: 2, stopped: true });
    isBusy = false;
    expect(await send([transportTo(relay.port)])).toMatchObject({ sent: 2, stopped: false });
    expect(Object.values(await states())).toEqual(['sent', 'sent']);
  });

  test('between the intent and the dot takes the intent back', async () => {
    const relay = await startRelay();
    const { send, ledger, sending, record } = await fixtureFor(addresses(2));
    const stop = new AbortController();
    const share = (await ledger.take(sending.id))!;
    const stopping: Share = new Proxy(share, {
      get: (target, name) => {
        const value = Reflect.get(target, name, target);
        if (name !== 'intend') return typeof value === 'function' ? value.bind(target) : value;
        return (id: number) => target.intend(id).finally(() => stop.abort());
      },
    });
    await send([transportTo(relay.port)], { share: stopping, signal: stop.signal, send: one });
    expect(relay.accepted).toEqual([]);
    const { state, events } = await record('reader0@example.org');
    expect([state, events.map(({ kind }) => kind)]).toEqual(['pending', ['later']]);
    expect(await send([transportTo(relay.port)])).toMatchObject({ sent: 2 });
  });
});

describe('nobody gets a letter of which nothing can be recorded', () => {
  test.each(['intend', 'record'] as const)('once the ledger fails to %s', async (method) => {
    const relay = await startRelay();
    const { send, file, ledger, sending, timing } = await fixtureFor(addresses(20));
    const trigger = method === 'intend' ? "NEW.state = 'under-way'" : "NEW.state = 'sent'";
    const tables = connect(file);
    let accepted = 0;
    const onProgress = () => {
      accepted = relay.accepted.length;
      tables.exec(
        `CREATE TRIGGER IF NOT EXISTS broken BEFORE UPDATE ON delivery WHEN ${trigger} BEGIN SELECT raise(ABORT, 'disk I/O error'); END`,
      );
    };
    const run = send([transportTo(relay.port)], { onProgress, send: { ...settings, connections: 3 } });
    await expect(run).rejects.toThrow();
    // What was past its dot when the ledger failed may arrive; nothing after it.
    expect(relay.accepted.length).toBeLessThanOrEqual(accepted + 3);
    const { length } = relay.accepted;
    tables.exec('DROP TRIGGER broken');
    const counts = await ledger.counts(sending.id);
    expect(counts.sent).toBeLessThanOrEqual(length);
    expect(counts.sent + counts['in-doubt']).toBeGreaterThanOrEqual(length);
    expect(timing.idle).toBe(true);
  });

  test('once another process has taken over', async () => {
    const { relay, silent } = await silentAt('dot');
    const { send, file, timing, ledger, sending, subscribers } = await fixtureFor(addresses(6));
    const run = send([transportTo(relay.port)], { send: one });
    const failed = expect(run).rejects.toThrow('another process has taken this sending over');
    await silent;
    const { ledger: beside } = await openAt(file, timing);
    connect(file).exec('UPDATE sending SET holder = \'{"host":"elsewhere","pid":1}\'');
    await failed;
    expect(relay.accepted).toEqual([]);
    expect(await beside.counts(sending.id)).toMatchObject({ sent: 0 });
    expect((await ledger.counts(sending.id)).sent).toBe(0);
    expect((await subscribers.count()).statuses.active).toBe(6);
  });
});

test('who leaves while the list is sent gets nothing, even if the letter is under way already', async () => {
  const { send, file, timing, states } = await fixtureFor(addresses(4));
  const { subscribers } = await openAt(file, timing);
  const relay = await startRelay((step, reader) => {
    if (step !== 'DATA' || reader !== 'reader2@example.org') return undefined;
    return async (socket) => {
      await subscribers.leave(addressFor(reader), 'unsubscribed', { how: 'by a link' });
      socket.write('354 go ahead\r\n');
    };
  });
  expect(await send([transportTo(relay.port)], { send: one })).toMatchObject({ sent: 3, suppressed: 1 });
  expect(relay.accepted.map((letter) => letter.to)).not.toContain('reader2@example.org');
  expect((await states())['reader2@example.org']).toBe('suppressed');
});
