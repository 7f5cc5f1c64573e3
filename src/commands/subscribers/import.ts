import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Problem, ProblemError } from '../../model/problem.ts';
import type { MergeOutcome } from '../../store/subscriber-store.ts';
import type { Row } from '../../subscribers/entry.ts';
import { readList } from '../../subscribers/read-list.ts';
import type { Recognition } from '../../subscribers/service-list.ts';
import { isDeparture } from '../../subscribers/subscriber.ts';
import { Progress } from '../../system/progress.ts';
import type { ImportFlags } from '../flags.ts';
import type { Terminal } from '../terminal.ts';
import { type Export, formatImportReport, type ImportReport, jsonOf } from './import-report.ts';
import { type OpenList, withList } from './open-list.ts';

/** How many lines of a kind a person is shown; `--json` has them all. */
const shown = 20;

/** `tidings subscribers import <files...>`: reports the changes that lists would make, or with `--apply` stores them. */
export async function importLists(terminal: Terminal, files: readonly string[], flags: ImportFlags): Promise<number> {
  return withList(terminal, flags, async (list) => {
    const counts = { new: 0, changed: 0, unchanged: 0, refused: 0 };
    const report: ImportReport = { counts, first: [], problems: [], exports: [] };
    const outcomes = merged(terminal, files, flags, list, report);
    if (terminal.json) await terminal.stream(jsonOf(outcomes, report, flags.apply === true));
    else {
      for await (const _ of outcomes);
      terminal.warn(report.problems);
      await terminal.stream([formatImportReport(files, flags, list, report)]);
    }
    return report.counts.refused > 0 ? 1 : 0;
  });
}

async function* merged(
  terminal: Terminal,
  files: readonly string[],
  flags: ImportFlags,
  list: OpenList,
  report: ImportReport,
): AsyncGenerator<readonly MergeOutcome[]> {
  const apply = flags.apply === true;
  const progress = new Progress(process.stderr, 'lines');
  const reading = new Reading(terminal, files, flags, list, report);
  let lines = 0;
  try {
    await reading.measure();
    for await (const outcomes of list.subscribers.merge(reading.batches(), { apply })) {
      lines += outcomes.length;
      // Nobody knows how many lines there are, but all are about as long as those before.
      progress.update(lines, Math.round((lines * reading.size) / Math.max(reading.done, 1)));
      for (const [index, outcome] of outcomes.entries()) count(report, reading.rows[index]!, outcome, reading.exported);
      yield outcomes;
      terminal.signal.throwIfAborted();
    }
  } catch (error) {
    throw stopped(error, report, apply, terminal.signal.aborted);
  } finally {
    progress.end();
  }
}

/** The lists, one after the other, and how far they are read. */
class Reading {
  size = 0;
  /** The batch that was read last, and from whose export it is. */
  rows: readonly Row[] = [];
  exported: Export | undefined;
  readonly #terminal: Terminal;
  readonly #paths: ReadonlyMap<string, string>;
  readonly #flags: ImportFlags;
  readonly #list: OpenList;
  readonly #report: ImportReport;
  #before = 0;
  #stream: { readonly bytesRead: number } | undefined;

  constructor(terminal: Terminal, files: readonly string[], flags: ImportFlags, list: OpenList, report: ImportReport) {
    this.#terminal = terminal;
    this.#paths = new Map(files.map((file) => [file, resolve(terminal.context.cwd, file)]));
    this.#flags = flags;
    this.#list = list;
    this.#report = report;
  }

  /** In bytes. */
  get done(): number {
    return this.#before + (this.#stream?.bytesRead ?? 0);
  }

  async measure(): Promise<void> {
    const sizes = [...this.#paths.values()].map((path) => stat(path).catch(() => ({ size: 0 })));
    for (const { size } of await Promise.all(sizes)) this.size += size;
  }

  async *batches(): AsyncGenerator<readonly Row[]> {
    for (const [file, path] of this.#paths) {
      const stream = createReadStream(path);
      this.#stream = stream;
      this.exported = undefined;
      for await (const rows of readList(stream, this.#optionsFor(file))) {
        this.rows = this.#paths.size > 1 ? rows.map((row) => ({ ...row, file })) : rows;
        yield this.rows;
      }
      this.#stream = undefined;
      this.#before += stream.bytesRead;
    }
  }

  #optionsFor(file: string) {
    const { consent, unsubscribed } = this.#flags;
    return {
      file,
      fields: this.#list.fields,
      consent,
      unsubscribed,
      clock: this.#terminal.context.clock,
      warn: (problems: readonly Problem[]) => void this.#report.problems.push(...problems),
      recognised: (recognition: Recognition) => {
        this.exported = { file, recognition, active: 0, pending: 0, refusals: 0, leftOut: 0 };
        this.#report.exports.push(this.exported);
      },
    };
  }
}

function count(report: ImportReport, { entry }: Row, outcome: MergeOutcome, exported: Export | undefined): void {
  const { result } = outcome;
  const status = typeof entry === 'string' ? undefined : 'hash' in entry ? entry.reason : entry.status;
  report.counts[result] += 1;
  if (report.counts[result] <= shown) report.first.push({ ...outcome, ...(status && { status }) });
  if (!exported) return;
  if (result === 'refused') exported.leftOut += 1;
  else if (status && isDeparture(status)) exported.refusals += 1;
  else if (result === 'new') exported[status === 'pending' ? 'pending' : 'active'] += 1;
}

/** Rows stored before a read error stay, and count as unchanged the next time. */
function stopped(error: unknown, { counts }: ImportReport, apply: boolean, interrupted: boolean): unknown {
  const done = counts.new + counts.changed;
  const stored = done === 1 ? '1 person was stored' : `${done.toLocaleString('en')} people were stored`;
  const state = apply && done > 0 ? `${stored}; import the list again to go on.` : 'Nothing was stored.';
  if (error instanceof ProblemError) return new ProblemError(error.problems, { exitCode: error.exitCode, state });
  if (!interrupted) return error;
  return new ProblemError([{ severity: 'error', rule: 'interrupted', message: 'interrupted' }], { state });
}
