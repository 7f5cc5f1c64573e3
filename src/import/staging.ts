import { existsSync, linkSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ProblemError } from '../model/problem.ts';
import type { ArchiveFile } from './archive-media.ts';
import type { Archive } from './archive-shape.ts';

/** In bytes; no picture of an article is larger, and few sounds are. */
const largestFile = 2_000_000_000;

const prefix = '.import-';

/**
 * Articles on their way into a folder: they are written into a hidden folder in it, which no build reads, and moved
 * when all of them are whole.
 */
export class Staging {
  readonly #folder: string;
  readonly #stage: string;
  readonly #display: (file: string) => string;
  /** The names in the folder that are to be moved. */
  readonly #names: string[] = [];

  /** @param folder The folder of articles, which is made if it is not there. */
  constructor(folder: string, display: (file: string) => string) {
    this.#folder = folder;
    this.#stage = join(folder, `${prefix}${process.pid}`);
    this.#display = display;
  }

  /** Removes what a killed import has left. Nobody else imports at this time. */
  async begin(): Promise<void> {
    await this.#guarded(async () => {
      await mkdir(this.#folder, { recursive: true });
      for (const name of await readdir(this.#folder))
        if (name.startsWith(prefix)) await rm(join(this.#folder, name), { recursive: true, force: true });
      await mkdir(this.#stage);
    });
  }

  /** @param name The file in the folder, or `<slug>/index.html`: then `files` go next to it. */
  async add(name: string, text: string, files: ReadonlyMap<string, ArchiveFile>): Promise<void> {
    const path = join(this.#stage, name);
    await this.#guarded(async () => {
      if (files.size > 0) await mkdir(dirname(path), { recursive: true });
      // Synchronous: of 100,000 files, no buffers wait for threads.
      writeFileSync(path, text, { flag: 'wx' });
      for (const [own, file] of files) await writeFile(join(dirname(path), own), bounded(file.archive, file.name));
    });
    this.#names.push(name.split('/')[0]!);
  }

  /** Moves everything to where it belongs; what is there already stays. */
  async finish(): Promise<void> {
    let moved = 0;
    try {
      for (const name of this.#names) {
        const [from, to] = [join(this.#stage, name), join(this.#folder, name)];
        if (statSync(from).isDirectory()) renameSync(from, to);
        else moveFile(from, to);
        moved += 1;
      }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const state = `${moved} of ${this.#names.length} articles were written. Run the command again for the rest.`;
      throw new ProblemError([unwritable(this.#display(this.#folder), code)], { state });
    } finally {
      await this.drop();
    }
  }

  /** Leaves nothing behind. */
  async drop(): Promise<void> {
    // Where it could not be made, there is none.
    if (existsSync(this.#stage)) await rm(this.#stage, { recursive: true, force: true });
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { code, syscall } = error as NodeJS.ErrnoException;
      if (syscall === undefined) throw error;
      throw new ProblemError([unwritable(this.#display(this.#folder), code)]);
    }
  }
}

/** Never over another file. Some file systems have no links. */
function moveFile(from: string, to: string): void {
  try {
    linkSync(from, to);
    unlinkSync(from);
  } catch (error) {
    if (existsSync(to)) throw error;
    renameSync(from, to);
  }
}

function unwritable(folder: string, code: string | undefined) {
  const hint =
    code === 'ENOSPC'
      ? 'Make room on the disk.'
      : 'Make it a folder that you may write, and move away what is in the way.';
  return {
    severity: 'error',
    rule: 'write',
    message: `the articles cannot be written into ${folder} (${code})`,
    hint,
  } as const;
}

async function* bounded(archive: Archive, name: string): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const piece of archive.pieces(name)) {
    length += piece.length;
    if (length > largestFile) {
      const message = `${name} in it is larger than 2 GB`;
      const hint = 'Take it out of the archive, and put the file on your web host by hand.';
      throw new ProblemError([{ severity: 'error', rule: 'archive', message, hint, file: archive.display }]);
    }
    yield piece;
  }
}
