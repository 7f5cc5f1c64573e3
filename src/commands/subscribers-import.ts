import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Progress } from '../lib/progress.ts';
import { type Problem, ProblemError } from '../problem.ts';
import { readList } from '../subscribers/read-list.ts';
import type { Outcome } from '../subscribers/store.ts';
import { quoted } from './quoted.ts';
import type { ImportFlags } from './subscribers-program.ts';
import { type OpenList, withList } from './subscribers-store.ts';
import type { Terminal } from './terminal.ts';

/** How many lines of a kind a person is shown; `--json` has them all. */
const shown = 20;
const kinds = ['new', 'changed', 'unchanged', 'refused'] as const;

/** What became of a list so far. */
interface Report {
  readonly counts: Record<Outcome['result'], number>;
  /** The first of each kind. */
  readonly first: Outcome[];
  readonly problems: Problem[];
}

/** `tidings subscribers import <file>`: tells what a list would change, or with `--apply` stores it. */
export async function importList(terminal: Terminal, file: string, flags: ImportFlags): Promise<number> {
  return withList(terminal, flags, async (list) => {
    const report: Report = { counts: { new: 0, changed: 0, unchanged: 0, refused: 0 }, first: [], problems: [] };
    const outcomes = merged(terminal, file, flags, list, report);
    if (terminal.json) await terminal.stream(jsonOf(outcomes, report, flags.apply === true));
    else {
      for await (const _ of outcomes);
      terminal.warn(report.problems);
      terminal.result(textOf(file, flags, list, report), {});
    }
    return report.counts.refused > 0 ? 1 : 0;
  });
}

async function* merged(
  terminal: Terminal,
  file: string,
  { consent, apply = false }: ImportFlags,
  { store, fields }: OpenList,
  report: Report,
): AsyncGenerator<readonly Outcome[]> {
  const { cwd, clock } = terminal.surroundings;
  const warn = (problems: readonly Problem[]) => void report.problems.push(...problems);
  const path = resolve(cwd, file);
  const bytes = await stat(path).catch(() => undefined);
  const stream = createReadStream(path);
  const rows = readList(stream, { file, fields, consent, clock, warn });
  const progress = new Progress(process.stderr, 'lines');
  let lines = 0;
  try {
    for await (const outcomes of store.merge(rows, { apply })) {
      lines += outcomes.length;
      // Nobody knows how many lines there are, but all are about as long as those before.
      progress.update(lines, Math.round((lines * (bytes?.size ?? 0)) / Math.max(stream.bytesRead, 1)));
      for (const outcome of outcomes) {
        report.counts[outcome.result] += 1;
        if (report.counts[outcome.result] <= shown) report.first.push(outcome);
      }
      yield outcomes;
      terminal.signal.throwIfAborted();
    }
  } catch (error) {
    throw stopped(error, report, apply, terminal.signal.aborted);
  } finally {
    progress.end();
  }
}

/** What was stored before a list could not be read on stays, and is nothing new the next time. */
function stopped(error: unknown, { counts }: Report, apply: boolean, interrupted: boolean): unknown {
  const done = counts.new + counts.changed;
  const state =
    apply && done > 0 ? `${done} people were stored; import the list again to go on.` : 'Nothing was stored.';
  if (error instanceof ProblemError) return new ProblemError(error.problems, { exitCode: error.exitCode, state });
  if (!interrupted) return error;
  return new ProblemError([{ severity: 'error', rule: 'interrupted', message: 'interrupted' }], { state });
}

async function* jsonOf(outcomes: AsyncIterable<readonly Outcome[]>, report: Report, apply: boolean) {
  let before = '{"lines": [\n';
  for await (const batch of outcomes) {
    yield before + batch.map((outcome) => JSON.stringify(outcome)).join(',\n');
    before = ',\n';
  }
  const { counts, problems } = report;
  yield `${before.startsWith('{') ? before : '\n'}], "counts": ${JSON.stringify(counts)}, "applied": ${apply}, "problems": ${JSON.stringify(problems)}}\n`;
}

function textOf(file: string, { apply, consent }: ImportFlags, { at }: OpenList, { counts, first }: Report): string {
  const lines = kinds.flatMap((kind) => {
    if (kind === 'unchanged') return [];
    const some = first.filter(({ result }) => result === kind);
    const rest = counts[kind] - some.length;
    return [
      ...some.map(
        ({ line, address, reason }) => `${file}:${line}  ${kind}  ${visible(address)}${reason ? `: ${reason}` : ''}`,
      ),
      ...(rest > 0 ? [`and ${rest} more ${kind}`] : []),
    ];
  });
  const total = kinds.map((kind) => `${counts[kind]} ${kind}`).join(', ');
  const again = consent === undefined ? '' : ` --consent ${quoted(consent)}`;
  const next = apply
    ? `Next:\n  npx tidings subscribers${at}`
    : `Nothing was stored. To store it:\n  npx tidings subscribers import ${quoted(file)}${again}${at} --apply`;
  return `${[...lines, `${total}.`, next].join('\n')}\n`;
}

/** A cell of somebody's list must not steer the terminal. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, '\ufffd').slice(0, 100);
}
