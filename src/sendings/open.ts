import type { Config } from '../config/config.ts';
import { type Problem, refuseBecause, withState } from '../model/problem.ts';
import { editionsNamed } from '../publish/issues/edition-set.ts';
import { traceOfOccasions } from '../publish/issues/occasions.ts';
import { compileApart } from '../publish/letters/compile-apart.ts';
import { compareSources, sourceOfLetters } from '../publish/letters/letter-source.ts';
import { listProblems } from '../publish/letters/list-problems.ts';
import { prepare } from '../publish/prepare.ts';
import { themesOf } from '../publish/themes/theme.ts';
import type { Ledger, Sending } from '../store/ledger.ts';
import { refuseToOpen } from './placeholders.ts';

export interface OpenRequest {
  readonly config: Config;
  readonly ledger: Ledger;
  /** The folder that messages name files from. */
  readonly cwd: string;
  /** Rules of `check` whose findings may pass. */
  readonly ignore?: readonly string[] | undefined;
  /** Ends the compiling. */
  readonly signal?: AbortSignal | undefined;
}

/** What became of the letter to those who confirm. */
export interface OpenState {
  /** The open sending; absent where no issue is sent to those who confirm. */
  readonly sending?: Sending;
  readonly change: 'none' | 'opened' | 'changed' | 'closed';
  /** How many get it who have confirmed before it could be opened. */
  readonly expectant?: number;
  readonly problems: readonly Problem[];
}

const asItWas = 'The letter to those who confirm stays as it was.';

/**
 * Brings the open sending in line with the publication: opens one for the issue with `sendOn: confirmed`, freezes its
 * letters anew where they would be others today, and closes it where that issue is gone or a draft. Who has confirmed
 * before keeps the letter of then. Who confirms while none can be opened by a fault gets it when one is.
 * @throws ProblemError if the publication cannot be read, the letter breaks rules, or real people would get placeholders.
 */
export async function refreshOpen(request: OpenRequest): Promise<OpenState> {
  return refresh(request).catch(withState(asItWas));
}

async function refresh({ config, ledger, cwd, ignore, signal }: OpenRequest): Promise<OpenState> {
  const open = (await ledger.sendings()).find((sending) => sending.open === 'open');
  // Reading all articles takes time, which a publication without such an issue need not spend.
  const isWritten = open !== undefined || (await traceOfOccasions(config)) !== undefined;
  await ledger.expect(isWritten && open === undefined);
  if (!isWritten) return { change: 'none', problems: [] };
  const prepared = await prepare(config);
  const { issues = [] } = prepared.publication;
  const welcome = issues.find(({ sendOn, translationOf }) => sendOn === 'confirmed' && translationOf === undefined);
  if (!welcome) {
    if (open) await ledger.close(open.id);
    else await ledger.expect(false);
    return { change: open ? 'closed' : 'none', problems: [] };
  }
  refuseBecause(listProblems(config.settings, config.at), 2, asItWas);
  // An id that no build has written down yet may be another one tomorrow.
  const known = open && (open.issue === welcome.id || open.slug === welcome.slug) ? open : undefined;
  const editions = editionsNamed(prepared, welcome.slug);
  const source = sourceOfLetters(editions, prepared.publication, await themesOf(editions, config));
  if (known && compareSources(known.source, source) === 'same') return { sending: known, change: 'none', problems: [] };
  const compiled = await compileApart(config, welcome.slug, { cwd, ...(signal && { signal }) });
  const problems = await refuseToOpen(compiled, { config, ledger, ignore }, asItWas);
  const expectant = await ledger.expectant();
  const sending = await ledger.open({ ...compiled, issue: known?.issue ?? compiled.issue });
  return { sending, change: known ? 'changed' : 'opened', expectant, problems };
}
