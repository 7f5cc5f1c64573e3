import type { Config } from '../config/config.ts';
import { domainOf } from '../lib/address.ts';
import { isReserved } from '../lib/domain.ts';
import { hasErrors, type Problem, ProblemError, refuseBecause, withState } from '../model/problem.ts';
import { compileApart } from '../publish/letters/compile-apart.ts';
import type { CompiledLetters } from '../publish/letters/compile-letters.ts';
import { doubtfulSettings, findPlaceholders, withoutRepetition } from '../publish/letters/doubtful-settings.ts';
import { ignoring } from '../publish/letters/ignore.ts';
import { compareSources, sourceOf } from '../publish/letters/letter-source.ts';
import { listProblems } from '../publish/letters/list-problems.ts';
import { type Audience, type AudienceFilter, type Counts, type Ledger, type Sending, sizeOf } from '../store/ledger.ts';
import { type SendingOptions, selectionOf } from './options.ts';
import { nothingSent, refuseToSend } from './refusal.ts';

/** A run to confirm: an issue for the first time, or the rest of one. */
export interface SendingPlan {
  readonly slug: string;
  readonly subject: string;
  /** Absent for an issue that was frozen before. */
  readonly compiled?: CompiledLetters;
  readonly sending?: Sending;
  readonly audience: Audience;
  /** How many letters this run is about. */
  readonly count: number;
  readonly problems: readonly Problem[];
}

export interface PlanRequest {
  readonly config: Config;
  readonly ledger: Ledger;
  readonly options: SendingOptions;
  /** Rules of `check` whose findings may pass. */
  readonly ignore?: readonly string[] | undefined;
  /** The folder that messages name files from. */
  readonly cwd: string;
  /** Ends the compiling. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Plans a run and stores nothing. A frozen issue is never compiled again.
 * @param name The issue's slug, id or file.
 * @throws ProblemError if the letter breaks rules (exit code 1), or the options do not fit what was frozen (2).
 */
export async function planSending(name: string, request: PlanRequest): Promise<SendingPlan> {
  return plan(name, request).catch(withState(nothingSent));
}

async function plan(name: string, request: PlanRequest): Promise<SendingPlan> {
  const { config, ledger, options, ignore = [], cwd, signal } = request;
  const ignored = ignoring(ignore);
  const known = await ledger.find(name);
  if (known) return planRest(known, request);
  refuseBecause(listProblems(config.settings, config.at), 2, nothingSent);
  const compiled = await compileApart(config, name, { cwd, ...(signal && { signal }) });
  // Named by its file, or with another slug than then.
  const renamed = await ledger.find(compiled.issue);
  if (renamed) return planRest(renamed, request);
  if (options.new || options.only)
    refuseToSend(`${compiled.slug} was never sent to the list`, `Leave out ${options.new ? '--new' : '--only'}.`);
  const problems = ignored([...compiled.problems, ...(await doubtfulSettings(config))]);
  refuseBecause(hasErrors(problems) ? problems : [], 1, nothingSent);
  await refusePlaceholders(problems, ledger.addresses(selectionOf(options)));
  const audience = await ledger.survey(selectionOf(options));
  return { ...compiled, compiled, audience, count: audience.prepared, problems: withoutRepetition(problems) };
}

async function planRest(sending: Sending, request: PlanRequest): Promise<SendingPlan> {
  const { config, ledger, options } = request;
  const { slug, subject, selection } = sending;
  const counts = await ledger.counts(sending.id);
  if (options.tag !== undefined && options.tag !== selection.tag && !options.new)
    refuseToSend(
      `the audience of ${slug} was frozen ${selection.tag === undefined ? 'without a tag' : `for the tag "${selection.tag}"`}`,
      'Leave out --tag, or add --new to send it to those with this tag who have not got it.',
    );
  if (options.only && counts.pending > 0)
    refuseToSend(`${counts.pending} of ${slug} are still to be sent`, 'Leave out --only, and let that end first.');
  const wanted = options.tag === undefined ? selection : selectionOf(options);
  const audience = options.new ? await ledger.survey(wanted, sending.id) : sending.audience;
  const count = toSend(counts, options) + (options.new ? audience.prepared - sizeOf(counts) : 0);
  const problems = count > 0 ? await changesSince(sending, config) : [];
  if (count > 0) await refuseFrozenPlaceholders(sending, request, wanted);
  return { slug, subject, sending, audience, count, problems };
}

/** Real people get no letter with placeholders, though it can be tried with a list of names that are set apart. */
async function refusePlaceholders(problems: readonly Problem[], addresses: AsyncIterable<string>): Promise<void> {
  const placeholders = problems.filter(({ rule }) => rule === 'placeholder');
  if (placeholders.length === 0) return;
  for await (const address of addresses) {
    if (isReserved(domainOf(address))) continue;
    const errors = placeholders.map((problem): Problem => ({ ...problem, severity: 'error' }));
    throw new ProblemError(errors, { exitCode: 2, state: nothingSent });
  }
}

/** Letters keep the settings that they were frozen with, and a list may have had nobody real on it then. */
async function refuseFrozenPlaceholders(
  sending: Sending,
  { ledger, options, ignore = [] }: PlanRequest,
  selection: AudienceFilter,
): Promise<void> {
  const [letter] = await ledger.letters(sending.id);
  if (!letter) return;
  const { from, newsletter } = letter.mailing;
  const found = ignoring(ignore)(await findPlaceholders({ newsletter: { ...newsletter, from } }));
  const hint = `The letters of ${sending.slug} were frozen so. Mend tidings.yaml, then add --refreeze if nobody has got it; else send a new issue.`;
  const problems = found.map((problem) => ({ ...problem, hint }));
  await refusePlaceholders(problems, waitingIn(ledger, sending));
  if (options.new) await refusePlaceholders(problems, ledger.addresses(selection));
}

async function* waitingIn(ledger: Ledger, { id }: Sending): AsyncGenerator<string> {
  for (const state of ['pending', 'failed', 'in-doubt'] as const)
    for await (const { address } of ledger.read(id, state)) if (address !== undefined) yield address;
}

function toSend(counts: Counts, { only, inDoubt }: SendingOptions): number {
  if (only) return counts[only];
  return counts.pending + (inDoubt === 'resend' ? counts['in-doubt'] : 0);
}

/** A half-sent letter goes out as it was frozen, whatever changed in its files; a warning says so. */
async function changesSince({ slug, source, frozen }: Sending, config: Config): Promise<Problem[]> {
  const now = await sourceOf(config, slug).catch((error) => {
    if (error instanceof ProblemError) return undefined;
    throw error;
  });
  const comparison = now === undefined ? 'unreadable' : compareSources(source, now);
  if (comparison === 'same') return [];
  const day = frozen.toISOString().slice(0, 10);
  const [message, hint] = (
    {
      unreadable: [`${slug} cannot be read any more`, 'Run "tidings check" to see why.'],
      changed: [
        `${slug} was changed after its letters were frozen on ${day}`,
        'Whoever has not got it gets it as it was then.',
      ],
      unknown: [
        `${slug} cannot be compared with its letters: another version of Tidings froze them on ${day}`,
        'Readers who have not got it get it as it was then, whether or not it was changed since.',
      ],
    } satisfies Record<typeof comparison, [message: string, hint: string]>
  )[comparison];
  return [{ severity: 'warning', rule: 'frozen', message, hint }];
}
