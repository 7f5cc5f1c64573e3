import type { Theme } from '../../email/theme.ts';
import type { Issue } from '../../model/issue.ts';
import { type Problem, ProblemError } from '../../model/problem.ts';
import { feedAdvice } from '../../publish/feed-advice.ts';
import { withAllFindings } from '../../publish/letters/all-findings.ts';
import {
  type CheckedLetter,
  type CheckLetterOptions,
  checkFitted,
  inOrder,
} from '../../publish/letters/check-letter.ts';
import type { Prepared } from '../../publish/prepare.ts';
import { proveTheme } from '../../publish/themes/prove-theme.ts';
import type { Item } from '../items.ts';
import type { Good } from '../session.ts';

/** Findings of one rule. */
export interface FindingGroup {
  readonly severity: Problem['severity'];
  readonly rule: string;
  readonly problems: readonly Problem[];
}

/** All that is found for one item. */
export interface ItemChecks {
  /** Errors before warnings. */
  readonly groups: readonly FindingGroup[];
  readonly errors: number;
  readonly warnings: number;
  /** How many findings are about other files than those of the item, which have views of their own. */
  readonly elsewhere: number;
  /** Absent where the letter cannot be made, or there are none. */
  readonly letter?: Pick<CheckedLetter, 'letters' | 'bytes'>;
}

/**
 * What `check --issue`, `check --feeds` and `check` find for an item: in its letter, in the feeds that hold it, in its
 * theme, and in the settings. A letter that cannot be made is a finding itself.
 */
export async function gatherChecks(good: Good, item: Item): Promise<ItemChecks> {
  const { config, prepared } = good;
  const { letters, syndicated } = config.settings;
  const fitted = letters ? await good.fitted(item.name).catch(problemsOf) : [];
  const isMade = 'issue' in fitted;
  const letter = isMade ? await checkItem(good, item.name) : undefined;
  const proven = letters ? await proof(isMade ? fitted.theme : good.theme, good) : [];
  const ofLetter = isMade ? letter!.problems : fitted;
  const others = otherFiles(prepared, item, isMade ? fitted.issue : undefined);
  const here = prepared.problems.filter(({ file }) => file === undefined || !others.has(file));
  // Reading a thousand articles again at each save would take longer than painting one.
  const advice = syndicated ? feedAdvice(prepared, config, ({ origin }) => !others.has(origin.file)) : [];
  return {
    ...byRule(inOrder([...ofLetter, ...besides(proven, ofLetter), ...here, ...advice])),
    elsewhere: prepared.problems.length - here.length,
    ...(letter && { letter }),
  };
}

/** The faults of a theme on sample letters but for those that the letter shows itself: its own words say more. */
function besides(proven: readonly Problem[], own: readonly Problem[]): readonly Problem[] {
  const place = ({ rule, file, line }: Problem) => JSON.stringify([rule, file, line]);
  const known = new Set(own.map(place));
  return proven.filter((problem) => problem.file === undefined || !known.has(place(problem)));
}

/** The letter alone. Links and SpamAssassin are asked only by the options. Rejects with a ProblemError if it cannot be made. */
export async function checkItem(good: Good, name: string, options: CheckLetterOptions = {}): Promise<CheckedLetter> {
  const { config, prepared } = good;
  const fitted = await good.fitted(name);
  const checked = await checkFitted(fitted, prepared, config, options);
  return withAllFindings(checked, fitted.issue, prepared, config);
}

/** Findings by their rules, in their order; the first of a group decides where it is. */
export function byRule(problems: readonly Problem[]): Pick<ItemChecks, 'groups' | 'errors' | 'warnings'> {
  const groups = [...Map.groupBy(problems, ({ severity, rule }) => `${severity} ${rule}`).values()].map((some) => ({
    severity: some[0]!.severity,
    rule: some[0]!.rule,
    problems: some,
  }));
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  return { groups, errors, warnings: problems.length - errors };
}

/** The files of all articles and issues but those that an item is made of. */
function otherFiles({ publication, held }: Prepared, item: Item, issue: Issue | undefined): ReadonlySet<string> {
  const { articles, issues = [] } = publication;
  const files = new Set([...articles, ...held.drafts, ...held.future].map(({ origin }) => origin.file));
  for (const { origin } of issues) if (origin) files.add(origin.file);
  for (const { article } of issue?.items ?? []) files.delete(article.origin.file);
  files.delete(item.file);
  return files;
}

/** Proving takes a while, and a theme changes seldom; kept for the last few. */
const proofs = new Map<string, Promise<readonly Problem[]>>();

function proof(theme: Theme, { config }: Good): Promise<readonly Problem[]> {
  const key = JSON.stringify([theme, config.settings]);
  const known = proofs.get(key);
  if (known) return known;
  const proven = proveTheme(theme, config).catch(problemsOf);
  proofs.set(key, proven);
  for (const old of [...proofs.keys()].slice(0, -4)) proofs.delete(old);
  return proven;
}

function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof ProblemError) return error.problems;
  throw error;
}

/** The checks of the items that were opened last, until something changes. */
export class CheckMemory {
  readonly #kept = new Map<string, { readonly revision: number; readonly checks: Promise<ItemChecks> }>();

  of(item: Item, good: Good, revision: number): Promise<ItemChecks> {
    const { name } = item;
    const known = this.#kept.get(name);
    if (known?.revision === revision) return known.checks;
    const checks = gatherChecks(good, item);
    this.#kept.delete(name);
    this.#kept.set(name, { revision, checks });
    for (const old of [...this.#kept.keys()].slice(0, -8)) this.#kept.delete(old);
    checks.catch(() => this.#kept.delete(name));
    return checks;
  }
}
