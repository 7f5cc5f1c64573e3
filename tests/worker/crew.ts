import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { emlTransport } from '../../src/send/eml.ts';
import type { Outlet } from '../../src/send/loop/relays.ts';
import { realTiming } from '../../src/send/loop/timing.ts';
import { BatchSender } from '../../src/worker/batch-sender.ts';
import { JobQueue, type WorkerTask } from '../../src/worker/job-queue.ts';
import { workOn } from '../../src/worker/work.ts';
import { folderOf } from '../folder.ts';
import { settingsOf } from '../sendings/desk.ts';
import { fill, planOf } from '../store/ledger-contract.ts';
import { connectTo, postgresHarness } from '../store/postgres/harness.ts';
import { secret } from '../store/store-at.ts';

interface Hired {
  readonly outlets?: readonly Outlet[];
  readonly tasks?: readonly WorkerTask[];
  /** In the place of the server's own address, such as that of PgBouncer. */
  readonly url?: string;
}

/** A sending in PostgreSQL that is handed over, and workers of this process, each with connections and a folder of its own. */
export async function crewOf(readers: number, { more = '', size = 5 } = {}) {
  const harness = await postgresHarness();
  const jobs = `${harness.schema}_jobs`;
  const store = await harness.process();
  await fill(store.subscribers, readers);
  const { id } = await store.ledger.freeze(planOf());
  await store.shared!.handOver(id, size);
  const folder = await folderOf({
    'tidings.yaml': settingsOf('example.org') + more,
    '.env': `TIDINGS_SECRET=${secret}\n`,
  });
  const clock = () => new Date('2026-11-23T12:00:00Z');
  const config = await loadConfig('.', {}, { cwd: folder, environment: {}, clock });
  const database = await connectTo(harness.url);
  const said: string[] = [];
  const ends: (() => Promise<void>)[] = [];
  let count = 0;
  const openQueue = (url = harness.url, works = true) =>
    JobQueue.open({ url, named: 'the database', listens: url === harness.url, schema: jobs }, { works });
  const hire = async ({ outlets, tasks = [], url }: Hired = {}) => {
    count += 1;
    const own = await harness.process(url === undefined ? {} : { url });
    const letters = join(folder, `letters-${count}`);
    const stop = new AbortController();
    const sender = new BatchSender({
      ...{ config, store: own, timing: realTiming(clock), signal: stop.signal, say: (words) => said.push(words) },
      outlets: outlets ?? [{ transport: emlTransport(letters, 'letters') }],
    });
    const queue = await openQueue(url);
    const say = (words: string) => void said.push(words);
    const done = workOn({ shared: own.shared!, queue, sender, tasks, signal: stop.signal, say, interval: 200 });
    done.catch(() => undefined);
    const end = async () => {
      stop.abort();
      await done;
    };
    ends.push(end);
    return { end, done };
  };
  /** The addresses of all letters, sorted. */
  const sent = async () => {
    const found: string[] = [];
    for (let number = 1; number <= count; number += 1) {
      const place = join(folder, `letters-${number}`);
      for (const name of await readdir(place).catch(() => []))
        found.push(/^To: .*?([\w-]+@example\.org)/m.exec(await readFile(join(place, name), 'utf8'))![1]!);
    }
    return found.toSorted();
  };
  onTestFinished(async () => {
    await Promise.allSettled(ends.map((end) => end()));
    await database.query(`DROP SCHEMA IF EXISTS "${jobs}" CASCADE`);
    await database.end();
  });
  return { ...store, id, jobs, database, said, hire, sent, openQueue };
}

/** The addresses of so many readers, sorted. */
export function everyReader(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `reader${index + 1}@example.org`).toSorted();
}
