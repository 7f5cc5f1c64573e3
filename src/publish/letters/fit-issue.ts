import { type FittedLetter, fitLetter } from '../../email/budget.ts';
import type { SkeletonStore } from '../../email/skeleton-memory.ts';
import type { Theme } from '../../email/theme.ts';
import { routesOf, type TagWay } from '../../email/variant.ts';
import type { Issue } from '../../model/issue.ts';
import type { Prepared } from '../prepare.ts';

/** An issue with all the letters that it becomes, and whom each of them is for. */
export interface FittedIssue extends FittedLetter {
  readonly issue: Issue;
  readonly theme: Theme;
  readonly ways: readonly TagWay[];
}

/** Compiles every letter of an issue, with the layouts that builds have compiled. Throws as `fitLetter` and `routesOf` do. */
export async function fitIssue(
  issue: Issue,
  { publication }: Prepared,
  { theme, skeletons }: { theme: Theme; skeletons: SkeletonStore },
): Promise<FittedIssue> {
  const { variants, ways } = routesOf(issue, publication.settings);
  return { ...(await fitLetter(issue, publication, theme, variants, { skeletons })), issue, theme, ways };
}
