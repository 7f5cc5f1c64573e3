import { findPackageJSON } from 'node:module';
import type pg from 'pg';
import { ProblemError } from '../../model/problem.ts';

/** The library that speaks with PostgreSQL: https://node-postgres.com/. */
type Driver = typeof pg;

/**
 * Loads it, which only a list in PostgreSQL needs; it is installed next to Tidings.
 * @throws ProblemError with exit code 2 where it is missing.
 */
export async function loadDriver(address: string = import.meta.url): Promise<Driver> {
  if (isInstalled(address)) return (await import('pg')).default;
  throw new ProblemError(
    [
      {
        ...{ severity: 'error', rule: 'database', message: 'DATABASE_URL is set, and the library pg is not installed' },
        hint: 'Install it next to Tidings: npm install pg@8',
      },
    ],
    { exitCode: 2, state: 'Nothing was changed.' },
  );
}

function isInstalled(address: string): boolean {
  try {
    return findPackageJSON('pg', address) !== undefined;
  } catch {
    return false;
  }
}
