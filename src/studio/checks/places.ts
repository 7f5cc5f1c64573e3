import { readFile, realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Problem, placeWords } from '../../model/problem.ts';
import { isInside } from '../../system/inside.ts';

/** Where a finding is, for a person and for an editor. */
export interface FindingPlace {
  /** `articles/frost.md:3:7`; empty where it is in no file. */
  readonly words: string;
  /** The absolute path, if there is such a file in the publication. */
  readonly file?: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** The text of the line. */
  readonly text?: string | undefined;
}

/** Larger files are not read for a line: the finding says enough. */
const largest = 2 * 1024 * 1024;

/** Finds the places of findings. Each file is read once. */
export class Places {
  readonly #root: Promise<string>;
  readonly #cwd: string;
  readonly #files = new Map<
    string,
    Promise<{ readonly file: string; readonly lines: readonly string[] } | undefined>
  >();

  /** @param directory The publication folder. @param cwd What files of problems are relative to. */
  constructor(directory: string, cwd: string) {
    this.#root = realpath(directory).catch(() => directory);
    this.#cwd = cwd;
  }

  async of(problem: Problem): Promise<FindingPlace> {
    const { file, line, column } = problem;
    const words = placeWords(problem, '');
    if (file === undefined) return { words };
    const found = this.#files.get(file) ?? this.#read(file);
    this.#files.set(file, found);
    const there = await found;
    if (!there) return { words };
    return { words, file: there.file, line, column, text: line === undefined ? undefined : there.lines[line - 1] };
  }

  async #read(named: string) {
    const file = resolve(this.#cwd, named);
    // A message, or a file of a theme that comes with Tidings, is nobody's to open.
    const real = await realpath(file).catch(() => undefined);
    if (real === undefined || !isInside(await this.#root, real)) return undefined;
    const kind = await stat(real).catch(() => undefined);
    if (!kind?.isFile()) return undefined;
    const text = kind.size > largest ? '' : await readFile(real, 'utf8').catch(() => '');
    return { file, lines: text.split(/\r\n|\n|\r/) };
  }
}
