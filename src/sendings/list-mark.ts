import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import { guardStateFiles } from '../publish/output/state-files.ts';
import type { RunProgress } from '../send/loop/loop.ts';
import type { Ledger, Sending } from '../store/ledger.ts';
import { writeAtomically } from '../system/files.ts';
import type { SendingOptions } from './options.ts';
import { nothingSent } from './refusal.ts';

/**
 * How far the last run of a list got, kept outside of its database: by it a copy that was taken in the middle of a run
 * and put back is known to be older.
 */
interface ListMark {
  /** The list's own number. */
  readonly list: number;
  readonly sending: number;
  /** How many lines the log of that sending had. */
  readonly outcomes: number;
}

type Place = Pick<Config, 'directory' | 'display'>;
type ListedPlace = Place & Pick<Config, 'list'>;

/**
 * Refuses a list that knows less than its last run did: readers who got a letter since would get it again.
 * @returns A warning where a person has said that this list is to be used.
 * @throws ProblemError with exit code 2.
 */
export async function refuseOlderList(
  config: ListedPlace,
  ledger: Pick<Ledger, 'list' | 'outcomes' | 'sendings'>,
  { olderList = false }: SendingOptions,
): Promise<Problem[]> {
  const mark = (await readMarks(config)).find(({ list }) => list === ledger.list);
  const known = mark ? await ledger.outcomes(mark.sending) : 0;
  if (!mark || known >= mark.outcomes) return [];
  const slug = (await ledger.sendings()).find(({ id }) => id === mark.sending)?.slug ?? 'its newest issue';
  const { named: list, isServer } = await config.list();
  const problem: Problem = {
    ...{ severity: 'error', rule: 'older-list' },
    message: `${list} is an older copy: of ${slug} it knows ${known} of the ${mark.outcomes} outcomes that the last run left`,
    hint: `Put the newest copy in its place${isServer ? '' : ', without the files that end in -wal and -shm'}. If this is all there is, add --older-list: whoever got a letter since this copy was made gets it again.`,
  };
  if (olderList) return [{ ...problem, severity: 'warning' }];
  throw new ProblemError([problem], { exitCode: 2, state: nothingSent });
}

/**
 * A warning where another list of this publication has sent letters and this one knows of no sending: tidings.db was
 * lost, and a new one was begun in its place.
 */
export async function lostListProblems(
  config: ListedPlace,
  ledger: Pick<Ledger, 'list' | 'sendings'>,
): Promise<Problem[]> {
  const marks = await readMarks(config);
  const isKnown = marks.some(({ list }) => list === ledger.list);
  if (isKnown || !marks.some(({ outcomes }) => outcomes > 0) || (await ledger.sendings()).some(({ open }) => !open))
    return [];
  return [
    {
      ...{ severity: 'warning', rule: 'lost-list' },
      message: `${(await config.list()).named} knows of no sending, though letters were sent from here`,
      hint: 'If the list was lost, put your newest copy in its place before you import or send: a new one does not know who has left and who has got which letter.',
    },
  ];
}

/** Raises the mark of a list while a sending of it runs. */
export class MarkedRun {
  readonly #config: Place;
  readonly #ledger: Pick<Ledger, 'list' | 'outcomes'>;
  readonly #sending: number;
  readonly #now: () => number;
  #begun = 0;
  #written = 0;
  #last = Number.NEGATIVE_INFINITY;
  #writing = Promise.resolve();

  private constructor(config: Place, ledger: Pick<Ledger, 'list' | 'outcomes'>, sending: number, now: () => number) {
    this.#config = config;
    this.#ledger = ledger;
    this.#sending = sending;
    this.#now = now;
  }

  /**
   * Begins with what the list knows. The mark of another sending stays until this one has an outcome more, for an older
   * copy may lack that sending alone; a list that is behind its mark was let pass by a person, so its mark is lowered.
   * @param now A clock in milliseconds that never goes back.
   * @throws ProblemError if the file cannot be written; nobody has got a letter by then.
   */
  static async begin(
    config: Place,
    ledger: Pick<Ledger, 'list' | 'outcomes'>,
    { id }: Pick<Sending, 'id'>,
    now: () => number,
  ): Promise<MarkedRun> {
    const run = new MarkedRun(config, ledger, id, now);
    run.#begun = run.#written = await ledger.outcomes(id);
    const before = (await readMarks(config)).find(({ list }) => list === ledger.list);
    const isOther = before !== undefined && before.sending !== id && before.outcomes > 0;
    const keeps = isOther && (await ledger.outcomes(before.sending)) >= before.outcomes;
    await run.#write(keeps ? before : { list: ledger.list, sending: id, outcomes: run.#begun });
    return run;
  }

  /** To be called with each outcome. Once a second is enough, and a file that cannot be written now is no reason to stop. */
  advance({ sent, failed, inDoubt, suppressed }: RunProgress): void {
    const outcomes = this.#begun + sent + failed + inDoubt + suppressed;
    if (outcomes <= this.#written || this.#now() - this.#last < 1_000) return;
    this.#written = outcomes;
    this.#last = this.#now();
    this.#raise(outcomes);
  }

  /** Notes what the list knows at the end. What goes wrong with the list then, the run itself has met. */
  async end(): Promise<void> {
    await this.#writing;
    const outcomes = await this.#ledger.outcomes(this.#sending).catch(() => 0);
    if (outcomes > this.#begun) this.#raise(outcomes);
    await this.#writing;
  }

  #raise(outcomes: number): void {
    const mark = { list: this.#ledger.list, sending: this.#sending, outcomes };
    this.#writing = this.#writing.then(() => this.#write(mark)).catch(() => undefined);
  }

  async #write(mark: ListMark): Promise<void> {
    const others = (await readMarks(this.#config)).filter(({ list }) => list !== mark.list);
    const text = `${JSON.stringify([...others, mark])}\n`;
    await guardStateFiles(this.#config, () => writeAtomically(fileIn(this.#config), text), nothingSent);
  }
}

/** None where the file is missing, as before the first run, or is no such file. */
async function readMarks({ directory }: Pick<Config, 'directory'>): Promise<ListMark[]> {
  const text = await readFile(fileIn({ directory }), 'utf8').catch(() => '[]');
  try {
    const marks: unknown = JSON.parse(text);
    return Array.isArray(marks) ? marks.filter(isMark) : [];
  } catch {
    return [];
  }
}

function isMark(value: unknown): value is ListMark {
  if (typeof value !== 'object' || value === null) return false;
  const { list, sending, outcomes } = value as Record<string, unknown>;
  return [list, sending, outcomes].every((number) => Number.isSafeInteger(number));
}

function fileIn({ directory }: Pick<Config, 'directory'>): string {
  return join(directory, '.tidings', 'list.json');
}
