import { randomInt } from 'node:crypto';
import { endure } from './acceptance/kill.ts';
import { soakProperties } from './soak-properties.ts';
import { soakServer } from './soak-serve.ts';

/**
 * `npm run soak -- [subscribers] [kills]`: the kill test for as long as a night allows; `npm run soak -- serve [minutes]`:
 * the memory of the server; `npm run soak -- properties [times] [rounds]`: every property, with cases that no run has
 * tried before. Nothing runs it but you.
 */
const [what, first, second] = process.argv.slice(2);
if (what === 'serve') process.exit((await soakServer(Number(first ?? 5))) ? 0 : 1);
if (what === 'properties')
  process.exit(soakProperties({ times: Number(first ?? 10), rounds: Number(second ?? 3) }) ? 0 : 1);

const [subscribers = 100_000, kills = 200] = process.argv.slice(2).map(Number);
const seed = Number(process.env.KILL_SEED ?? randomInt(2 ** 31));
const begin = performance.now();

process.stdout.write(`${subscribers} subscribers, ${kills} kills, KILL_SEED=${seed}\n`);
const outcome = await endure({
  ...{ subscribers, kills, seed },
  onProgress: (words) => process.stdout.write(`${Math.round((performance.now() - begin) / 1000)} s  ${words}\n`),
});
process.stdout.write(`${JSON.stringify(outcome, null, 2)}\n`);
