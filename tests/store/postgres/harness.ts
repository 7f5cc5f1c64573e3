import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { openPostgresStore } from '../../../src/store/postgres/store.ts';
import { type Harness, noon, type StoreProcess } from '../harness.ts';
import { key } from '../store-at.ts';
import { sharedPostgres } from './server.ts';

/** The pid of a process that has ended. */
export const { pid: dead } = spawnSync(process.execPath, ['--version']);

interface PostgresHarness extends Harness {
  readonly url: string;
  /** The schema of this test, in which its tables are. */
  readonly schema: string;
  process(options?: ProcessOptions): Promise<StoreProcess>;
}

interface ProcessOptions {
  readonly patience?: number;
  readonly leaseInterval?: number;
  /** In the place of the server's own address, such as that of PgBouncer. */
  readonly url?: string;
}

/** A schema of its own in the database of the test process, which several processes have open. */
export async function postgresHarness(): Promise<PostgresHarness> {
  const { url } = await sharedPostgres();
  const schema = `test_${randomUUID().replaceAll('-', '')}`;
  let now = new Date(noon);
  onTestFinished(async () => {
    const client = await connectTo(url);
    await client.query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
    await client.end();
  });
  return {
    url,
    schema,
    setClock: (instant) => {
      now = new Date(instant);
    },
    process: async ({ url: other = url, ...options } = {}) => {
      const clock = () => now;
      const store = await openPostgresStore(other, {
        ...{ key, named: 'the database', schema, clock, leaseInterval: 40 },
        ...options,
      });
      onTestFinished(() => store.close());
      const kill = async () => {
        await store.close();
        const client = await connectTo(url);
        for (const table of ['sending', 'waiting_mail'])
          await client.query(
            `UPDATE "${schema}".${table} SET holder = jsonb_set(holder::jsonb, '{pid}', '${dead}')::text
              WHERE holder IS NOT NULL`,
          );
        await client.end();
      };
      return { ...store, kill };
    },
  };
}

/** The tables themselves, over a connection of its own. */
export async function connectTo(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
