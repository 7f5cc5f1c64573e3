import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { ProblemError } from '../../model/problem.ts';
import { isReadOnly } from '../../system/files.ts';
import { missingIn } from './keep.ts';
import { type Lock, lockName } from './lock.ts';

/** Refuses the changes of the lock that a frozen build must not make, by the paths of articles and issues. */
export function refuseChange(config: Config, before: Lock, wanted: Lock): void {
  const paths = missingIn(before, wanted);
  if (!paths) return;
  const named = paths.slice(0, 5).join(', ') + (paths.length > 5 ? ` and ${paths.length - 5} more` : '');
  const way = isReadOnly(config.directory) ? 'where the publication can be written' : 'once without --frozen';
  const hint = `Build ${way} and commit the lock; a machine that forgets it would mint other ids.`;
  const message = `the lock does not hold what it needs to${named && `: ${named}`}`;
  const file = config.display(join(config.directory, lockName));
  throw new ProblemError([{ severity: 'error', rule: 'frozen', file, message, hint }]);
}
