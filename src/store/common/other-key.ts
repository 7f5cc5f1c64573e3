import { ProblemError } from '../../model/problem.ts';

/** The refusal of a key under which nobody's leaving would be known. */
export function otherKey(named: string): ProblemError {
  const message = `${named} was made with another TIDINGS_SECRET`;
  const hint =
    'Put the old secret back into .env. With another one nobody would be known who unsubscribed, and the links in sent letters would be dead.';
  return new ProblemError([{ severity: 'error', rule: 'secret', message, hint }], {
    exitCode: 2,
    state: 'Nothing was changed.',
  });
}
