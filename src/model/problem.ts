import { visible } from '../lib/escape.ts';

/** Something that a person has to mend (`error`) or should know (`warning`). */
export interface Problem {
  readonly severity: 'error' | 'warning';
  /** A short stable name in kebab-case, such as `unknown-key`, for `--json` and for `--ignore`. */
  readonly rule: string;
  /** The fault: lower case at its start, no full stop at its end. */
  readonly message: string;
  /** How to mend it: one or two whole sentences. */
  readonly hint?: string;
  /** The file as the person would type it. */
  readonly file?: string;
  /** Counted from 1. */
  readonly line?: number;
  /** Counted from 1, in UTF-16 code units. */
  readonly column?: number;
  /** How many code units of the line the problem covers. */
  readonly length?: number;
  /** The text of that line, for the frame under the message. */
  readonly excerpt?: string;
}

/** The place of a key path in the file, to hang a later finding on. */
export type Locate = (
  path: readonly PropertyKey[],
  target?: 'key' | 'value',
) => Pick<Problem, 'file' | 'line' | 'column' | 'length' | 'excerpt'>;

/**
 * Stops a command with problems instead of a stack trace.
 * `exitCode`: 1 for problems in content, 2 for wrong usage or configuration.
 * `state` names the state that was left, such as "Nothing was written."
 */
export class ProblemError extends Error {
  readonly problems: readonly Problem[];
  readonly exitCode: 1 | 2;
  readonly state: string;

  constructor(problems: readonly Problem[], options: { exitCode?: 1 | 2; state?: string } = {}) {
    super(problems.map((problem) => `${placeWords(problem)}${problem.message}`).join('\n'));
    this.name = 'ProblemError';
    this.problems = problems;
    this.exitCode = options.exitCode ?? 1;
    this.state = options.state ?? 'Nothing was written.';
  }
}

/** Throws a ProblemError if there are problems. `state` names the state that was left. */
export function refuseBecause(problems: readonly Problem[], exitCode: 1 | 2, state: string): void {
  if (problems.length > 0) throw new ProblemError(problems, { exitCode, state });
}

/** Rethrows a ProblemError with the state of the whole, where its own speaks of a step. Other errors pass as they are. */
export function withState(state: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof ProblemError)) throw error;
    throw new ProblemError(error.problems, { exitCode: error.exitCode, state });
  };
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}

/** The words of a warning; the caller adds its severity and position. */
export type ProblemText = Required<Pick<Problem, 'rule' | 'message' | 'hint'>>;

/** `articles/a.md:3:7: `, or nothing for a problem without a file. */
export function placeWords(problem: Pick<Problem, 'file' | 'line' | 'column'>, separator = ': '): string {
  if (problem.file === undefined) return '';
  const position =
    problem.line === undefined ? '' : `:${problem.line}${problem.column === undefined ? '' : `:${problem.column}`}`;
  return `${visible(problem.file)}${position}${separator}`;
}
