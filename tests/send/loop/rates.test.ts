import { describe, expect, test } from 'vitest';
import { type MessageOf, messagesOf } from '../../../src/send/message/message.ts';
import { key } from '../../store/store-at.ts';
import { letterWith, sharedHeaders } from '../letters.ts';
import { type Reply, type Step, startRelay } from '../relay.ts';
import { fixtureFor, settings } from '../sendings.ts';
import { transportTo } from '../transport-to.ts';
import { VirtualTime } from '../virtual-time.ts';

const addresses = (count: number, domain = 'example.org') =>
  Array.from({ length: count }, (_, index) => `reader${index}@${domain}`);

/** A relay that keeps when it was asked to take each letter, in milliseconds. */
async function startClocked(answer: (step: Step, reader: string) => Reply = () => undefined) {
  const timing = new VirtualTime('2026-11-23T09:00:00Z');
  const times: { readonly at: number; readonly to: string }[] = [];
  const relay = await startRelay((step, reader) => {
    if (step === 'RCPT') times.push({ at: timing.now(), to: reader });
    return answer(step, reader);
  });
  return { timing, times, relay };
}

/** The most within any second. */
const busiest = (times: readonly number[]) =>
  Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1000 - 1e-6).length));

describe('no more than is set go', () => {
  test('within an hour and a day, over several runs, and people are told until when it waits', async () => {
    const { timing, times, relay } = await startClocked();
    const { send, ledger, sending } = await fixtureFor(addresses(12), timing);
    const limits = { ...settings, connections: 3, perHour: 2, perDay: 5 };
    const stop = new AbortController();
    const until: Date[] = [];
    const onProgress = (progress: { sent: number; until?: Date }) => {
      if (progress.until) until.push(progress.until);
      if (progress.sent === 3) stop.abort();
    };
    const first = await send([transportTo(relay.port)], { send: limits, onProgress, signal: stop.signal });
    expect(first).toMatchObject({ stopped: true });
    expect(await send([transportTo(relay.port)], { send: limits })).toMatchObject({ stopped: false });
    expect(await ledger.counts(sending.id)).toMatchObject({ sent: 12 });
    const hours = times.map(({ at }) => Math.floor(at / 3_600_000));
    expect(hours).toEqual([0, 0, 1, 1, 2, 24, 24, 25, 25, 26, 48, 48]);
    expect(until[0]!.getTime()).toBeGreaterThanOrEqual(Date.parse('2026-11-23T10:00:00Z'));
  });

  test('over all connections', async () => {
    const { timing, times, relay } = await startClocked();
    const { send } = await fixtureFor(addresses(40), timing);
    await send([transportTo(relay.port)], { send: { ...settings, connections: 5, rate: 10 } });
    expect(busiest(times.map(({ at }) => at))).toBe(10);
    expect(timing.now()).toBeGreaterThanOrEqual(3900 - 1e-6);
    expect(timing.now()).toBeLessThan(4100);
  });

  test('over one connection', async () => {
    const { timing, times, relay } = await startClocked();
    const { send } = await fixtureFor(addresses(12), timing);
    await send([transportTo(relay.port)], { send: { ...settings, connections: 2, ratePerConnection: 2 } });
    expect(busiest(times.map(({ at }) => at))).toBe(4);
    expect(timing.now()).toBeGreaterThanOrEqual(2500);
  });

  test('to one domain, which holds up no other', async () => {
    const { timing, times, relay } = await startClocked();
    const readers = [
      ...addresses(8, 'big.example'),
      ...addresses(30).map((_, index) => `reader@small${index}.example`),
    ];
    const { send } = await fixtureFor(readers, timing);
    expect(await send([transportTo(relay.port)], { send: { ...settings, ratePerDomain: 0.5 } })).toMatchObject({
      sent: 38,
    });
    const big = times.filter((one) => one.to.endsWith('@big.example')).map(({ at }) => at);
    const small = times.filter((one) => !one.to.endsWith('@big.example')).map(({ at }) => at);
    expect(big.map((at) => Math.round(at / 1000))).toEqual([0, 2, 4, 6, 8, 10, 12, 14]);
    expect(Math.max(...small)).toBe(0);
  });
});

describe('a server that says it is too fast', () => {
  test('is given half as many, and more again when it bears them', async () => {
    let letters = 0;
    const { timing, times, relay } = await startClocked((step) =>
      step === 'dot' && ++letters === 20 ? '454 4.7.0 throttling: maximum sending rate exceeded' : undefined,
    );
    const { send } = await fixtureFor(addresses(400), timing);
    expect(await send([transportTo(relay.port)], { send: { ...settings, rate: 10 } })).toMatchObject({
      sent: 400,
      failed: 0,
    });
    const cut = times[19]!.at;
    const within = (from: number, seconds: number) =>
      times.filter(({ at }) => at >= from && at < from + seconds * 1000).length / seconds;
    expect(within(cut + 500, 2)).toBeLessThan(6.5);
    expect(within(cut + 15_000, 2)).toBeGreaterThan(6);
    expect(within(cut + 33_000, 2)).toBeCloseTo(10, 0);
  });

  test('for one domain holds up only that one', async () => {
    const { timing, times, relay } = await startClocked((step, reader) =>
      step === 'RCPT' && reader === 'reader0@big.example' && timing.now() < 1000
        ? '450 4.7.28 unusual rate'
        : undefined,
    );
    const { send } = await fixtureFor([...addresses(5, 'big.example'), ...addresses(20)], timing);
    expect(await send([transportTo(relay.port)], { send: { ...settings, connections: 1 } })).toMatchObject({
      sent: 25,
    });
    const last = (domain: string) => Math.max(...times.filter((one) => one.to.endsWith(domain)).map(({ at }) => at));
    expect(last('@example.org')).toBe(0);
    expect(last('reader4@big.example')).toBeGreaterThan(2000);
  });
});

describe('a letter that is not taken yet', () => {
  test('is tried again by the same run until it is taken, and it is told until when all waits', async () => {
    const { timing, times, relay } = await startClocked((step) =>
      step === 'RCPT' && timing.now() < 5 * 60_000 ? '450 4.2.0 greylisted' : undefined,
    );
    const { send, record } = await fixtureFor(['reader@example.org'], timing);
    const waits: string[] = [];
    const onProgress = ({ until }: { until?: Date }) => until && waits.push(until.toISOString().slice(11, 16));
    expect(await send([transportTo(relay.port)], { onProgress })).toMatchObject({ sent: 1, later: 0 });
    expect(times.map(({ at }) => at / 60_000)).toEqual([0, 1, 3, 7]);
    expect(waits).toEqual(['09:01', '09:03', '09:07']);
    expect(await record('reader@example.org')).toMatchObject({ state: 'sent', attempts: 4 });
  });

  test('is given up after the time that is set, with what was said last', async () => {
    const { timing, times, relay } = await startClocked((step) => (step === 'RCPT' ? '450 4.2.1 busy' : undefined));
    const { send, record } = await fixtureFor(['reader@example.org'], timing);
    expect(await send([transportTo(relay.port)])).toMatchObject({ failed: 1, later: 0, stopped: false });
    expect(times.at(-1)!.at).toBe(4 * 3_600_000);
    const { state, events } = await record('reader@example.org');
    expect(state).toBe('failed');
    expect(events.at(-1)!.reply).toBe('not taken for 4 hours, the last answer: 450 4.2.1 busy');
  });

  test('does not keep a connection open while it waits', async () => {
    const { timing, relay } = await startClocked((step) =>
      step === 'RCPT' && timing.now() < 60_000 ? '450 4.2.1 busy' : undefined,
    );
    const { send } = await fixtureFor(['reader@example.org'], timing);
    await send([transportTo(relay.port)]);
    expect(relay.connections).toBe(2);
  });
});

test('a value that does not fit fails that one letter, and no server is asked', async () => {
  const { times, relay } = await startClocked();
  const { send, sending, subscribers, record } = await fixtureFor(addresses(3));
  const lettersOf = (unsubscribeUrl: string) =>
    messagesOf(
      [
        {
          ...{ language: 'en', letter: letterWith(), viewUrl: 'https://example.org/issues/frost/' },
          mailing: { ...sharedHeaders, newsletter: { ...sharedHeaders.newsletter, unsubscribeUrl } },
        },
      ],
      { sending, key, list: subscribers.list, keys: [] },
    );
  const good = lettersOf('https://example.org/{token}');
  const bad = lettersOf(`https://example.org/${'x'.repeat(512)}/{token}`);
  const messageOf: MessageOf = (delivery, at) =>
    (delivery.subscriber.address.typed === 'reader1@example.org' ? bad : good)(delivery, at);
  expect(await send([transportTo(relay.port)], { messageOf })).toMatchObject({ sent: 2, failed: 1, stopped: false });
  const { state, events } = await record('reader1@example.org');
  expect(state).toBe('failed');
  expect(events).toEqual([
    { at: expect.any(Date), kind: 'failed', reply: 'the value for unsubscribeUrl is longer than 512 characters' },
  ]);
  expect(times.map((one) => one.to)).not.toContain('reader1@example.org');
});
