import { createHash } from 'node:crypto';
import { appendFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openList } from './acceptance/open-list.ts';
import { listFolder } from './bench/list-folder.ts';
import { compare } from './bench/measure.ts';
import { cli } from './bench/ours.ts';
import { startPostgres } from './store/postgres/server.ts';

/**
 * A list with a sending that is half done, taken to PostgreSQL and back by the command, which proves each way; then each
 * table of both files is compared by itself. Whether they are the same.
 */
export async function soakMigration(readers: number): Promise<boolean> {
  const folder = listFolder({ count: readers, port: 1, connections: 1, paragraphs: 1, isRich: true });
  await sendHalf(folder);
  tell(`${readers} readers, and a sending that is half done`);
  const server = await startPostgres({ durable: true });
  try {
    appendFileSync(join(folder, '.env'), `DATABASE_URL=${server.url}\n`);
    migrate(folder, 'postgres');
    const [before, after] = [join(folder, 'before.db'), join(folder, 'tidings.db')];
    renameSync(after, before);
    migrate(folder, 'sqlite');
    const [mine, theirs] = [tablesOf(before), tablesOf(after)];
    for (const [table, sum] of mine) tell(`${table}: ${sum.rows} rows, ${sum.sha256.slice(0, 16)}`);
    const differ = [...mine].filter(([table, { sha256 }]) => theirs.get(table)?.sha256 !== sha256);
    tell(
      differ.length === 0 ? 'both files hold the same' : `they differ: ${differ.map(([table]) => table).join(', ')}`,
    );
    return differ.length === 0;
  } finally {
    server.stop();
  }
}

async function sendHalf(folder: string): Promise<void> {
  const { ledger, close } = await openList(folder);
  const plan = { issue: 'https://example.org/letter', slug: 'letter', subject: 'Letter', source: '', selection: {} };
  const { id, audience } = await ledger.freeze({ ...plan, letters: [], ways: [{ has: [], lacks: [], letter: 0 }] });
  const share = (await ledger.take(id))!;
  for (let count = 0; count < audience.prepared / 2; ) {
    const deliveries = await share.next(500);
    await Promise.all(deliveries.map(({ subscriber }) => share.intend(subscriber.id)));
    const reply = '250 2.0.0 Ok: queued as 4Sk2Vw0sB1z9';
    const outcome = { kind: 'sent', relay: 'smtp.example.org:587', reply } as const;
    await Promise.all(deliveries.map(({ subscriber }) => share.record(subscriber.id, outcome)));
    count += deliveries.length;
  }
  await share.release();
  await close();
}

function migrate(folder: string, to: string): void {
  const command = [process.execPath, cli, 'subscribers', 'migrate', '--to', to];
  const { cpu, wall, memory } = compare([{ name: to, command, cwd: folder }], 1).get(to)!;
  tell(`to ${to}: ${wall.toFixed(1)} s, ${cpu.toFixed(1)} s of CPU, at most ${memory.toFixed(0)} MB`);
}

/** Of each table of a file, how many rows it has and what they come to, in the order of their contents' keys. */
function tablesOf(file: string): Map<string, { rows: number; sha256: string }> {
  const database = new DatabaseSync(file, { readOnly: true });
  const names = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all();
  const sums = names.map(({ name }): [string, { rows: number; sha256: string }] => {
    const hash = createHash('sha256');
    let rows = 0;
    for (const row of database.prepare(`SELECT * FROM ${name} ORDER BY 1, 2`).iterate()) {
      rows += 1;
      hash.update(JSON.stringify(Object.values(row).map((cell) => (cell instanceof Uint8Array ? [...cell] : cell))));
    }
    return [String(name), { rows, sha256: hash.digest('hex') }];
  });
  database.close();
  return new Map(sums);
}

function tell(words: string): void {
  process.stdout.write(`${words}\n`);
}
