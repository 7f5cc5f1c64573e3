import type { Attempt, Attempts } from './attempt.ts';
import type { Savings, Shown, Steps } from './steps.ts';

export interface Giving {
  readonly attempt: Attempts;
  readonly steps: Steps;
  /** The number of steps that made the letter small enough. */
  readonly taken: number;
  readonly limit: number;
}

/** A letter that fits, how its articles are shown, and the options that it was compiled with. */
export interface GivenBack {
  readonly made: Attempt;
  readonly shown: readonly Shown[];
  readonly options: Savings;
}

/**
 * Gives back what the steps to a small letter took and what still has room: links become summaries and summaries
 * articles, in the order of the issue; then tables get more rows, the theme its usual layout, and code its colours.
 */
export async function giveBack(made: Attempt, giving: Giving): Promise<GivenBack> {
  const { issue: _, ...options } = giving.steps.after(giving.taken);
  let given: GivenBack = { made, shown: giving.steps.shownAfter(giving.taken), options };
  if (giving.taken === 0) return given;
  given = await moreArticles(given, 'summary', giving);
  given = await moreArticles(given, 'full', giving);
  given = await moreRows(given, giving);
  if (given.options.dense) given = await unlessTooLarge(given, { dense: false }, giving);
  if (given.options.plainCode) given = await unlessTooLarge(given, { plainCode: false }, giving);
  return given;
}

/** Compiles each article that could have room; one that weighs more than another without room has none either. */
async function moreArticles(given: GivenBack, to: 'summary' | 'full', giving: Giving): Promise<GivenBack> {
  const { attempt, steps, limit } = giving;
  const original = steps.shownAfter(0);
  let best = given;
  let failed = 0;
  let leastFailed = Number.POSITIVE_INFINITY;
  for (const [index, shown] of given.shown.entries()) {
    const isTaken = to === 'full' ? shown === 'summary' : shown === 'headline' && original[index] !== 'headline';
    if (!isTaken || (to === 'full' && original[index] !== 'full')) continue;
    const as = to === 'full' && best.options.tableRows !== undefined ? 'short' : to;
    const growth = steps.weightOf(index, as) - steps.weightOf(index, shown);
    // Weights are off by the markup around an article, and those of pictures and lists in it.
    if (best.made.bytes + 0.8 * growth - 1_500 > limit || (failed > 3 && growth >= leastFailed)) continue;
    const changed = best.shown.map((one, other) => (other === index ? to : one));
    const made = await attempt(steps.shownAs(changed), best.options);
    if (made.bytes <= limit) best = { ...best, made, shown: changed };
    else {
      failed += 1;
      leastFailed = Math.min(leastFailed, growth);
    }
  }
  return best;
}

/** Tables are whole, or end at the last row that fits. */
async function moreRows(given: GivenBack, giving: Giving): Promise<GivenBack> {
  const { tableRows, ...whole } = given.options;
  if (tableRows === undefined) return given;
  const { attempt, steps, limit } = giving;
  const { issue } = given.made;
  const all = given.shown.reduce(
    (sum, shown, index) =>
      shown === 'full' ? sum + steps.weightOf(index, 'full') - steps.weightOf(index, 'short') : sum,
    0,
  );
  if (given.made.bytes + 0.8 * all - 1_500 <= limit) {
    const made = await attempt(issue, whole);
    if (made.bytes <= limit) return { ...given, made, options: whole };
  }
  let best = given;
  let [enough, tooMany] = [tableRows, steps.rows];
  while (tooMany - enough > 1 && limit - best.made.bytes > limit / 50) {
    const options = { ...whole, tableRows: Math.floor((enough + tooMany) / 2) };
    const made = await attempt(issue, options);
    if (made.bytes <= limit) [best, enough] = [{ ...best, made, options }, options.tableRows];
    else tooMany = options.tableRows;
  }
  return best;
}

async function unlessTooLarge(given: GivenBack, change: Savings, { attempt, limit }: Giving): Promise<GivenBack> {
  const options = { ...given.options, ...change };
  const made = await attempt(given.made.issue, options);
  return made.bytes <= limit ? { ...given, made, options } : given;
}
