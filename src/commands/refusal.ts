import { type Problem, ProblemError } from '../model/problem.ts';

/** Throws problems, if there are any. `state` says what was done all the same. */
export function refuseBecause(problems: readonly Problem[], exitCode: 1 | 2, state: string): void {
  if (problems.length > 0) throw new ProblemError(problems, { exitCode, state });
}

/** Refuses to send. @throws ProblemError with exit code 2. */
export function refuseToSend(message: string, hint: string): never {
  throw new ProblemError([{ severity: 'error', rule: 'send', message, hint }], { exitCode: 2, state: nothingSent });
}

export const nothingSent = 'Nothing was sent.';

/** Throws an error on with another state, where its own speaks of a step and not of the whole. */
export function toldAs(state: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof ProblemError)) throw error;
    throw new ProblemError(error.problems, { exitCode: error.exitCode, state });
  };
}
