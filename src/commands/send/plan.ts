import type { Config } from '../../config/config.ts';
import { hasErrors, type Problem, ProblemError } from '../../model/problem.ts';
import { compileApart } from '../../publish/letters/compile-apart.ts';
import type { CompiledLetters } from '../../publish/letters/compile-letters.ts';
import { ignoring } from '../../publish/letters/ignore.ts';
import { sourceOf } from '../../publish/letters/letter-source.ts';
import { listProblems } from '../../publish/letters/list-problems.ts';
import { type Audience, type Counts, type Ledger, type Sending, sizeOf } from '../../store/ledger.ts';
import type { SendFlags } from '../flags.ts';
import { nothingSent, refuseBecause, refuseToSend, toldAs } from '../refusal.ts';
import type { Terminal } from '../terminal.ts';

/** What is to be sent: an issue for the first time, or what is left of one. */
export interface SendPlan {
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

interface Asked {
  readonly terminal: Terminal;
  readonly config: Config;
  readonly ledger: Ledger;
  readonly flags: SendFlags;
}

/**
 * Finds out what is to be sent, and stores nothing. What was frozen is never compiled again. Throws a ProblemError if
 * the letter breaks rules, or the flags do not fit what was frozen.
 */
export async function planSending(name: string, asked: Asked): Promise<SendPlan> {
  return plan(name, asked).catch(toldAs(nothingSent));
}

async function plan(name: string, asked: Asked): Promise<SendPlan> {
  const { terminal, config, ledger, flags } = asked;
  const ignored = ignoring(flags.ignore ?? []);
  const known = await ledger.find(name);
  if (known) return planRest(known, asked);
  refuseBecause(listProblems(config.settings, config.at), 2, nothingSent);
  const { cwd } = terminal.context;
  const compiled = await compileApart(config, name, { cwd, signal: terminal.signal });
  // Named by its file, or with another slug than then.
  const renamed = await ledger.find(compiled.issue);
  if (renamed) return planRest(renamed, asked);
  if (flags.new || flags.only)
    refuseToSend(`${compiled.slug} was never sent to the list`, `Leave out ${flags.new ? '--new' : '--only'}.`);
  const problems = ignored(compiled.problems);
  refuseBecause(hasErrors(problems) ? problems : [], 1, nothingSent);
  const audience = await ledger.survey(selectionOf(flags));
  return { ...compiled, compiled, audience, count: audience.prepared, problems };
}

/** All that a subscriber's tag chooses; everybody without one. */
export function selectionOf({ tag }: Pick<SendFlags, 'tag'>) {
  return tag === undefined ? {} : { tag };
}

async function planRest(sending: Sending, { config, ledger, flags }: Asked): Promise<SendPlan> {
  const { slug, subject, selection } = sending;
  const counts = await ledger.counts(sending.id);
  if (flags.tag !== undefined && flags.tag !== selection.tag && !flags.new)
    refuseToSend(
      `the audience of ${slug} was frozen ${selection.tag === undefined ? 'without a tag' : `for the tag "${selection.tag}"`}`,
      'Leave out --tag, or add --new to send it to those with this tag who have not got it.',
    );
  if (flags.only && counts.pending > 0)
    refuseToSend(`${counts.pending} of ${slug} are still to be sent`, 'Leave out --only, and let that end first.');
  const audience = flags.new
    ? await ledger.survey(flags.tag === undefined ? selection : selectionOf(flags), sending.id)
    : sending.audience;
  const count = toSend(counts, flags) + (flags.new ? audience.prepared - sizeOf(counts) : 0);
  const problems = count > 0 ? await changesSince(sending, config) : [];
  return { slug, subject, sending, audience, count, problems };
}

function toSend(counts: Counts, { only, inDoubt }: SendFlags): number {
  if (only) return counts[only];
  return counts.pending + (inDoubt === 'resend' ? counts['in-doubt'] : 0);
}

/** A letter that is half sent is sent as it was frozen, whatever became of its files; people are told. */
async function changesSince({ slug, source, frozen }: Sending, config: Config): Promise<Problem[]> {
  const now = await sourceOf(config, slug).catch((error) => {
    if (error instanceof ProblemError) return undefined;
    throw error;
  });
  if (now === source) return [];
  const day = frozen.toISOString().slice(0, 10);
  const [message, hint] =
    now === undefined
      ? [`${slug} cannot be read any more`, 'Run "tidings check" to see why.']
      : [
          `${slug} was changed after its letters were frozen on ${day}`,
          'Whoever has not got it gets it as it was then.',
        ];
  return [{ severity: 'warning', rule: 'frozen', message, hint }];
}
