import type { Config } from '../../config/config.ts';
import type { Issue } from '../../model/issue.ts';
import type { Problem } from '../../model/problem.ts';
import { draftProblems } from '../drafts.ts';
import type { Prepared } from '../prepare.ts';
import type { CheckedLetter } from './check-letter.ts';
import { doubtfulSettings, withoutRepetition } from './doubtful-settings.ts';

/**
 * A checked letter with all that its writer should know before it is sent: first whether it is a draft, then what the
 * rules found, then settings that are hardly meant.
 * @param ignored Lets findings of some rules pass.
 */
export async function withAllFindings(
  checked: CheckedLetter,
  issue: Issue,
  prepared: Prepared,
  config: Pick<Config, 'settings' | 'origins' | 'at'>,
  ignored: (problems: readonly Problem[]) => readonly Problem[] = (problems) => problems,
): Promise<CheckedLetter> {
  const doubts = withoutRepetition(await doubtfulSettings(config));
  return { ...checked, problems: ignored([...draftProblems(prepared, issue), ...checked.problems, ...doubts]) };
}
