import { appendFile, mkdir, truncate } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import type { Config } from '../../config/config.ts';
import { guardStateFiles } from './state-files.ts';

export interface BuildLockOptions {
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
  /** Called once if another process is at work. */
  readonly onWait?: (() => void) | undefined;
  /** Another turn than that of what changes a publication: a whole run holds its own while its steps take theirs. */
  readonly turn?: 'run';
}

/** Between two looks whether the other one is done, in milliseconds. */
const pause = 50;

/** SQLITE_BUSY. */
const busy = 5;

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
const damaged = [11, 26];

/**
 * Does what changes a publication while nobody else does: each reads first what the one before has written. It is
 * SQLite that waits its turn, for the system takes its lock from a process that dies, however it dies.
 */
export async function withBuildLock<Result>(
  config: Pick<Config, 'directory' | 'display'>,
  work: () => Promise<Result>,
  { signal, onWait, turn: name }: BuildLockOptions = {},
): Promise<Result> {
  const file = join(config.directory, '.tidings', name ? `turn-${name}` : 'turn');
  const turn = await guardStateFiles(config, () => openTurn(file));
  try {
    for (let looks = 0; !(await guardStateFiles(config, () => tryTake(turn, file))); looks += 1) {
      if (looks === 0) onWait?.();
      await setTimeout(pause, undefined, { signal });
    }
    return await work();
  } finally {
    turn.close();
  }
}

async function openTurn(file: string): Promise<DatabaseSync> {
  await mkdir(dirname(file), { recursive: true });
  return openedBy(file, () => new DatabaseSync(file, { timeout: 0 }));
}

/**
 * The file stays empty, and gets no journal. One that holds anything else is emptied and tried again, never removed:
 * two processes would each have a file of their own.
 */
async function tryTake(turn: DatabaseSync, file: string, isEmptied = false): Promise<boolean> {
  try {
    turn.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    const { errcode = 0 } = error as { errcode?: number };
    if (errcode === busy) return false;
    if (isEmptied || !damaged.includes(errcode & 0xff)) return openedBy(file, () => Promise.reject(error));
    await truncate(file);
    return tryTake(turn, file, true);
  }
}

/**
 * Node says what SQLite does not: why a file cannot be opened. It may not look where all is well, for to close a file
 * drops the locks that the process has on it.
 */
async function openedBy<Result>(file: string, open: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await open();
  } catch (error) {
    await appendFile(file, '');
    throw error;
  }
}
