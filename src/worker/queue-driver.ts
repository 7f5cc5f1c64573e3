import { findPackageJSON } from 'node:module';
import { ProblemError } from '../model/problem.ts';

/** The queue that hands out jobs over PostgreSQL: https://pgboss.io/. */
type QueueDriver = typeof import('pg-boss');

/**
 * Loads it, which only workers need; it is installed next to Tidings.
 * @throws ProblemError with exit code 2 where it is missing.
 */
export async function loadQueueDriver(address: string = import.meta.url): Promise<QueueDriver> {
  if (isInstalled(address)) return import('pg-boss');
  throw new ProblemError(
    [
      {
        ...{ severity: 'error', rule: 'queue', message: 'workers need the library pg-boss, which is not installed' },
        hint: 'Install it next to Tidings: npm install pg@8 pg-boss@12',
      },
    ],
    { exitCode: 2, state: 'Nothing was changed.' },
  );
}

function isInstalled(address: string): boolean {
  try {
    return findPackageJSON('pg-boss', address) !== undefined;
  } catch {
    return false;
  }
}
