import { styleText } from 'node:util';
import { counted } from '../lib/count-words.ts';
import { visible } from '../lib/escape.ts';
import { displayWidth } from '../lib/wrap.ts';

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
    super(problems.map((problem) => `${placeOf(problem)}${problem.message}`).join('\n'));
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

/** Problems as a person reads them in a terminal: place, severity, message, the line in a frame, the way out. */
export function formatProblems(
  problems: readonly Problem[],
  options: { color?: boolean; state?: string } = {},
): string {
  const paint: Paint = options.color
    ? (style, text) => styleText(style, text, { validateStream: false })
    : (_, text) => text;
  if (problems.length === 0) return options.state ? `${options.state}\n` : '';
  const blocks = kindsOf(problems).flatMap(({ shown, rest }) => [
    ...shown.map((problem) => formatProblem(problem, paint)),
    ...(rest.length > 0 ? [paint('dim', moreOf(rest))] : []),
  ]);
  const closing = [countOf(problems), options.state].filter(Boolean).join(' ');
  return `${[...blocks, closing].join('\n')}\n`;
}

/** Of more problems than this with one rule and one way out, the first few are shown and the others counted. */
const mostAlike = 10;
const fewAlike = 5;

interface Alike {
  readonly shown: readonly Problem[];
  readonly rest: readonly Problem[];
}

/** Problems in their order, but those of a kind that has many stand together where the first of them stands. */
function kindsOf(problems: readonly Problem[]): Alike[] {
  const kindOf = ({ severity, rule, hint }: Problem) => JSON.stringify([severity, rule, hint]);
  const kinds = Map.groupBy(problems, kindOf);
  const seen = new Set<string>();
  return problems.flatMap((problem): Alike[] => {
    const kind = kindOf(problem);
    const alike = kinds.get(kind)!;
    if (alike.length <= mostAlike) return [{ shown: [problem], rest: [] }];
    if (seen.has(kind)) return [];
    seen.add(kind);
    return [{ shown: alike.slice(0, fewAlike), rest: alike.slice(fewAlike) }];
  });
}

/** The places of problems that are only counted. */
function moreOf(rest: readonly Problem[]): string {
  const all = [...new Set(rest.filter(({ file }) => file !== undefined).map((problem) => placeOf(problem, '')))];
  const named = all.slice(0, 8).join(', ');
  const places = named === '' ? '' : `: ${named}${all.length > 8 ? ', …' : ''}`;
  return `and ${rest.length} more of this kind${places} (--json lists them all)`;
}

type Paint = (style: 'red' | 'yellow' | 'dim', text: string) => string;

function formatProblem(problem: Problem, paint: Paint): string {
  const severity = paint(problem.severity === 'error' ? 'red' : 'yellow', problem.severity);
  const place = placeOf(problem, '  ');
  const lines = [`${place}${severity}  ${visible(problem.message)}`];
  lines.push(...frameOf(problem, paint));
  if (problem.hint) lines.push(`  ${visible(problem.hint)}`);
  return lines.join('\n');
}

function placeOf(problem: Problem, separator = ': '): string {
  if (problem.file === undefined) return '';
  const position =
    problem.line === undefined ? '' : `:${problem.line}${problem.column === undefined ? '' : `:${problem.column}`}`;
  return `${visible(problem.file)}${position}${separator}`;
}

/** The longest piece of a line that a frame shows; a minified file must not flood the terminal. */
const frameWidth = 100;

function frameOf(problem: Problem, paint: Paint): string[] {
  if (problem.excerpt === undefined || problem.line === undefined) return [];
  const column = problem.column ?? 1;
  // A window that keeps the marked place in sight, however long the line is.
  const start = column > frameWidth - 20 ? column - 41 : 0;
  const text = visible(problem.excerpt.slice(start, start + frameWidth));
  const number = String(problem.line);
  const lines = [paint('dim', `  ${number} │ `) + text];
  if (problem.column !== undefined) {
    const before = text.slice(0, column - 1 - start);
    const marked = text.slice(before.length, before.length + (problem.length ?? 1));
    const marks = ' '.repeat(displayWidth(before)) + paint('red', '~'.repeat(Math.max(displayWidth(marked), 1)));
    lines.push(paint('dim', `  ${' '.repeat(number.length)} │ `) + marks);
  }
  return lines;
}

function countOf(problems: readonly Problem[]): string {
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const warnings = problems.length - errors;
  const parts = [errors > 0 && counted(errors, 'error'), warnings > 0 && counted(warnings, 'warning')];
  return `${parts.filter(Boolean).join(', ')}.`;
}

/** The words of a warning; the caller adds its severity and position. */
export type ProblemText = Required<Pick<Problem, 'rule' | 'message' | 'hint'>>;
