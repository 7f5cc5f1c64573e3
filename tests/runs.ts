/** The most cases that a property is tried with; `RUNS=500 npm test -- tests/feed` tries more or fewer. */
const most = Number(process.env.RUNS ?? (process.env.CI ? Number.POSITIVE_INFINITY : 25));

/** How many cases a property is tried with: as many as it needs where `CI` is set, and a few of them at the desk. */
export function runs(number = 100): number {
  return Math.min(number, most);
}
