import type { RunContext } from '../config/config.ts';
import { formatProblems } from '../model/format-problems.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import { asCalled } from './as-called.ts';
import type { ResultName, Results } from './json/results.ts';
import { watchOutput, writeAll } from './output.ts';

/** Where a command speaks: results to stdout, messages to stderr, or one JSON value to stdout. */
export interface Terminal {
  readonly json: boolean;
  readonly context: RunContext;
  /** Aborted by Ctrl-C, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
  /**
   * Aborted by the second one, to cut waiting short; a moment later, or with the third one, the process ends. Where a
   * command never asks for this signal, the second one ends the process.
   */
  readonly hurry: AbortSignal;
  /** The result by the name of its schema: the text for a person, or the value with `--json`. */
  result<Name extends ResultName>(name: Name, text: string, value: Results[Name]): void;
  /** A result of any length, piece by piece, no faster than it is taken; ends early if nobody takes it any more. */
  stream(pieces: AsyncIterable<string> | Iterable<string>): Promise<void>;
  /** A person's answer; undefined without a terminal. */
  ask(question: string): Promise<string | undefined>;
  /** Prints a note for people, apart from the result that programs read. */
  note(text: string): void;
  /** Warnings that came with a result; with `--json` they are part of its value. */
  warn(problems: readonly Problem[], state?: string): void;
  /** Prints the problems that stopped the command. */
  refuse(problems: readonly Problem[], state: string): void;
}

/** Milliseconds in which a command may put in order what it has under way, after the second Ctrl-C. */
const lastMoments = 5000;

/** Ctrl-C, the end of a service, and a terminal that goes away, as with a closed SSH session. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface TerminalOptions {
  readonly json?: boolean;
  /** Whether a command prints several results: with `json` a line for each. */
  readonly isSeries?: boolean;
  /** Whether each problem is listed, however many are alike. */
  readonly all?: boolean;
}

export function openTerminal({ json = false, isSeries = false, all = false }: TerminalOptions): Terminal {
  const written = (value: object) => asCalled(`${JSON.stringify(value, null, isSeries ? 0 : 2)}\n`);
  const color = process.env.FORCE_COLOR
    ? process.env.FORCE_COLOR !== '0'
    : process.stderr.isTTY === true && !process.env.NO_COLOR;
  const interrupt = new AbortController();
  watchOutput();
  const hurry = new AbortController();
  let isHeeded = false;
  const stop = (signal: NodeJS.Signals) => {
    if (!interrupt.signal.aborted) return interrupt.abort(new Interrupted());
    for (const one of signals) process.off(one, stop);
    // Without a listener the system ends the process, even one that waits for a pipe on another thread.
    const end = () => process.kill(process.pid, signal);
    if (!isHeeded) return end();
    hurry.abort(new Interrupted());
    setTimeout(end, lastMoments).unref();
  };
  for (const signal of signals) process.on(signal, stop);
  const print = (problems: readonly Problem[], state?: string) => {
    if (problems.length > 0)
      process.stderr.write(asCalled(formatProblems(problems, { color, all, ...(state && { state }) })));
  };
  return {
    json,
    context: { cwd: process.cwd(), environment: process.env, clock: () => new Date(), warn: print },
    signal: interrupt.signal,
    get hurry() {
      isHeeded = true;
      return hurry.signal;
    },
    result: (_, text, value) => void process.stdout.write(json ? written(value) : asCalled(text)),
    stream: (pieces) => writeAll(process.stdout, pieces),
    ask: (question) => (json ? Promise.resolve(undefined) : ask(question, interrupt)),
    note: (text) => void (json || process.stderr.write(asCalled(text))),
    warn: (problems, state) => json || print(problems, state),
    refuse: (problems, state) =>
      json ? void process.stdout.write(written({ problems, state })) : print(problems, state),
  };
}

/** The same terminal, whose work also ends by a signal of its own. */
export function stoppedBy(terminal: Terminal, signal: AbortSignal): Terminal {
  return Object.create(terminal, { signal: { value: signal } }) as Terminal;
}

/** How a command waits for others that change the same publication. */
export function waiting({ signal, note }: Terminal) {
  return { signal, onWait: () => note('Waiting for another tidings to finish with this publication.\n') };
}

/** Thrown after Ctrl-C. */
class Interrupted extends Error {}

async function ask(question: string, interrupt: AbortController): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const { createInterface } = await import('node:readline/promises');
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  // While it reads, Ctrl-C is a key to it.
  reader.once('SIGINT', () => interrupt.abort(new Interrupted()));
  try {
    return await reader.question(question, { signal: interrupt.signal });
  } finally {
    reader.close();
  }
}

/**
 * Runs a command and turns its errors into words and an exit code:
 * 1 problems in content, 2 wrong usage or configuration, 130 interrupted.
 */
export async function guarded(
  terminal: Terminal,
  debug: boolean,
  command: (terminal: Terminal) => Promise<number>,
): Promise<number> {
  try {
    return await command(terminal);
  } catch (error) {
    const { aborted } = terminal.signal;
    if (error instanceof ProblemError) {
      terminal.refuse(error.problems, error.state);
      return aborted ? 130 : error.exitCode;
    }
    if (aborted) {
      const state = 'Nothing was written and nothing was sent.';
      if (terminal.json) terminal.refuse([{ severity: 'error', rule: 'interrupted', message: 'interrupted' }], state);
      else process.stderr.write(`Interrupted. ${state}\n`);
      return 130;
    }
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const words = debug ? (stack ?? message) : message.split('\n')[0];
    process.stderr.write(`This is a defect of Tidings: ${words}\n`);
    if (!debug)
      process.stderr.write('Please report it with the command you ran and what it prints with --debug added.\n');
    return 1;
  }
}
