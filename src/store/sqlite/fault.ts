import { DatabaseFault } from '../common/fault.ts';

const inUse = ['is in use by another program for too long', 'Wait until that is done, then run this again.'] as const;

/** SQLite's result codes (sqlite.org/rescode.html) that a person can do something about. */
const faults: Readonly<Record<number, readonly [message: string, hint: string]>> = {
  5: inUse,
  6: inUse,
  8: ['cannot be written', 'Make the file and its folder writable for yourself.'],
  10: [
    'cannot be read or written',
    'Look whether the disk is full or failing; a network folder is no place for a database.',
  ],
  11: ['is damaged', 'Put your last backup in its place, without the files that end in -wal and -shm.'],
  13: ['has no room left on the disk', 'Make room, then run this again.'],
  14: ['cannot be opened', 'Make the file and its folder readable and writable for yourself.'],
  23: ['cannot be opened', 'Make the file and its folder readable and writable for yourself.'],
  26: ['is no database', 'Put your last backup in its place, or move it away.'],
};

/** The command line and the settings are right: run again, it may go well. */
const passing: ReadonlySet<string | undefined> = new Set([5, 6, 10, 13].map((code) => faults[code]?.[0]));

/** A failure of the database in words, or anything else as it is. `named` is the file as the person knows it. */
export function inWords(error: unknown, named: string): unknown {
  const { code, errcode } = error as { code?: string; errcode?: number };
  // Extended codes keep the plain one in their lowest byte.
  const fault = code === 'ERR_SQLITE_ERROR' ? faults[(errcode ?? 0) & 0xff] : faultOfSystem(code);
  if (!fault) return error;
  const [message, hint] = fault;
  const exitCode = passing.has(message) ? 1 : 2;
  return new DatabaseFault({ fault: message, hint, exitCode, isBusy: fault === inUse }, named);
}

function faultOfSystem(code: string | undefined) {
  if (code === 'ENOSPC') return faults[13];
  return code === 'EACCES' || code === 'EPERM' || code === 'EISDIR' || code === 'EROFS' ? faults[14] : undefined;
}
