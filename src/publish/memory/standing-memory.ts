import { unchangedSince } from '../../system/file-state.ts';
import { changesBetween, type TreeChanges } from '../../system/tree-changes.ts';
import type { TreeState } from '../../system/tree-state.ts';
import type { MemoryDatabase } from './memory-database.ts';

export const standingTable = `
  CREATE TABLE standing (
    output INTEGER PRIMARY KEY, digest TEXT NOT NULL, states TEXT NOT NULL, files INTEGER NOT NULL,
    inputs TEXT, until INTEGER, summary TEXT
  );
  CREATE TABLE tree (output INTEGER PRIMARY KEY, lines TEXT NOT NULL);`;

/** What is told of a build, and from when until when that is true. */
export interface ToldBuild {
  readonly from: number;
  readonly until: number;
  /** The addresses of articles that no output holds. */
  readonly held: readonly string[];
  /** Plain values. */
  summary(): unknown;
}

/** The summary that the last build gave of the output. */
export interface LastBuild {
  readonly summary: unknown;
  /** How many files it has. */
  readonly files: number;
  readonly from: number;
  readonly until: number;
  readonly held: readonly string[];
}

/** What a build that left a whole output behind knew. */
export interface Standing {
  /** Of the publication, and of what its files are made with besides. */
  readonly digest: string;
  /** Other files, absolute, that have to be as that build left them; and their states, a line each. */
  readonly besides: readonly string[];
  readonly states: string;
  /** How many files the output has. */
  readonly files: number;
  /** What the next build can tell without reading anything, if it can. */
  readonly told?: ToldBuild | undefined;
}

/** Whether the whole output stands as an earlier build left it. */
export class StandingMemory {
  readonly #database: MemoryDatabase;
  readonly #output: number;
  /** The state of all inputs, as it was before the first of them was read. */
  readonly #inputs: TreeState | undefined;

  constructor(database: MemoryDatabase, output: number, inputs: TreeState | undefined) {
    this.#database = database;
    this.#output = output;
    this.#inputs = inputs;
  }

  /** The states of other files and the number of those of the output, if a build from the same left it. */
  of(digest: string, besides: readonly string[]): Pick<Standing, 'states' | 'files'> | undefined {
    const [row] = this.#database.all('SELECT digest, states, files FROM standing WHERE output = ?', this.#output);
    const states = row?.digest === digest ? statesSince(String(row.states), besides) : undefined;
    return states === undefined ? undefined : { states, files: Number(row!.files) };
  }

  /** What was told of it, if not one of its inputs has changed since, nor any of the other files. */
  summary(besides: readonly string[], now: number): LastBuild | undefined {
    const known = this.#last(besides, now);
    if (!known || known.digest !== this.#inputs?.digest) return undefined;
    return known.recent.every(([path, state]) => unchangedSince(state, path) !== undefined) ? known.build : undefined;
  }

  /** The same and the files that have changed since, where these are all plain files that are there. */
  changed(besides: readonly string[], now: number): (LastBuild & { readonly changes: TreeChanges }) | undefined {
    const known = this.#last(besides, now);
    const [tree] = this.#database.all('SELECT lines FROM tree WHERE output = ?', this.#output);
    if (!known || !this.#inputs || typeof tree?.lines !== 'string') return undefined;
    const changes = changesBetween(tree.lines.split('\n'), this.#inputs.lines);
    if (!changes) return undefined;
    const { added, edited } = changes;
    const isSame = ([path, state]: readonly [string, string]) =>
      edited.includes(path) || unchangedSince(state, path) !== undefined;
    const others = known.recent.filter((one) => !isSame(one)).map(([path]) => path);
    return { ...known.build, changes: { added, edited: [...edited, ...others] } };
  }

  #last(besides: readonly string[], now: number) {
    const sql = 'SELECT states, files, inputs, until, summary FROM standing WHERE output = ?';
    const [row] = this.#database.all(sql, this.#output);
    if (!this.#inputs || typeof row?.inputs !== 'string') return undefined;
    const { digest, recent, from, held } = JSON.parse(row.inputs) as Pick<TreeState, 'digest' | 'recent'> &
      Pick<ToldBuild, 'from' | 'held'>;
    const until = Number(row.until);
    if (from > now || now >= until || statesSince(String(row.states), besides) === undefined) return undefined;
    const build = { summary: JSON.parse(String(row.summary)) as unknown, files: Number(row.files), from, until, held };
    return { digest, recent, build };
  }

  keep({ digest, states, files, told }: Standing): void {
    const known = this.#inputs && told;
    const values = [
      this.#output,
      digest,
      states,
      files,
      this.#inputs && told
        ? JSON.stringify({ digest: this.#inputs.digest, recent: this.#inputs.recent, from: told.from, held: told.held })
        : null,
      known ? told.until : null,
      known ? JSON.stringify(told.summary()) : null,
    ];
    this.#database.keep(() => {
      this.#database.run('REPLACE INTO standing VALUES (?, ?, ?, ?, ?, ?, ?)', ...values);
      if (known) this.#database.run('REPLACE INTO tree VALUES (?, ?)', this.#output, this.#inputs!.lines.join('\n'));
    });
  }

  forget(): void {
    this.#database.keep(() => this.#database.run('DELETE FROM standing WHERE output = ?', this.#output));
  }
}

/** The states by which files are known from now on; undefined if one of them has changed. */
function statesSince(before: string, paths: readonly string[]): string | undefined {
  const lines = before.split('\n');
  const states = paths.map((path, index) => unchangedSince(lines[index] ?? '', path));
  return states.includes(undefined) ? undefined : states.join('\n');
}
