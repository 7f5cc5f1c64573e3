import fc from 'fast-check';

/** The most cases that a property is tried with; `RUNS=500 npm test -- tests/feed` tries more or fewer. */
const most = Number(process.env.RUNS ?? (process.env.CI ? Number.POSITIVE_INFINITY : 25));

/** `npm run soak -- properties` tries so many times the cases that a property names. */
const times = process.env.SOAK === undefined ? undefined : Number(process.env.SOAK);

/** Two runs of one commit try the same cases and end alike. Other cases come with `SEED=…`, as each soak has its own. */
const seed = Number(process.env.SEED ?? 20_261_123);

/** How many cases a property is tried with: as many as it needs where `CI` is set, and a few of them at the desk. */
export function runs(number = 100): number {
  return times === undefined ? Math.min(number, most) : number * times;
}

fc.configureGlobal({ seed, numRuns: runs() });
