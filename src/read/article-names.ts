import { posix } from 'node:path';

/** A file of an article. */
interface NamedFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to the folder of articles. */
  readonly name: string;
  readonly real: string;
}

interface Place {
  readonly path: string;
  readonly real: string;
}

/** Finds the file of an article by the names that site generators know it by. */
export class ArticleNames {
  readonly #files: readonly NamedFile[];
  #known: { readonly names: ReadonlyMap<string, string>; readonly byPart: ReadonlyMap<string, Place[]> } | undefined;

  constructor(files: readonly NamedFile[]) {
    this.#files = files;
  }

  /**
   * The real paths of the files that a reference may mean, from a file of an article: by a path relative to it, by one
   * below the folder of articles or below the root of the site, or by the last parts of one.
   */
  find(reference: string, from: string): readonly string[] {
    const wanted = plainPath(reference);
    this.#known ??= { names: namesOf(this.#files), byPart: byPart(this.#files) };
    const { names, byPart: places } = this.#known;
    const known = places.get(posix.basename(wanted)) ?? [];
    const isAt = (path: string) => known.filter((one) => one.path === path);
    const isBelow = (one: { readonly path: string }) =>
      one.path.endsWith(`/${wanted}`) || wanted.endsWith(`/${one.path}`);
    const folder = posix.dirname(names.get(from) ?? '');
    const near = isAt(plainPath(posix.join(folder, wanted)));
    const exact = isAt(wanted);
    const rest = wanted.includes('/') ? known.filter(isBelow) : known;
    const found = [exact, near, rest].find((some) => some.length > 0) ?? [];
    return found.map(({ real }) => real);
  }
}

/** The name of each file by its path. */
function namesOf(files: readonly NamedFile[]): ReadonlyMap<string, string> {
  return new Map(files.map(({ path, name }) => [path, name.replaceAll('\\', '/')]));
}

/** For the last part of a path without its ending, and without its date: the files, each by its whole path. */
function byPart(files: readonly NamedFile[]): ReadonlyMap<string, Place[]> {
  const places = new Map<string, Place[]>();
  for (const { name, real } of files) {
    const path = plainPath(name.replaceAll('\\', '/'));
    const part = posix.basename(path);
    for (const key of new Set([part, part.replace(/^\d{4}-\d\d-\d\d-/, '')])) {
      const known = places.get(key) ?? [];
      places.set(key, known);
      known.push({ path, real });
    }
  }
  return places;
}

/** A path without its ending, and without an `index`, which stands for its folder. */
function plainPath(name: string): string {
  return posix
    .normalize(name)
    .replace(/^(?:\.?\/)+|\/+$/g, '')
    .replace(/\.(?:md|mdx|markdown|html?|txt)$/i, '')
    .replace(/\/_?index$/, '');
}
