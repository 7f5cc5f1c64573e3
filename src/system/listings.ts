import { readdirSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';

/** What a name in a folder is; undefined where only the file system can tell. */
type Listed = 'file' | 'folder' | 'missing' | undefined;

/**
 * Answers for many files from one look at each folder, where asking for each takes longer by far. A folder is seen as it
 * was at the first question.
 */
export class Listings {
  readonly #folders = new Map<string, Folder | undefined>();

  /** An absolute path without `..`. A file or folder that is found lies at its real path. */
  look(path: string): Listed {
    const end = path.lastIndexOf(sep);
    const name = path.slice(end + 1);
    const folder = end > 0 && name !== '' ? this.#folderAt(path.slice(0, end)) : undefined;
    return folder?.kinds.get(name) ?? (folder && isMissing(name, folder) ? 'missing' : undefined);
  }

  #folderAt(path: string): Folder | undefined {
    const known = this.#folders.get(path);
    if (known || this.#folders.has(path)) return known;
    const folder = listed(path);
    this.#folders.set(path, folder);
    return folder;
  }
}

interface Folder {
  /** Undefined for a link, and for what is neither file nor folder. */
  readonly kinds: ReadonlyMap<string, Listed>;
  /** The same names in small letters. */
  readonly small: ReadonlySet<string>;
}

function listed(path: string): Folder | undefined {
  try {
    if (realpathSync(path) !== path) return undefined;
    const entries = readdirSync(path, { withFileTypes: true });
    const kinds = entries.map(
      (entry) => [entry.name, entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : undefined] as const,
    );
    return { kinds: new Map(kinds), small: new Set(kinds.map(([name]) => name.toLowerCase())) };
  } catch {
    return undefined;
  }
}

/**
 * Many file systems know a name in capitals, too, or with its accents apart; Windows has short
 * names and passes over blanks and dots at the end.
 */
function isMissing(name: string, { small }: Folder): boolean {
  return /^[\x20-\x7e]+$/.test(name) && !/[:\\~]|[ .]$/.test(name) && !small.has(name.toLowerCase());
}
