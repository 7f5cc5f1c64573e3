import { ProblemError } from '../model/problem.ts';

export const nothingSent = 'Nothing was sent.';

/** Refuses to send. @throws ProblemError with exit code 2. */
export function refuseToSend(message: string, hint: string, rule: 'send' | 'unconfirmed' = 'send'): never {
  throw new ProblemError([{ severity: 'error', rule, message, hint }], { exitCode: 2, state: nothingSent });
}
