import type { Writable } from 'node:stream';
import { formatProblems } from '../model/format-problems.ts';

let isWatched = false;

/**
 * Keeps an output that cannot be written from ending the program in its midst. That its reader stops early, as `head`
 * does, is no failure; anything else is told once and ends the program in 1.
 */
export function watchOutput(): void {
  if (isWatched) return;
  isWatched = true;
  const fail = () => {
    process.exitCode ||= 1;
  };
  // At the very end, for the command may end well after that.
  const failAtEnd = () => void process.on('exit', fail);
  process.stdout.on('error', failed(process.stderr, failAtEnd));
  // There is nowhere left to tell it, and a sender goes on without being watched.
  process.stderr.on('error', () => {});
}

/** Handles the errors of an output: one that nobody reads any more is silent. */
export function failed(messages: Pick<Writable, 'write'>, then: () => void) {
  let isTold = false;
  return ({ code = 'unknown' }: NodeJS.ErrnoException): void => {
    if (isTold || code === 'EPIPE') return;
    isTold = true;
    const message = `standard output cannot be written (${code})`;
    const hint = code === 'ENOSPC' ? 'Make room, or write to another disk.' : 'Write to another file or program.';
    const state = 'Only what would have been printed is missing.';
    messages.write(formatProblems([{ severity: 'error', rule: 'output', message, hint }], { state }));
    then();
  };
}

/** Writes pieces no faster than they are taken; ends early if they cannot be written or nobody takes them any more. */
export async function writeAll(output: Writable, pieces: AsyncIterable<string> | Iterable<string>): Promise<void> {
  let gathered = '';
  const write = async () => {
    const isTaken = output.write(gathered);
    gathered = '';
    if (!isTaken && output.writable) await settled(output);
  };
  for await (const piece of pieces) {
    gathered += piece;
    if (gathered.length > 65_536) await write();
    if (!output.writable) return;
  }
  await write();
}

/** Until there is room again, or there never will be. No listener stays, however many pieces there are. */
function settled(output: Writable): Promise<void> {
  const events = ['drain', 'close', 'error'];
  return new Promise((resolve) => {
    const done = () => {
      for (const event of events) output.off(event, done);
      resolve();
    };
    for (const event of events) output.on(event, done);
  });
}
