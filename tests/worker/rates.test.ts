import { describe, expect, onTestFinished, test } from 'vitest';
import { smtpTransport } from '../../src/send/smtp/smtp.ts';
import { startSink } from '../acceptance/sink.ts';
import { nothing } from '../store/ledger-contract.ts';
import { hasPostgres } from '../store/postgres/server.ts';
import { crewOf } from './crew.ts';

/** How many letters the server took within any second at most, by its clock. */
function mostInASecond(times: readonly number[]): number {
  const sorted = times.toSorted((one, other) => one - other);
  return Math.max(...sorted.map((from) => sorted.filter((at) => at >= from && at < from + 1_000).length));
}

describe.skipIf(!hasPostgres)('workers that share a rate', () => {
  test.each(['rate', 'ratePerDomain'])('send no faster together than "%s" says', async (key) => {
    const sink = await startSink();
    onTestFinished(() => sink.stop());
    const { ledger, id, hire, said } = await crewOf(40, { more: `send: {${key}: 15}\n`, size: 10 });
    const outlets = () => [{ transport: smtpTransport({ host: '127.0.0.1', port: sink.port, tls: 'none' }) }];
    const workers = await Promise.all([0, 1, 2].map(() => hire({ outlets: outlets() })));
    await expect.poll(() => ledger.counts(id), { timeout: 30_000, interval: 100 }).toEqual({ ...nothing, sent: 40 });
    await Promise.all(workers.map(({ end }) => end()));
    const times = (await sink.accepted()).map(({ at }) => at);
    expect(times).toHaveLength(40);
    // One begins the second; a moment is missed by 50 ms at most, and letters wait for the machine.
    expect(mostInASecond(times), said.join('\n')).toBeLessThanOrEqual(18);
  }, 60_000);
});
