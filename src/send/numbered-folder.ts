import { constants, copyFile, link, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder of files whose names begin with a number, each with a higher one than those before it. */
export class NumberedFolder {
  readonly path: string;
  #highest: Promise<number> | undefined;
  #added = 0;

  constructor(path: string) {
    this.path = path;
  }

  /**
   * Gives a file that lies in the folder a second name, the next number and `name`, which it returns: `0001-name`. No
   * file is ever replaced. Rejects with an error of the disk.
   */
  async add(file: string, name: string): Promise<string> {
    this.#highest ??= highestIn(this.path);
    const highest = await this.#highest.catch((error) => {
      this.#highest = undefined;
      throw error;
    });
    for (;;) {
      this.#added += 1;
      const numbered = `${String(highest + this.#added).padStart(4, '0')}-${name}`;
      const path = join(this.path, numbered);
      try {
        await link(file, path).catch((error: NodeJS.ErrnoException) => {
          if (error.code === 'EEXIST') throw error;
          // Some file systems have no links; there it may be seen half written.
          return copyFile(file, path, constants.COPYFILE_EXCL);
        });
        return numbered;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  }
}

async function highestIn(folder: string): Promise<number> {
  const numbers = (await readdir(folder)).map((name) => Number(/^(\d{1,12})-/.exec(name)?.[1] ?? 0));
  return numbers.reduce((highest, number) => Math.max(highest, number), 0);
}
