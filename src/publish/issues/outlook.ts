import type { Config } from '../../config/config.ts';
import type { Article, Manuscript } from '../../model/article.ts';
import { recalling } from '../build.ts';
import { prepare } from '../prepare.ts';
import { chosenBy } from './choose.ts';
import type { HeldIssue } from './entries.ts';
import { lastScheduled, type Scheduled } from './scheduled.ts';

/** The articles and issues that a publication will bring, as its files are now. */
export interface Outlook {
  /** The articles that the next digest carries, newest first. */
  readonly news: readonly Article[];
  /** The last digest that a schedule made. */
  readonly last?: Scheduled;
  /** Articles whose date has not come, the first to come first. */
  readonly future: readonly Manuscript[];
  readonly drafts: readonly Manuscript[];
  readonly issues: readonly HeldIssue[];
}

/**
 * Looks at what comes next; writes nothing.
 * @throws ProblemError where the articles cannot be read.
 */
export async function lookAhead(config: Config): Promise<Outlook> {
  const prepared = await recalling(config, (memory) => prepare(config, memory));
  const { articles, offers } = prepared.choosable;
  const { drafts, future, issues } = prepared.held;
  const last = await lastScheduled(config, prepared);
  return {
    news: config.settings.letters ? chosenBy({ since: 'last' }, articles, prepared.carried, offers) : [],
    future: future.toSorted((a, b) => Date.parse(a.published ?? '') - Date.parse(b.published ?? '')),
    ...(last && { last }),
    ...{ drafts, issues },
  };
}
