import type { Issue } from '../model/issue.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import type { Publication } from '../model/publication.ts';
import { clipIssue } from './clip.ts';
import { type CompileOptions, compileIssue } from './compile.ts';
import type { Letter } from './letter.ts';
import { type Reduction, reductionsOf, tellReductions } from './reduction.ts';
import { longestBytes, longestValues } from './slots.ts';
import { type Steps, stepsOf } from './steps.ts';
import type { Theme } from './theme.ts';

/** Bytes for an article alone: better whole than short, so just below the size where Gmail clips (102,400). */
const mostAlone = 100_000;
/** Bytes for several articles, unless the settings set `maxBytes`. */
const usual = 60_000;
/** Approximate bytes of a letter around its articles. */
const around = 8_000;

export interface FittedLetter {
  /** One letter for each requested set of tags, in the same order. */
  readonly letters: readonly [Letter, ...Letter[]];
  /** The size of the largest letter's HTML, with the longest values in its slots. */
  readonly bytes: number;
  readonly reductions: readonly Reduction[];
  /** The reductions as warnings for the writer. */
  readonly problems: readonly Problem[];
}

/**
 * Compiles an issue once for each set of tags, so that its HTML stays within the size that the settings allow, with any
 * values in its slots; if necessary, with less of its articles. Throws as `compileIssue` does, and a ProblemError for
 * an issue that no step makes small enough.
 */
export async function fitLetter(
  issue: Issue,
  publication: Publication,
  theme: Theme,
  variants: readonly ReadonlySet<string>[] = [new Set()],
  given: Pick<CompileOptions, 'renditions' | 'skeletons'> = {},
): Promise<FittedLetter> {
  const limit = issue.items.length > 1 ? (publication.settings.newsletter.maxBytes ?? usual) : mostAlone;
  const attempt = attemptsAt(publication, theme, {
    variants,
    limit,
    longest: longestValues(issue, publication.settings),
    given,
  });
  const steps = stepsOf(issue, theme.settings, limit);
  const fitting = (await fewestSteps(attempt, steps, limit)) ?? (await cutToFit(attempt, steps, limit));
  if (!fitting) throw refusal(issue, limit);
  const reductions = reductionsOf(issue, fitting);
  return {
    letters: fitting.letters as [Letter, ...Letter[]],
    bytes: fitting.bytes,
    reductions,
    problems: tellReductions(issue, reductions, limit),
  };
}

/** One attempt to compile an issue within the limit. */
interface Attempt extends Pick<CompileOptions, 'dense' | 'cutAt'> {
  readonly issue: Issue;
  /** Incomplete if one of them is too large. */
  readonly letters: readonly Letter[];
  readonly bytes: number;
}

type Attempts = (issue: Issue, options: Pick<CompileOptions, 'dense' | 'cutAt'>) => Promise<Attempt>;

/** Compiles variants until one is too large; that one comes first the next time. */
function attemptsAt(
  publication: Publication,
  theme: Theme,
  {
    variants,
    limit,
    longest,
    given,
  }: {
    variants: readonly ReadonlySet<string>[];
    limit: number;
    longest: ReturnType<typeof longestValues>;
    given: Pick<CompileOptions, 'renditions' | 'skeletons'>;
  },
): Attempts {
  let order = [...variants.keys()];
  return async (issue, options) => {
    const letters: Letter[] = [];
    let bytes = 0;
    for (const index of order) {
      letters[index] = await compileIssue(issue, publication, theme, { ...given, ...options, tags: variants[index]! });
      bytes = Math.max(bytes, longestBytes(letters[index].html, longest));
      if (bytes > limit) {
        order = [index, ...order.filter((other) => other !== index)];
        break;
      }
    }
    return { issue, ...options, letters, bytes };
  };
}

/**
 * Finds the fewest steps that suffice. The weights of the articles give an estimate; compiling decides, but is slow.
 */
async function fewestSteps(attempt: Attempts, steps: Steps, limit: number): Promise<Attempt | undefined> {
  let fitting: Attempt | undefined;
  let [tooFew, enough] = [-1, steps.count + 1];
  let beside = around;
  for (let tries = 1; enough - tooFew > 1; tries += 1) {
    let next = tries > 6 ? Math.floor((tooFew + enough) / 2) : tooFew + 1;
    // The first attempt is the whole issue, unless that is far too large.
    const hope = tries === 1 ? limit : 0;
    while (next < enough - 1 && steps.weight(next) + beside > limit + hope) next += 1;
    const { issue, ...options } = steps.after(next);
    const made = await attempt(issue, options);
    beside = made.bytes - steps.weight(next);
    if (made.bytes > limit) tooFew = next;
    else [enough, fitting] = [next, made];
  }
  return fitting;
}

/** Cuts an article alone, or else the introduction; as a last resort also titles, summaries and lists of any length. */
async function cutToFit(attempt: Attempts, steps: Steps, limit: number): Promise<Attempt | undefined> {
  const { issue: smallest, ...options } = steps.after(steps.count);
  for (const candidate of [smallest, clipIssue(smallest)]) {
    let fitting: Attempt | undefined;
    let cutAt = limit - 10_000;
    let before: number | undefined;
    for (let tries = 1; tries <= 8 && cutAt > 0; tries += 1) {
      const made = await attempt(candidate, { ...options, cutAt });
      const spare = limit - made.bytes;
      if (spare >= 0 && (!fitting || made.bytes > fitting.bytes)) fitting = made;
      if (spare >= 0 && spare < 2_000) break;
      // A table grows in a letter: a limit that cuts nothing off is far too high.
      if (made.bytes === before) cutAt = Math.floor(cutAt / 2);
      else cutAt = Math.floor((cutAt * (limit - 500 - around)) / Math.max(1, made.bytes - around));
      before = made.bytes;
    }
    if (fitting) return fitting;
  }
  return undefined;
}

function refusal(issue: Issue, limit: number): ProblemError {
  const { origin = issue.items[0]?.article.origin, slug } = issue;
  const message = `the letter ${slug} cannot be made smaller than ${limit} bytes`;
  const hint =
    'A long table is cut nowhere yet: split it, or put it on the web alone. Otherwise shorten the subject, the title, the address or the settings that every letter prints.';
  return new ProblemError([{ severity: 'error', rule: 'letter-size', message, hint, ...origin }]);
}
