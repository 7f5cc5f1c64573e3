import { describe, expect, test } from 'vitest';
import { connect } from '../../store/sqlite/harness.ts';
import { type Reply, type Step, startRelay } from '../relay.ts';
import { fixtureFor, settings } from '../sendings.ts';
import { transportTo } from '../transport-to.ts';

const addresses = (count: number, domain = 'example.org') =>
  Array.from({ length: count }, (_, index) => `reader${index}@${domain}`);

/** Ends a run as soon as all that is left waits. */
function untilRest() {
  const stop = new AbortController();
  const onProgress = ({ until }: { until?: Date }) => until && stop.abort();
  return { signal: stop.signal, onProgress };
}

describe('a list', () => {
  test('gets one letter each, and the ledger says so', async () => {
    const relay = await startRelay();
    const { send, states, timing, ledger, sending } = await fixtureFor(addresses(50));
    const told: number[] = [];
    const summary = await send([transportTo(relay.port)], { onProgress: ({ sent }) => told.push(sent) });
    expect(summary).toEqual({ sent: 50, failed: 0, later: 0, inDoubt: 0, suppressed: 0, stopped: false });
    expect(relay.accepted.map((one) => one.to).sort()).toEqual(addresses(50).sort());
    expect(new Set(Object.values(await states()))).toEqual(new Set(['sent']));
    expect(told).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(relay.connections).toBe(2);
    expect(timing.idle).toBe(true);
    expect(await ledger.take(sending.id)).toBeDefined();
  });
});

test('of a list that is put off as a whole the last answer is told', async () => {
  const relay = await startRelay((step) => (step === 'RCPT' ? '451 4.7.1 come back later' : undefined));
  const { send } = await fixtureFor(addresses(3));
  const stop = new AbortController();
  const told: (string | undefined)[] = [];
  const onProgress = ({ until, why }: { until?: Date; why?: string }) => {
    if (!until) return;
    told.push(why);
    stop.abort();
  };
  expect(await send([transportTo(relay.port)], { signal: stop.signal, onProgress })).toMatchObject({ later: 3 });
  expect(told).toEqual(['451 4.7.1 come back later']);
});

test('a greylist puts everybody off once, and slows nobody', async () => {
  const seen = new Set<string>();
  const relay = await startRelay((step, to) => {
    if (step !== 'RCPT' || seen.has(to)) return undefined;
    seen.add(to);
    return '451 4.7.1 try again in a minute';
  });
  const { send, timing } = await fixtureFor(addresses(100));
  expect(await send([transportTo(relay.port)])).toMatchObject({ sent: 100 });
  expect(timing.now()).toBeLessThan(3 * 60_000);
});

test('the first letter goes alone, so that a ledger in which nothing can be recorded leaves one in doubt', async () => {
  const relay = await startRelay();
  const { send, file, ledger, sending } = await fixtureFor(addresses(20));
  const tables = connect(file);
  const full = "CREATE TRIGGER full BEFORE INSERT ON outcome BEGIN SELECT raise(ABORT, 'disk full'); END";
  for (let run = 1; run <= 2; run += 1) {
    tables.exec(full);
    await expect(send([transportTo(relay.port)], { send: { ...settings, connections: 5 } })).rejects.toThrow();
    tables.exec('DROP TRIGGER full');
    await (await ledger.take(sending.id))!.release();
    const counts = await ledger.counts(sending.id);
    expect([relay.accepted.length, counts['in-doubt']]).toEqual([run, run]);
  }
});

const faults: Record<string, Reply> = {
  'a break': (socket) => socket.end(),
  'a reset': (socket) => socket.resetAndDestroy(),
  'a word that is no reply': 'what?',
  'half a line': (socket) => socket.end('25'),
};
const pending = { state: 'pending', due: expect.any(Date) };

describe('what one reader meets, the ledger tells', () => {
  test.each<[Step, string, object]>([
    ['MAIL', '450 4.3.0 not now', pending],
    ['MAIL', '421 4.3.2 closing', pending],
    ['MAIL', 'a break', pending],
    ['MAIL', 'a word that is no reply', pending],
    ['MAIL', 'half a line', pending],
    ['RCPT', '450 4.2.1 busy', pending],
    ['RCPT', '451 4.7.1 greylisted', pending],
    ['RCPT', '421 4.7.0 too many', pending],
    ['RCPT', '550 5.1.1 no such user', { state: 'failed' }],
    ['RCPT', '550 5.7.1 not here', { state: 'failed' }],
    ['RCPT', 'a break', pending],
    ['RCPT', 'a reset', pending],
    ['RCPT', 'a word that is no reply', pending],
    ['DATA', '451 4.3.0 not now', pending],
    ['DATA', '421 4.3.2 closing', pending],
    ['DATA', '554 5.7.1 no', { state: 'failed' }],
    ['DATA', 'a break', pending],
    ['DATA', 'half a line', pending],
    ['dot', '452 4.3.1 full', pending],
    ['dot', '421 4.3.2 closing', pending],
    ['dot', '554 5.7.1 spam', { state: 'failed' }],
    ['dot', '550 5.1.1 no such user', { state: 'failed' }],
    ['dot', 'a break', { state: 'in-doubt' }],
    ['dot', 'a reset', { state: 'in-doubt' }],
    ['dot', 'a word that is no reply', { state: 'in-doubt' }],
    ['dot', 'half a line', { state: 'in-doubt' }],
  ])('at %s: %s', async (step, reply, expected) => {
    const { send, record, subscribers, states } = await fixtureFor(['reader@example.org']);
    const relay = await startRelay((at) => (at === step ? (faults[reply] ?? reply) : undefined));
    const summary = await send([transportTo(relay.port)], untilRest());
    const found = await record('reader@example.org');
    expect(found).toMatchObject(expected);
    expect(found.events).toHaveLength(1);
    expect(relay.accepted).toEqual([]);
    expect(summary.sent).toBe(0);
    const bounced = reply.includes('5.1.1');
    for await (const { status } of subscribers.read()) expect(status).toBe(bounced ? 'bounced' : 'active');
    expect(Object.keys(await states())).toHaveLength(1);
  });

  test.each<[Step, string]>([
    ['MAIL', '550 5.7.1 not your address'],
    ['greeting', '554 5.7.1 go away'],
  ])('at %s: %s: that speaks of all, so the run stops and everybody stays pending', async (step, reply) => {
    const relay = await startRelay((at) => (at === step ? reply : undefined));
    const { send, ledger, sending } = await fixtureFor(addresses(5));
    const summary = await send([transportTo(relay.port)]);
    expect(summary).toMatchObject({ sent: 0, failed: 0, stopped: true });
    expect(summary.problem!.message).toContain(reply.slice(4));
    for await (const { attempts, events } of ledger.read(sending.id, 'pending')) {
      expect(attempts).toBe(0);
      expect(events).toEqual([]);
    }
    expect((await ledger.counts(sending.id)).pending).toBe(5);
  });
});
