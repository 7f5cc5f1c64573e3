import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders that hold none of a person's own files. */
const foreign = /^(node_modules|bower_components|vendor|dist|_site|target|__pycache__)$/;
/** So many files are looked at: who begins in a home folder by mistake shall not wait. */
const enough = 50_000;
const largest = 1_000_000;

/** The files of a site, by paths relative to its folder with `/`; none of them is ever run or changed. */
export class Tree {
  readonly files: readonly string[];
  readonly #root: string;
  readonly #known: ReadonlySet<string>;
  readonly #texts = new Map<string, Promise<string>>();

  /** Links are not followed. Hidden folders are passed over, except for the one of VitePress. */
  static async open(root: string): Promise<Tree> {
    const files: string[] = [];
    const walk = async (below: string) => {
      for (const entry of await readdir(join(root, below), { withFileTypes: true }).catch(() => [])) {
        if (files.length >= enough) return;
        const path = below === '' ? entry.name : `${below}/${entry.name}`;
        const isHidden = entry.name.startsWith('.') && entry.name !== '.vitepress';
        if (!entry.isDirectory()) files.push(path);
        else if (!isHidden && !foreign.test(entry.name)) await walk(path);
      }
    };
    await walk('');
    return new Tree(root, files.sort());
  }

  /** The files in the folder itself alone. */
  static async top(root: string): Promise<Tree> {
    const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
    return new Tree(root, entries.flatMap((entry) => (entry.isFile() ? entry.name : [])).sort());
  }

  private constructor(root: string, files: readonly string[]) {
    this.#root = root;
    this.files = files;
    this.#known = new Set(files);
  }

  has(path: string): boolean {
    return this.#known.has(path);
  }

  /** The first of these that is there. */
  first(...paths: readonly string[]): string | undefined {
    return paths.find((path) => this.#known.has(path));
  }

  hasFolder(path: string): boolean {
    return this.files.some((file) => file.startsWith(`${path}/`));
  }

  matching(pattern: RegExp): string[] {
    return this.files.filter((file) => pattern.test(file));
  }

  /** Empty where there is no such file, or one that no person wrote. */
  text(path: string): Promise<string> {
    const known = this.#texts.get(path) ?? this.#read(path).catch(() => '');
    this.#texts.set(path, known);
    return known;
  }

  async #read(path: string): Promise<string> {
    const found = await stat(join(this.#root, path));
    if (!found.isFile() || found.size > largest) return '';
    return (await readFile(join(this.#root, path), 'utf8')).replace(/^\uFEFF/, '');
  }
}

/** The folders directly in `folder` that hold a file whose path matches. */
export function foldersWith(tree: Tree, folder: string, pattern: RegExp): string[] {
  const start = folder === '' ? '' : `${folder}/`;
  const inside = tree.files.filter((file) => file.startsWith(start) && pattern.test(file));
  const names = inside.flatMap((file) => /^([^/]+)\//.exec(file.slice(start.length))?.[1] ?? []);
  return [...new Set(names)].map((name) => start + name);
}
