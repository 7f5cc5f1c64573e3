import type { Config } from '../config/config.ts';
import { domainOf } from '../lib/address.ts';
import { isReserved } from '../lib/domain.ts';
import { hasErrors, type Problem, ProblemError, refuseBecause } from '../model/problem.ts';
import type { CompiledLetters } from '../publish/letters/compile-letters.ts';
import { doubtfulSettings, findPlaceholders } from '../publish/letters/doubtful-settings.ts';
import { ignoring } from '../publish/letters/ignore.ts';
import type { AudienceFilter, Ledger, Sending } from '../store/ledger.ts';
import type { SendingOptions } from './options.ts';
import { nothingSent } from './refusal.ts';

/** Real people get no letter with placeholders, though it can be tried with a list of names that are set apart. */
export async function refusePlaceholders(
  problems: readonly Problem[],
  addresses: AsyncIterable<string>,
): Promise<void> {
  const placeholders = problems.filter(({ rule }) => rule === 'placeholder');
  if (placeholders.length === 0) return;
  for await (const address of addresses) {
    if (isReserved(domainOf(address))) continue;
    const errors = placeholders.map((problem): Problem => ({ ...problem, severity: 'error' }));
    throw new ProblemError(errors, { exitCode: 2, state: nothingSent });
  }
}

/**
 * Refuses to open a letter to those who confirm that breaks rules, or that would bring placeholders to real people:
 * those who confirm are as real as those on the list.
 * @returns The findings that may pass.
 */
export async function refuseToOpen(
  { problems: compiled }: Pick<CompiledLetters, 'problems'>,
  { config, ledger, ignore = [] }: Pick<PlaceholderRequest, 'ledger' | 'ignore'> & { readonly config: Config },
  state: string,
): Promise<Problem[]> {
  const found = ignoring(ignore)([...compiled, ...(await doubtfulSettings(config))]);
  const problems = found.filter(({ rule }) => rule !== 'placeholder');
  refuseBecause(hasErrors(problems) ? problems : [], 1, state);
  await refusePlaceholders(found, ledger.addresses({ digest: true }));
  return problems;
}

interface PlaceholderRequest {
  readonly ledger: Ledger;
  readonly options: SendingOptions;
  readonly ignore?: readonly string[] | undefined;
}

/** Letters keep the settings that they were frozen with, and a list may have had nobody real on it then. */
export async function refuseFrozenPlaceholders(
  sending: Sending,
  { ledger, options, ignore = [] }: PlaceholderRequest,
  selection: AudienceFilter,
): Promise<void> {
  const letters = await ledger.letters(sending.id);
  // Those of an open sending were frozen one after the other, with the settings of then.
  const mailings = new Map(
    letters.map(({ mailing: { from, newsletter } }) => [JSON.stringify(newsletter) + from, { ...newsletter, from }]),
  );
  const all = await Promise.all([...mailings.values()].map((newsletter) => findPlaceholders({ newsletter })));
  const found = ignoring(ignore)(all.flat());
  const way = sending.open
    ? 'who confirms from then on gets other ones. For those who wait, cancel these with --cancel.'
    : 'then add --refreeze if nobody has got it; else send a new issue.';
  const hint = `The letters of ${sending.slug} were frozen so. Mend tidings.yaml, ${way}`;
  const problems = found.map((problem) => ({ ...problem, hint }));
  await refusePlaceholders(problems, waitingIn(ledger, sending));
  if (options.new) await refusePlaceholders(problems, ledger.addresses(selection));
}

async function* waitingIn(ledger: Ledger, { id }: Sending): AsyncGenerator<string> {
  for (const state of ['pending', 'failed', 'in-doubt'] as const)
    for await (const { address } of ledger.read(id, state)) if (address !== undefined) yield address;
}
