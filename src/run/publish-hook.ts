import { spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Problem, ProblemError } from '../model/problem.ts';
import { filesBelow, signatureOf } from '../system/files.ts';

/** What tells one state of the output from another, without reading its files. */
export async function outputState(output: string): Promise<string> {
  const files = await filesBelow(output);
  const signed = files.map((file) => `${file} ${signatureOf(join(output, file))}`);
  return hash('sha256', signed.join('\n')).slice(0, 32);
}

export interface PublishHook {
  /** A command for the shell. */
  readonly command: string;
  /** The publication, absolute: where the command begins. */
  readonly directory: string;
  /** Absolute; the command gets it as `TIDINGS_OUTPUT`. */
  readonly output: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/**
 * Runs the command that brings the output onto the web.
 * @throws ProblemError with the end of what it printed, if it fails.
 */
export async function publishBy({ command, directory, output, environment, signal }: PublishHook): Promise<void> {
  const env = { ...environment, TIDINGS_OUTPUT: output };
  const child = spawn(command, { shell: true, cwd: directory, env, stdio: ['ignore', 'pipe', 'pipe'], signal });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-longest);
    });
  const [code, killedBy] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  if (code === 0) return;
  throw new ProblemError([failure(code === null ? `was ended by ${killedBy}` : `ended with ${code}`, printed)]);
}

const longest = 2_000;

function failure(how: string, printed: string): Problem {
  const last = printed.trim().split('\n').slice(-5).join(' / ');
  return {
    severity: 'error',
    rule: 'publish',
    message: `the command of TIDINGS_PUBLISH ${how}${last && `: ${last}`}`,
    hint: 'Try it by hand in the folder of the publication. The next run does it again.',
  };
}
