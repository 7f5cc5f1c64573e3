import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { sizeOf } from '../../src/store/ledger.ts';
import { bouncerOf, hasBouncer } from '../store/postgres/pgbouncer.ts';
import { hasPostgres, startPostgres } from '../store/postgres/server.ts';
import { disputesOf } from './kill-account.ts';
import { connections, finished, makeTarget } from './kill-target.ts';
import { openList } from './open-list.ts';

const readers = Number(process.env.SOAK ? 10_000 : 3_000);
const kills = process.env.SOAK ? 40 : 4;

test.skipIf(!hasPostgres || !hasBouncer)(
  'four workers of which some are killed, one stands still and the database restarts lose nobody and write to nobody twice',
  async () => {
    const server = await startPostgres({ durable: true });
    onTestFinished(() => server.stop());
    const target = await makeTarget(readers, await bouncerOf(server));
    onTestFinished(() => target.close());
    await appendFile(join(target.folder, '.env'), `DATABASE_DIRECT_URL=${server.url}\n`);
    await target.sink.order({
      faults: [
        { at: 'RCPT', to: '^unknown-', reply: '550 5.1.1 no such user' },
        { at: 'RCPT', to: '^full-', reply: '552 5.2.2 mailbox full' },
        { at: 'dot', delay: process.env.SOAK ? 20 : 30 },
      ],
    });
    const list = await openList(target.folder);
    onTestFinished(() => list.close());
    const start = () => {
      const child = target.start(0, 'worker');
      onTestFinished(() => void child.kill('SIGKILL'));
      return { child, end: finished(child) };
    };
    let workers = [start(), start(), start(), start()];
    const sender = target.start(0, 'send', 'frost', '--confirm=1000000', '--to-workers');
    const sent = finished(sender);
    const taken = async () => {
      const sending = await list.ledger.find('frost').catch(() => undefined);
      return sending ? ((await list.ledger.counts(sending.id).catch(() => undefined))?.sent ?? 0) : 0;
    };
    const until = async (share: number) => {
      while ((await taken()) < share * readers) await setTimeout(50);
    };

    await until(0.05);
    for (let kill = 0; kill < kills; kill += 1) {
      const { child, end } = workers.shift()!;
      // At some letter that is on its way, or soon, where this worker has no batch at the time.
      await target.sink.order({
        trap: { pid: child.pid!, at: kill % 2 ? 'answered' : 'dot', after: 1 + ((kill * 7) % 20) },
      });
      await Promise.race([end, setTimeout(1_500).then(() => child.kill('SIGKILL'))]);
      await end;
      workers.push(start());
      await until(0.05 + (0.4 * (kill + 1)) / kills);
    }

    const still = workers[0]!;
    still.child.kill('SIGSTOP');
    await until(0.55);
    await server.restart();
    // The batch that stands still is taken over, too.
    const { code, words } = await sent;
    still.child.kill('SIGCONT');
    for (const { child } of workers) child.kill('SIGTERM');
    const ends = await Promise.all(workers.map(({ end }) => end));
    workers = [];

    const sending = (await list.ledger.find('frost'))!;
    const records = await Array.fromAsync(list.ledger.read(sending.id));
    const counts = await list.ledger.counts(sending.id);
    const accepted = await target.sink.accepted();
    const { prepared } = sending.audience;
    const figures = { kills, prepared, ...counts, accepted: accepted.length };
    process.stderr.write(`workers: ${JSON.stringify(figures)}\n`);
    const account = { prepared, records, accepted, left: new Map(), connections: prepared, resend: false };
    expect(disputesOf(account)).toEqual([]);
    expect(new Set(accepted.map(({ to }) => to)).size).toBe(accepted.length);
    expect(counts).toMatchObject({ pending: 0, 'under-way': 0, suppressed: 0 });
    expect(sizeOf(counts)).toBe(prepared);
    // Those killed, the one that stood still, and all at the restart.
    expect(counts['in-doubt']).toBeLessThanOrEqual((kills + 1 + 4) * connections);
    expect(code, words).toBe(3);
    expect(ends.map((end) => [end.code, end.signal])).toEqual(ends.map(() => [0, null]));
  },
  process.env.SOAK ? 1_200_000 : 300_000,
);
