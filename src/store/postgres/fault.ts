import { ProblemError } from '../../model/problem.ts';
import { DatabaseFault } from '../common/fault.ts';

type Words = ConstructorParameters<typeof DatabaseFault>[0];

const unreachable: Words = {
  fault: 'cannot be reached',
  hint: 'Look whether the server runs, and whether host and port of DATABASE_URL are right; then run this again.',
  exitCode: 1,
};
const lost: Words = {
  fault: 'ended the connection',
  hint: 'It may have been restarted. Run this again: what was under way is found in the ledger.',
  exitCode: 1,
};
const busy: Words = {
  fault: 'is in use by another program for too long',
  hint: 'Wait until that is done, then run this again.',
  exitCode: 1,
  isBusy: true,
};
const full: Words = { fault: 'has no room left', hint: 'Make room on its disk, then run this again.', exitCode: 1 };
const crowded: Words = {
  fault: 'takes no more connections',
  hint: 'Raise max_connections, put PgBouncer in front of it, or end what is connected; then run this again.',
  exitCode: 1,
};
const refused: Words = {
  fault: 'refuses user or password',
  hint: 'Put the right ones into DATABASE_URL; write @ : / in the password as %40 %3A %2F.',
  exitCode: 2,
};
const missing: Words = {
  fault: 'does not exist',
  hint: 'Create it, such as by: createdb --encoding=UTF8 tidings',
  exitCode: 2,
};
const forbidden: Words = {
  fault: 'does not let this user do that',
  hint: 'Its owner has to allow it: GRANT CREATE ON DATABASE … TO …; or CREATE SCHEMA tidings AUTHORIZATION …;',
  exitCode: 2,
};
const readOnly: Words = {
  fault: 'can only be read',
  hint: 'DATABASE_URL has to lead to the primary server, not to a replica.',
  exitCode: 2,
};
const damaged: Words = { fault: 'is damaged', hint: 'Restore it from your last pg_dump.', exitCode: 2 };
const unbound: Words = {
  fault: 'does not prove that nobody is in between',
  hint: 'It has to offer SCRAM-SHA-256-PLUS over TLS; else take channel_binding=require from DATABASE_URL.',
  exitCode: 2,
};
const insecure: Words = {
  fault: 'cannot be spoken with over TLS',
  hint: 'Take sslmode from DATABASE_URL where the server has no TLS, or name its authority by sslrootcert.',
  exitCode: 2,
};

/** By SQLSTATE (postgresql.org/docs/current/errcodes-appendix.html), or by its class, the first two letters. */
const faults: Readonly<Record<string, Words>> = {
  '08': lost,
  '25006': readOnly,
  '28': refused,
  '3D000': missing,
  '42501': forbidden,
  '53100': full,
  '53200': full,
  '53300': crowded,
  '53400': crowded,
  '55P03': busy,
  '57014': busy,
  '57P01': lost,
  '57P02': lost,
  '57P03': unreachable,
  '57P05': lost,
  '58030': damaged,
  XX001: damaged,
  XX002: damaged,
};

/** By the codes of Node. */
const systemFaults: Readonly<Record<string, Words>> = {
  ECONNREFUSED: unreachable,
  ENOENT: unreachable,
  ENOTFOUND: unreachable,
  EAI_AGAIN: unreachable,
  ETIMEDOUT: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  EACCES: unreachable,
  ECONNRESET: lost,
  EPIPE: lost,
};

/** The library's own words where there is no code. */
const phrases: readonly [RegExp, Words][] = [
  [/timeout exceeded when trying to connect/i, { ...unreachable, fault: 'does not answer in time' }],
  [/timeout expired|connection timeout/i, { ...unreachable, fault: 'does not answer in time' }],
  [/connection terminated|connection ended|client has encountered a connection error|not queryable/i, lost],
  [/channel binding is required/, unbound],
  [/does not support SSL|SSL connection|self.signed|unable to verify|certificate/i, insecure],
  [/password must be a string|SASL|SCRAM/i, refused],
  // PgBouncer's.
  [/no such (user|database)|server login (has been )?fail|query_wait_timeout|no more connections/i, unreachable],
];

/** A failure of the database in words, or anything else as it is. `named` never holds the password. */
export function postgresFault(error: unknown, named: string): unknown {
  const words = wordsFor(error);
  return words ? new DatabaseFault(words, named) : error;
}

/** Whether PostgreSQL has taken a transaction back because of another, so that it can be done once more. */
export function isTransient(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === '40001' || code === '40P01';
}

function wordsFor(error: unknown): Words | undefined {
  if (!(error instanceof Error) || error instanceof ProblemError) return undefined;
  const { code, message, errors } = error as Error & { code?: string; errors?: unknown[] };
  // Of a host with several addresses, each has failed.
  if (errors?.[0]) return wordsFor(errors[0]);
  const byPhrase = () => phrases.find(([pattern]) => pattern.test(message))?.[1];
  if (code === undefined) return byPhrase();
  if (code.startsWith('08') || code === '28000') return byPhrase() ?? faults[code.slice(0, 2)];
  return faults[code] ?? faults[code.slice(0, 2)] ?? systemFaults[code] ?? byPhrase();
}
