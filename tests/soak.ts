import { randomInt } from 'node:crypto';
import { endure } from './acceptance/kill.ts';
import { soakMigration } from './soak-migrate.ts';
import { soakProperties } from './soak-properties.ts';
import { soakServer } from './soak-serve.ts';
import { startPostgres } from './store/postgres/server.ts';

/**
 * Nothing runs these but you:
 * `npm run soak -- [subscribers] [kills]`: the kill test for as long as a night allows;
 * `npm run soak -- postgres [subscribers] [kills]`: the same over a list in PostgreSQL;
 * `npm run soak -- serve [minutes]`: the memory of the server;
 * `npm run soak -- migrate [subscribers]`: a list to PostgreSQL and back;
 * `npm run soak -- properties [times] [rounds]`: every property, with cases that no run has tried before.
 */
const [what, first, second] = process.argv.slice(2);
if (what === 'serve') process.exit((await soakServer(Number(first ?? 5))) ? 0 : 1);
if (what === 'migrate') process.exit((await soakMigration(Number(first ?? 1_000_000))) ? 0 : 1);
if (what === 'properties')
  process.exit(soakProperties({ times: Number(first ?? 10), rounds: Number(second ?? 3) }) ? 0 : 1);
if (what === 'postgres') {
  const server = await startPostgres({ durable: true });
  await soakKills(Number(first ?? 5_000), Number(second ?? 40), server.url);
  server.stop();
} else await soakKills(Number(what ?? 100_000), Number(first ?? 200));

async function soakKills(subscribers: number, kills: number, database?: string): Promise<void> {
  const seed = Number(process.env.KILL_SEED ?? randomInt(2 ** 31));
  const begin = performance.now();
  process.stdout.write(`${subscribers} subscribers, ${kills} kills, KILL_SEED=${seed}\n`);
  const outcome = await endure({
    ...{ subscribers, kills, seed, ...(database !== undefined && { database }) },
    onProgress: (words) => process.stdout.write(`${Math.round((performance.now() - begin) / 1000)} s  ${words}\n`),
  });
  process.stdout.write(`${JSON.stringify(outcome, null, 2)}\n`);
}
