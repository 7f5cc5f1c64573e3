import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, writeAtomically } from '../system/files.ts';

/** What became of a step of a run. */
interface JournalLine {
  /** RFC 3339. */
  readonly at: string;
  /** A step, or the run as a whole. */
  readonly step: string;
  readonly outcome: 'begun' | 'done' | 'nothing' | 'failed';
  /** Of `publish` and `ping`: the state of the output that was published and told of. */
  readonly output?: string;
}

/** Lines that are kept: a year of a run a day. */
const most = 4_000;

/** The journal of runs, `.tidings/runs.jsonl`: what ended, and at which step a run was cut off. */
export class Journal {
  readonly #file: string;
  readonly #clock: () => Date;
  readonly #lines: JournalLine[];

  static async open(directory: string, clock: () => Date): Promise<Journal> {
    const file = join(directory, '.tidings', 'runs.jsonl');
    const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n').flatMap(readLine);
    if (lines.length > most) {
      const kept = lines.slice(-most / 2);
      await writeAtomically(file, kept.map((line) => `${JSON.stringify(line)}\n`).join(''));
      return new Journal(file, clock, kept);
    }
    await makeFolder(join(directory, '.tidings'));
    return new Journal(file, clock, lines);
  }

  private constructor(file: string, clock: () => Date, lines: JournalLine[]) {
    this.#file = file;
    this.#clock = clock;
    this.#lines = lines;
  }

  async note(step: string, outcome: JournalLine['outcome'], more: Pick<JournalLine, 'output'> = {}): Promise<void> {
    const line: JournalLine = { at: this.#clock().toISOString(), step, outcome, ...more };
    this.#lines.push(line);
    // After a power cut the last line may be half there: the next one begins anew.
    await appendFile(this.#file, `\n${JSON.stringify(line)}\n`, { flush: true });
  }

  /** The step at which the last run was cut off; undefined if it ended, well or not. */
  get cutOff(): JournalLine | undefined {
    const last = this.#lines.at(-1);
    return last && last.step !== 'run' && last.outcome === 'begun' ? last : undefined;
  }

  /** The output as a step left it the last time that it succeeded with it. */
  outputAfter(step: string): string | undefined {
    return this.#lines.findLast((line) => line.step === step && line.output !== undefined)?.output;
  }
}

function readLine(text: string): JournalLine[] {
  try {
    const line = JSON.parse(text) as Partial<JournalLine> | null;
    return typeof line?.step === 'string' && typeof line.outcome === 'string' ? [line as JournalLine] : [];
  } catch {
    return [];
  }
}
