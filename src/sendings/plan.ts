import type { Config } from '../config/config.ts';
import { hasErrors, type Problem, ProblemError, refuseBecause, withState } from '../model/problem.ts';
import { compileApart } from '../publish/letters/compile-apart.ts';
import type { CompiledLetters } from '../publish/letters/compile-letters.ts';
import { doubtfulSettings } from '../publish/letters/doubtful-settings.ts';
import { ignoring } from '../publish/letters/ignore.ts';
import { listProblems } from '../publish/letters/list-problems.ts';
import { readLock } from '../publish/lock/lock-file.ts';
import { type Audience, type Counts, exclusions, type Ledger, type Sending, sizeOf } from '../store/ledger.ts';
import { changesSince } from './changes.ts';
import { refuseOlderList } from './list-mark.ts';
import { type SendingOptions, selectionAgain, selectionOf } from './options.ts';
import { refuseFrozenPlaceholders, refusePlaceholders, refuseToOpen } from './placeholders.ts';
import { nothingSent, refuseToSend } from './refusal.ts';
import { unknownSending } from './unsent.ts';

/** A run to confirm: an issue for the first time, or the rest of one. */
export interface SendingPlan {
  readonly slug: string;
  readonly subject: string;
  /** Absent for an issue that was frozen before. */
  readonly compiled?: CompiledLetters;
  readonly sending?: Sending;
  /** The sending that reached nobody and is taken back for this one. */
  readonly replaces?: number | undefined;
  /** It is the letter to those who confirm, which was never opened: from then on it goes to each of them by itself. */
  readonly opens?: boolean;
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
  const { config, ledger, options } = request;
  const doubts = await refuseOlderList(config, ledger, options);
  const planned = await plan(name, request).catch(withState(nothingSent));
  return { ...planned, problems: [...doubts, ...planned.problems] };
}

async function plan(name: string, request: PlanRequest): Promise<SendingPlan> {
  const { config, ledger, options, ignore = [] } = request;
  const ignored = ignoring(ignore);
  const known = await ledger.find(name);
  if (known?.open) refuseForOpen(known.slug, options);
  if (known && !options.refreeze) return planRest(known, request);
  if (known) await refuseHandedOver(known, ledger);
  refuseBecause(listProblems(config.settings, config.at), 2, nothingSent);
  let compiled = await compile(name, request, known);
  // Named by its file, or with another slug than then.
  const before = known ?? (await ledger.find(compiled.issue));
  if (before?.open || compiled.sendOn) refuseForOpen(compiled.slug, options);
  if (before && !options.refreeze) return planRest(before, request);
  if (compiled.sendOn)
    return planOpening({ ...compiled, problems: await refuseToOpen(compiled, request, nothingSent) });
  if (before && before !== known) {
    await refuseHandedOver(before, ledger);
    compiled = await compile(name, request, before);
  }
  refuseFlags(compiled.slug, options, before !== undefined);
  const lost = before ? [] : await refuseLost(compiled, request);
  const found = ignored([...compiled.problems, ...(await doubtfulSettings(config))]);
  // A list of names that are set apart is a trial, for which placeholders will do.
  const problems = found.filter(({ rule }) => rule !== 'placeholder');
  refuseBecause(hasErrors(problems) ? problems : [], 1, nothingSent);
  const selection = selectionOf(options, compiled);
  await refusePlaceholders(found, ledger.addresses(selection));
  const audience = await ledger.survey(selection);
  const { slug, subject } = compiled;
  return {
    ...{ slug, subject, compiled, audience, count: audience.prepared, replaces: before?.id },
    problems: [...lost, ...problems],
  };
}

/** Who gets it is not known before they confirm. */
function planOpening(compiled: CompiledLetters): SendingPlan {
  const { slug, subject, problems } = compiled;
  const excluded = Object.fromEntries(exclusions.map((reason) => [reason, 0])) as Audience['excluded'];
  return {
    slug,
    subject,
    compiled,
    opens: true,
    audience: { candidates: 0, prepared: 0, excluded },
    count: 0,
    problems,
  };
}

function refuseForOpen(slug: string, options: SendingOptions): void {
  const flag = (['new', 'tag', 'refreeze'] as const).find((name) => options[name]);
  if (flag)
    refuseToSend(`${slug} goes by itself to each reader who confirms, and to nobody else`, `Leave out --${flag}.`);
}

function compile(name: string, { config, cwd, signal }: PlanRequest, known: Sending | undefined) {
  const options = { cwd, thawed: known?.issue, ...(signal && { signal }) };
  return compileApart(config, name === known?.issue ? known.slug : name, options);
}

function refuseFlags(slug: string, options: SendingOptions, isTakenBack: boolean): void {
  const flag = options.new ? '--new' : options.only ? '--only' : undefined;
  if (flag && isTakenBack) refuseToSend(`${slug} is frozen anew, so nobody has got it yet`, `Leave out ${flag}.`);
  const wrong = flag ?? (options.refreeze && !isTakenBack ? '--refreeze' : undefined);
  if (wrong) refuseToSend(`${slug} was never sent to the list`, `Leave out ${wrong}.`);
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
  const wanted = selectionAgain(options, sending);
  const audience = options.new ? await ledger.survey(wanted, sending.id) : sending.audience;
  const count = toSend(counts, options) + (options.new ? audience.prepared - sizeOf(counts) : 0);
  // An open sending gets the letters of today for those who confirm today.
  const problems = count > 0 && !sending.open ? await changesSince(sending, config, handedOver(counts) === 0) : [];
  if (count > 0) await refuseFrozenPlaceholders(sending, request, wanted);
  return { slug, subject, sending, audience, count, problems };
}

/** Only where nobody can have got the letter, it can become another one. */
async function refuseHandedOver({ id, slug }: Sending, ledger: Ledger): Promise<void> {
  const { sender } = await ledger.activity(id);
  if (sender)
    refuseToSend(
      `process ${sender.pid} on ${sender.host} is sending ${slug}`,
      'Stop it with Ctrl-C, then look with "tidings status" whether anybody has got it.',
    );
  const counts = await ledger.counts(id);
  const handed = handedOver(counts);
  if (handed === 0) return;
  const gone = counts.sent > 0 ? `${counts.sent} have got ${slug}` : `${handed} may have got ${slug}`;
  refuseToSend(
    `${gone}, so it cannot be taken back`,
    'Leave out --refreeze, and send what changed in an issue of its own.',
  );
}

function handedOver(counts: Counts): number {
  return counts.sent + counts['in-doubt'] + counts['under-way'];
}

/**
 * The list may be an older copy, or a new one after the old one was lost: nobody gets a letter twice for that.
 * @returns A warning where a person has said that it may be sent.
 */
async function refuseLost(
  { issue, slug }: CompiledLetters,
  { config, ledger, options }: PlanRequest,
): Promise<Problem[]> {
  const { issues = [] } = await readLock(config);
  const isFrozen = issues.some((line) => line.issue === issue && line.articles !== undefined);
  if (!isFrozen || (await ledger.isBegun(issue))) return [];
  const problem = unknownSending(slug, (await config.list()).named);
  if (options.alreadySent) return [problem];
  const hint = `${problem.hint} Else put back the list that was sent it. To send it all the same, add --already-sent.`;
  throw new ProblemError([{ ...problem, severity: 'error', hint }], { exitCode: 2, state: nothingSent });
}

function toSend(counts: Counts, { only, inDoubt }: SendingOptions): number {
  // Those who wait get theirs by any run.
  if (only) return counts[only] + counts.pending;
  return counts.pending + (inDoubt === 'resend' ? counts['in-doubt'] : 0);
}
