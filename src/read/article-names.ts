import { posix } from 'node:path';

/** A file of an article. */
interface NamedFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to the folder of articles. */
  readonly name: string;
  readonly real: string;
}

/** Finds the file of an article by the names that site generators know it by. */
export class ArticleNames {
  /** The name of each file by its path. */
  readonly #names: ReadonlyMap<string, string>;
  /** For the last part of a path without its ending, and without its date: the files, each by its whole path. */
  readonly #byPart = new Map<string, { readonly path: string; readonly real: string }[]>();

  constructor(files: readonly NamedFile[]) {
    this.#names = new Map(files.map(({ path, name }) => [path, name.replaceAll('\\', '/')]));
    for (const { name, real } of files) {
      const path = plainPath(name.replaceAll('\\', '/'));
      const part = posix.basename(path);
      for (const key of new Set([part, part.replace(/^\d{4}-\d\d-\d\d-/, '')])) {
        const known = this.#byPart.get(key) ?? [];
        this.#byPart.set(key, known);
        known.push({ path, real });
      }
    }
  }

  /**
   * The real paths of the files that a reference may mean, from a file of an article: by a path relative to it, by one
   * below the folder of articles or below the root of the site, or by the last parts of one.
   */
  find(reference: string, from: string): readonly string[] {
    const wanted = plainPath(reference);
    const known = this.#byPart.get(posix.basename(wanted)) ?? [];
    const isAt = (path: string) => known.filter((one) => one.path === path);
    const isBelow = (one: { readonly path: string }) =>
      one.path.endsWith(`/${wanted}`) || wanted.endsWith(`/${one.path}`);
    const folder = posix.dirname(this.#names.get(from) ?? '');
    const near = isAt(plainPath(posix.join(folder, wanted)));
    const exact = isAt(wanted);
    const rest = wanted.includes('/') ? known.filter(isBelow) : known;
    const found = [exact, near, rest].find((some) => some.length > 0) ?? [];
    return found.map(({ real }) => real);
  }
}

/** A path without its ending, and without an `index`, which stands for its folder. */
function plainPath(name: string): string {
  return posix
    .normalize(name)
    .replace(/^(?:\.?\/)+|\/+$/g, '')
    .replace(/\.(?:md|mdx|markdown|html?|txt)$/i, '')
    .replace(/\/_?index$/, '');
}
