import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { RunEnd } from './schedule-step.ts';

export interface RunProcess {
  /** The program and its arguments, which print one JSON value. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** The result of `tidings run --json`, as far as it is needed here. */
interface Printed {
  readonly steps?: readonly { readonly step: string; readonly words?: string }[];
  readonly resumed?: string;
  readonly problems?: readonly { readonly severity?: string; readonly message: string }[];
  readonly state?: string;
}

/**
 * Does a run in a process of its own, so that a build keeps no page waiting. Ctrl-C does not reach it: the signal asks
 * it to stop, and it is waited for.
 */
export async function runByProcess({ command, cwd, environment, signal }: RunProcess): Promise<RunEnd> {
  const [program, ...parameters] = command;
  const child = spawn(program!, parameters, {
    cwd,
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: isUnix,
  });
  // With the command by which it publishes, which is in its group.
  const stop = () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    if (isUnix) process.kill(-child.pid, 'SIGTERM');
    else child.kill();
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      printed[name] = (printed[name] + text).slice(-longest);
    });
  try {
    const [code, killedBy] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    if (signal.aborted) return { isDone: false, words: 'stopped with the server; the next one goes on' };
    return endOf(code ?? `ended by ${killedBy}`, printed);
  } catch (error) {
    return { isDone: false, words: `could not begin: ${(error as Error).message}` };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

const isUnix = process.platform !== 'win32';
const longest = 1_000_000;

/** Sent to all, and sent to some while others refused: both are an end. */
const ends: readonly (number | string)[] = [0, 3];

function endOf(
  code: number | string,
  { stdout, stderr }: { readonly stdout: string; readonly stderr: string },
): RunEnd {
  const { steps = [], resumed, problems = [], state } = printedIn(stdout);
  const isDone = ends.includes(code);
  const parts = steps.flatMap(({ step, words }) =>
    words === undefined ? [] : [`${step}: ${words.replace(/\.$/, '')}`],
  );
  const before = resumed === undefined ? [] : [`the one before was cut off at "${resumed}"`];
  if (isDone) return { isDone, words: [...before, ...(parts.length > 0 ? parts : ['nothing was due'])].join('; ') };
  const fault = problems.find(({ severity }) => severity === 'error') ?? problems[0];
  const reason = fault?.message ?? stderr.trim().split('\n').at(-1) ?? '';
  const where = /The run stopped at "\w+"/.exec(state ?? '')?.[0].replace('The run stopped', '') ?? '';
  const how = typeof code === 'number' ? `failed${where} with ${code}` : code;
  return { isDone, words: [...before, ...parts, `${how}${reason && `: ${reason.split('\n')[0]}`}`].join('; ') };
}

function printedIn(stdout: string): Printed {
  try {
    return (JSON.parse(stdout) ?? {}) as Printed;
  } catch {
    return {};
  }
}
