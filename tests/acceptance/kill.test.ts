import { expect, onTestFinished, test } from 'vitest';
import { hasPostgres, startPostgres } from '../store/postgres/server.ts';
import { endure } from './kill.ts';

/** The same in every run; `npm run soak` tries others. */
const seed = Number(process.env.KILL_SEED ?? 20_261_123);

test('a sender that is killed forty times loses nobody, lies about nobody and writes to nobody twice', async () => {
  process.stderr.write(`What goes wrong follows from KILL_SEED=${seed}.\n`);
  const outcome = await endure({ subscribers: 3000, kills: 40, seed });
  const { kills, prepared, sent, failed, suppressed, twice, doubted } = outcome;
  expect(sent + failed + suppressed).toBe(prepared);
  expect(twice).toBeLessThanOrEqual(doubted + 5);
  // Some end before their moment comes.
  expect(kills).toBeGreaterThan(20);
}, 300_000);

test.skipIf(!hasPostgres)(
  'nor does one whose list is in PostgreSQL',
  async () => {
    const server = await startPostgres({ durable: true });
    onTestFinished(() => server.stop());
    const outcome = await endure({ subscribers: 600, kills: 8, seed, database: server.url });
    const { kills, prepared, sent, failed, suppressed, twice, doubted } = outcome;
    expect(sent + failed + suppressed).toBe(prepared);
    expect(twice).toBeLessThanOrEqual(doubted + 5);
    expect(kills).toBeGreaterThan(3);
    process.stderr.write(`PostgreSQL: ${JSON.stringify(outcome)}\n`);
  },
  300_000,
);
