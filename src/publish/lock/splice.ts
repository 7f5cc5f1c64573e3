import type { LockEntry } from './lock.ts';

/** The text of a lock that a build has written, line by line: of 10,000 lines, a build that changes one reads few. */
export class LockText {
  readonly #lines: string[];
  /** The first line of an entry, and the one after the last. */
  readonly #first: number;
  readonly #end: number;

  constructor(text: string) {
    this.#lines = text.slice(0, -1).split('\n');
    const isEntry = (line: string) => line.startsWith('{"id":');
    const first = this.#lines.findIndex(isEntry);
    this.#first = first === -1 ? this.#lines.length : first;
    this.#end = this.#lines.findLastIndex(isEntry) + 1 || this.#first;
  }

  /** The values of all lines that are no entries. */
  get rest(): readonly Readonly<Record<string, unknown>>[] {
    const lines = [...this.#lines.slice(1, this.#first), ...this.#lines.slice(this.#end)];
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** The entries in whose lines a key occurs. */
  entriesWith(key: keyof LockEntry): readonly LockEntry[] {
    const sign = `"${key}":`;
    const found = this.#lines.slice(this.#first, this.#end).filter((line) => line.includes(sign));
    return found.map((line) => JSON.parse(line) as LockEntry).filter((entry) => entry[key] !== undefined);
  }

  entry(id: string): LockEntry | undefined {
    const { index, isThere } = this.#find(id);
    return isThere ? (JSON.parse(this.#lines[index]!) as LockEntry) : undefined;
  }

  /** Puts the line of an entry in its place, or in that of the line of the same id. */
  with(id: string, line: string): LockText {
    const { index, isThere } = this.#find(id);
    return new LockText(`${this.#lines.toSpliced(index, isThere ? 1 : 0, line).join('\n')}\n`);
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  /** Entries are in the order of their ids. */
  #find(id: string): { readonly index: number; readonly isThere: boolean } {
    let [low, high] = [this.#first, this.#end];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((JSON.parse(this.#lines[middle]!) as LockEntry).id < id) low = middle + 1;
      else high = middle;
    }
    const isThere = low < this.#end && (JSON.parse(this.#lines[low]!) as LockEntry).id === id;
    return { index: low, isThere };
  }
}
