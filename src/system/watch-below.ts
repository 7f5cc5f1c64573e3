import { type FSWatcher, readdirSync, realpathSync, statSync, watch } from 'node:fs';
import { join, sep } from 'node:path';

/**
 * Calls `changed` with the path of whatever is made, changed, replaced or removed below a folder. Hidden folders,
 * `node_modules` and `except` are not looked into. Resolves when the signal ends it.
 * @throws An error of the file system, such as ENOSPC where the system lets no more folders be watched.
 */
export function watchBelow(
  folder: string,
  changed: (path: string) => void,
  { signal, except }: { signal: AbortSignal; except?: string | undefined },
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // macOS and Windows watch a tree by its names. In Linux, Node would watch each file, and so lose those that a
  // rename replaces, as `git checkout`, `sed -i` and most editors do.
  const watching =
    process.platform === 'linux'
      ? new FolderWatchers({ changed, failed: reject, except })
      : watch(folder, { recursive: true }, (_, name) => name !== null && changed(join(folder, name)));
  if (watching instanceof FolderWatchers) watching.add(folder, { isNew: false });
  else watching.on('error', reject);
  const stop = () => {
    watching.close();
    resolve();
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return promise;
}

interface Listener {
  changed(path: string): void;
  failed(error: unknown): void;
  readonly except: string | undefined;
}

/** One watcher for each folder, for a folder's watcher hears of the names in it, whichever files bear them. */
class FolderWatchers {
  readonly #listener: Listener;
  readonly #watchers = new Map<string, FSWatcher>();

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  /** @param above The real paths of the folders that lead here, so that no link is followed in a circle. */
  add(folder: string, { isNew, above = [] }: { isNew: boolean; above?: readonly string[] }): void {
    const real = realPathOf(folder);
    if (real === undefined || above.includes(real)) return;
    try {
      const watcher = watch(folder, (event, name) => {
        if (name !== null) this.#heard(join(folder, name), event, [...above, real]);
      });
      // A folder that is gone has nothing more to tell; the one above it told that it went.
      watcher.on('error', () => this.#drop(folder));
      this.#watchers.set(folder, watcher);
    } catch (error) {
      // It went, or may not be read, which the build tells.
      if (/^(ENOENT|ENOTDIR|EACCES|EPERM)$/.test((error as NodeJS.ErrnoException).code ?? '')) return;
      this.#listener.failed(error);
      return;
    }
    // Listed after it is watched, so that nothing made in between is missed.
    for (const name of namesIn(folder)) {
      const path = join(folder, name);
      if (this.#isWatched(path)) this.add(path, { isNew, above: [...above, real] });
      else if (isNew) this.#listener.changed(path);
    }
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #heard(path: string, event: string, above: readonly string[]): void {
    if (event === 'rename') {
      this.#drop(path);
      if (this.#isWatched(path)) this.add(path, { isNew: true, above });
    }
    this.#listener.changed(path);
  }

  #isWatched(path: string): boolean {
    const name = path.slice(path.lastIndexOf(sep) + 1);
    if (name.startsWith('.') || name === 'node_modules' || path === this.#listener.except) return false;
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  }

  #drop(folder: string): void {
    for (const [path, watcher] of this.#watchers) {
      if (path !== folder && !path.startsWith(folder + sep)) continue;
      watcher.close();
      this.#watchers.delete(path);
    }
  }
}

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
