import { styleText } from 'node:util';
import { counted, grouped } from '../lib/count-words.ts';
import { visible } from '../lib/escape.ts';
import { displayWidth } from '../lib/wrap.ts';
import { type Problem, placeWords } from './problem.ts';

/**
 * Problems as a person reads them in a terminal: place, severity, message, the line in a frame, the way out. Equal ones
 * are counted, and of a rule five are shown; `all` lists each.
 */
export function formatProblems(
  problems: readonly Problem[],
  options: { color?: boolean; state?: string; all?: boolean } = {},
): string {
  const paint: Paint = options.color
    ? (style, text) => styleText(style, text, { validateStream: false })
    : (_, text) => text;
  if (problems.length === 0) return options.state ? `${options.state}\n` : '';
  const entries = options.all ? problems.map((problem): Alike => [problem]) : briefly(problems, paint);
  const blocks = entries.map((entry) => (typeof entry === 'string' ? entry : formatAlike(entry, paint)));
  const closing = [countOf(problems), options.state].filter(Boolean).join(' ');
  return `${[...blocks, closing].join('\n')}\n`;
}

/** Equal problems, which differ in their places alone. */
type Alike = readonly [Problem, ...Problem[]];

/** So many different problems of one rule are shown; the others are counted. */
const mostOfRule = 5;

/** How many places are named of problems that are equal, or only counted. */
const mostPlaces = 3;

/**
 * Problems in their order. Equal ones are one entry, where the first of them is; of a rule that has many, the first
 * entries are together, and a line counts the rest.
 */
function briefly(problems: readonly Problem[], paint: Paint): (Alike | string)[] {
  const equals = [
    ...Map.groupBy(problems, ({ severity, rule, message, hint }) =>
      JSON.stringify([severity, rule, message, hint]),
    ).values(),
  ] as unknown as Alike[];
  const ruleOf = ([{ severity, rule }]: Alike) => `${severity} ${rule}`;
  const rules = Map.groupBy(equals, ruleOf);
  return equals.flatMap((entry): (Alike | string)[] => {
    const same = rules.get(ruleOf(entry))!;
    if (same.length <= mostOfRule) return [entry];
    return entry === same[0] ? [...same.slice(0, mostOfRule), paint('dim', moreOf(same.slice(mostOfRule).flat()))] : [];
  });
}

function moreOf(rest: readonly Problem[]): string {
  const places = placesOf(rest);
  return `and ${grouped(rest.length)} more of the rule "${rest[0]!.rule}"${places && `: ${places}`} (--all lists them)`;
}

function placesOf(problems: readonly Problem[]): string {
  const places = [
    ...new Set(
      problems.flatMap(({ file, line }) =>
        file === undefined ? [] : placeWords({ file, ...(line !== undefined && { line }) }, ''),
      ),
    ),
  ];
  const more = places.length > mostPlaces ? ` and ${grouped(places.length - mostPlaces)} more` : '';
  return places.slice(0, mostPlaces).join(', ') + more;
}

function formatAlike([problem, ...others]: Alike, paint: Paint): string {
  if (others.length < 2) return [problem, ...others].map((one) => formatProblem(one, paint)).join('\n');
  const places = placesOf([problem, ...others]);
  const times = paint('dim', `(${grouped(others.length + 1)} times)`);
  return [
    `${severityOf(problem, paint)}  ${visible(problem.message)} ${times}`,
    ...[places, visible(problem.hint ?? '')].filter(Boolean).map((line) => `  ${line}`),
  ].join('\n');
}

function severityOf({ severity }: Problem, paint: Paint): string {
  return paint(severity === 'error' ? 'red' : 'yellow', severity);
}

type Paint = (style: 'red' | 'yellow' | 'dim', text: string) => string;

function formatProblem(problem: Problem, paint: Paint): string {
  const lines = [`${placeWords(problem, '  ')}${severityOf(problem, paint)}  ${visible(problem.message)}`];
  lines.push(...frameOf(problem, paint));
  if (problem.hint) lines.push(`  ${visible(problem.hint)}`);
  return lines.join('\n');
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
