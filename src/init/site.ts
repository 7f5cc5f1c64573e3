import type { ArticlesFolder } from './articles.ts';
import type { Fact, SiteSettings } from './settings.ts';
import type { Tree } from './tree.ts';

/** Who made the site that is in a folder, and all that its own files say of it. */
export interface FoundSite {
  /** The name of its generator, such as `Jekyll`. */
  readonly generator: string;
  /** The value of the key `generator` in tidings.yaml, for those whose front matter has words of its own. */
  readonly key?: string;
  /** The files by which it was recognised. */
  readonly by: string;
  readonly title?: Fact;
  readonly url?: Fact;
  readonly language?: Fact;
  readonly author?: Fact;
  readonly description?: Fact;
  readonly timezone?: Fact;
  readonly articles?: ArticlesFolder;
  /** The folders that a path such as `/images/tide.png` may lead into. */
  readonly static: readonly string[];
  readonly permalink?: Fact;
  /** The address of the feed that the site has already, below its url. */
  readonly feed?: Fact;
  /** A place for the output that the generator leaves alone, if `output` is none. */
  readonly output?: Fact;
  /** Sentences on what the generator does with the files of Tidings, and how to keep it from that. */
  readonly notes: readonly string[];
}

export interface SiteReader {
  readonly name: string;
  readonly key?: string;
  /** The file or files by which a site of it is known; undefined if this is none. */
  recognise(tree: Tree): Promise<string | undefined>;
  read(tree: Tree, by: string): Promise<Omit<FoundSite, 'generator' | 'key' | 'by'>>;
}

/** A hidden folder: no generator publishes or reads one. */
export const hiddenOutput = '.tidings-output';

/** The first of several settings that answers. */
export function firstOf(
  settings: readonly SiteSettings[],
  ask: (one: SiteSettings) => Fact | undefined,
): Fact | undefined {
  for (const one of settings) {
    const found = ask(one);
    if (found) return found;
  }
  return undefined;
}

/** The folders of these that are there. */
export function present(tree: Tree, ...folders: readonly (string | undefined)[]): string[] {
  return [...new Set(folders)].filter((folder): folder is string => folder !== undefined && tree.hasFolder(folder));
}

/** The pieces of a path, joined by one slash each; empty ones are left out. */
export function pathOf(...pieces: readonly (string | undefined)[]): string {
  const joined = pieces.filter((piece) => piece !== undefined && piece !== '' && piece !== '.').join('/');
  return `/${joined}`.replace(/\/{2,}/g, '/');
}

/** The part of a path below a folder; undefined if it is not there. */
export function below(folder: string, path: string): string | undefined {
  if (folder === '' || folder === '.') return path === '.' ? '' : path;
  if (path === folder) return '';
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}
