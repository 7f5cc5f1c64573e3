import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, writeAtomically } from '../system/files.ts';

/** What became of a step of a run. */
interface JournalLine {
  /** RFC 3339. */
  readonly at: string;
  /** A step; `run`, the run as a whole; or `schedule`, the first look of a server at its schedule. */
  readonly step: string;
  /** `missed`: a time of the schedule went by without a run, which was said and is not made up for. */
  readonly outcome: 'begun' | 'done' | 'nothing' | 'failed' | 'missed';
  /** Of `publish` and `ping`: the state of the output that was published and told of. */
  readonly output?: string;
}

/** How far the times of a schedule are dealt with. */
export interface Coverage {
  /** Times up to this instant had their run, or were said to be missed; absent where no run is known. */
  readonly until?: Date;
  /** When the last run failed, if none after it was done. */
  readonly failed?: Date;
}

/** Lines that are kept: a year of a run a day. */
const most = 4_000;

/** Clocks are set back a little; a line from farther in the future was written by one that was wrong. */
const tolerated = 3_600_000;

/** The journal of runs, `.tidings/runs.jsonl`: what ended, and at which step a run was cut off. */
export class Journal {
  readonly #file: string;
  readonly #clock: () => Date;
  readonly #lines: JournalLine[];

  static async open(directory: string, clock: () => Date): Promise<Journal> {
    const journal = await Journal.read(directory, clock);
    await makeFolder(join(directory, '.tidings'));
    if (journal.#lines.length > most) await journal.#shorten();
    return journal;
  }

  /** Opens it to read alone: nothing is made or written. */
  static async read(directory: string, clock: () => Date): Promise<Journal> {
    const file = join(directory, '.tidings', 'runs.jsonl');
    const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n').flatMap(readLine);
    return new Journal(file, clock, lines);
  }

  private constructor(file: string, clock: () => Date, lines: JournalLine[]) {
    this.#file = file;
    this.#clock = clock;
    this.#lines = lines;
  }

  /** Keeps the newest half, and of the rest what the next run has to know. */
  async #shorten(): Promise<void> {
    const old = this.#lines.splice(0, this.#lines.length - most / 2);
    const outputs = ['publish', 'ping'].map((step) => old.findLast((line) => line.step === step && line.output));
    const known = old.findLast(({ step }) => step === 'run' || step === 'schedule');
    this.#lines.unshift(...old.filter((line) => line === known || outputs.includes(line)));
    await writeAtomically(this.#file, this.#lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
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
    const isStep = last !== undefined && last.step !== 'run' && last.step !== 'schedule';
    return isStep && last.outcome === 'begun' ? last : undefined;
  }

  /** The output as a step left it the last time that it succeeded with it. */
  outputAfter(step: string): string | undefined {
    return this.#lines.findLast((line) => line.step === step && line.output !== undefined)?.output;
  }

  /** A run that was cut off covers nothing: its time is still to be made up for. */
  get coverage(): Coverage {
    const latest = this.#clock().getTime() + tolerated;
    let begun: Date | undefined;
    let coverage: Coverage = {};
    for (const { at, step, outcome } of this.#lines) {
      const time = new Date(at);
      if (!(time.getTime() <= latest)) continue;
      if (step === 'schedule') coverage = { ...coverage, until: coverage.until ?? time };
      if (step !== 'run') continue;
      if (outcome === 'begun') begun = time;
      if (outcome === 'done') coverage = { until: begun ?? time };
      if (outcome === 'missed') coverage = { until: time };
      if (outcome === 'failed') coverage = { ...coverage, failed: time };
    }
    return coverage;
  }

  /** How often something was noted of the run as a whole. */
  get ends(): number {
    return this.#lines.filter(({ step, outcome }) => step === 'run' && outcome !== 'begun').length;
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
