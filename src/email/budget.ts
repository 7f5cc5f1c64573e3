import type { Issue } from '../model/issue.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import type { Publication } from '../model/publication.ts';
import { type Attempt, type Attempts, attemptsAt } from './attempt.ts';
import { beginArticles } from './begin-articles.ts';
import { clipIssue } from './clip.ts';
import type { CompileOptions } from './compile.ts';
import { fillRoom, roomIn } from './fill-room.ts';
import { giveBack } from './give-back.ts';
import type { Letter } from './letter.ts';
import { type Reduction, reductionsOf, tellReductions } from './reduction.ts';
import { longestValues } from './slots.ts';
import { type Savings, type Steps, stepsOf } from './steps.ts';
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
  const fitting = (await leastReduced(attempt, steps, limit)) ?? (await cutToFit(attempt, steps, limit));
  if (!fitting) throw refusal(issue, limit);
  const reductions = reductionsOf(issue, fitting);
  return {
    letters: fitting.letters as [Letter, ...Letter[]],
    bytes: fitting.bytes,
    reductions,
    problems: tellReductions(issue, reductions, limit),
  };
}

/** The letter after the fewest steps that suffice, with as much of all that they took as still has room. */
async function leastReduced(attempt: Attempts, steps: Steps, limit: number): Promise<Attempt | undefined> {
  const found = await fewestSteps(attempt, steps, limit);
  if (!found) return undefined;
  const giving = { attempt, steps, taken: found.steps, limit };
  const given = await beginArticles(await giveBack(found.made, giving), giving);
  const { made, options } = given;
  if (!made.content || made.content.lacks.length === 0) return made;
  return (
    (await fillCut(attempt, { issue: made.issue, options, limit, room: roomIn(made, made.content, limit) })) ?? made
  );
}

/**
 * Finds the fewest steps that suffice. The weights of the articles give an estimate; compiling decides, but is slow.
 */
async function fewestSteps(
  attempt: Attempts,
  steps: Steps,
  limit: number,
): Promise<{ steps: number; made: Attempt } | undefined> {
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
  return fitting && { steps: enough, made: fitting };
}

interface Cutting {
  readonly issue: Issue;
  readonly options: Savings;
  readonly limit: number;
  readonly room: number;
}

/** Cuts an article alone, or else the introduction; as a last resort also titles, summaries and lists of any length. */
async function cutToFit(attempt: Attempts, steps: Steps, limit: number): Promise<Attempt | undefined> {
  const { issue: smallest, ...options } = steps.after(steps.count);
  const made = await fillCut(attempt, { issue: smallest, options, limit, room: limit - around });
  if (made) return made;
  const clipped = await fillCut(attempt, { issue: clipIssue(smallest), options, limit, room: limit - around });
  return clipped && { ...clipped, isClipped: true };
}

/** The letter whose article alone, or else introduction, fills the room that all else leaves to it. */
function fillCut(attempt: Attempts, { issue, options, limit, room }: Cutting): Promise<Attempt | undefined> {
  return fillRoom(
    (cutAt) => attempt(issue, { ...options, cutAt }),
    ({ content }) => content,
    { limit, room },
  );
}

function refusal(issue: Issue, limit: number): ProblemError {
  const { origin = issue.items[0]?.article.origin, slug } = issue;
  const message = `the letter ${slug} cannot be made smaller than ${limit} bytes`;
  const hint =
    'Shorten the subject, the title, the address or the settings that every letter prints, or the templates of its theme.';
  return new ProblemError([{ severity: 'error', rule: 'letter-size', message, hint, ...origin }]);
}
