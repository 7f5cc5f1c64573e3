import { extname } from 'node:path';
import { isDeviceName } from '../lib/slug.ts';

/** The names of files in one folder of the output, where each may be there once. */
export class FreeNames {
  /** In lower case for file systems that make no difference. */
  readonly #taken: Set<string>;
  /** The next number for a name of which there are several. */
  readonly #next = new Map<string, number>();

  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken);
  }

  /** The name, harmless in addresses and on every system; with a number if it is taken. */
  take(wanted: string): string {
    const safe = wanted.normalize('NFC').replace(/[\s\u0000-\u001f\u007f<>:"/\\|?*#%&]+/g, '-');
    const ending = extname(safe);
    let name = safe;
    let count = this.#next.get(safe.toLowerCase()) ?? 2;
    for (; this.#taken.has(name.toLowerCase()) || isDeviceName(name); count += 1)
      name = `${safe.slice(0, safe.length - ending.length)}-${count}${ending}`;
    this.#next.set(safe.toLowerCase(), count);
    this.#taken.add(name.toLowerCase());
    return name;
  }
}
