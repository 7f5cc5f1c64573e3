import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import { literalsIn } from '../lib/literals.ts';
import type { Tree } from './tree.ts';

/** Something that was learned of a site, and where. */
export interface Fact<Value = string> {
  readonly value: Value;
  /** The file that says it; of a guess, the reason. */
  readonly from: string;
  readonly isGuess?: true;
}

interface Entry {
  readonly path: readonly string[];
  readonly value: string;
  readonly isPartial?: boolean;
}

/** The values of a settings file of a site, in any of its languages, by the keys that lead to them. */
export class SiteSettings {
  readonly file: string;
  readonly entries: readonly Entry[];

  constructor(file: string, entries: readonly Entry[]) {
    this.file = file;
    this.entries = entries;
  }

  /** The value of the first of these paths, such as `params.author`, that has one. Capitals do not count. */
  at(...paths: readonly string[]): Fact | undefined {
    for (const path of paths) {
      const found = this.entries.find((entry) => entry.path.join('.').toLowerCase() === path.toLowerCase());
      if (found && found.value.trim() !== '') return this.#fact(found);
    }
    return undefined;
  }

  /** The value of a key of one of these names that is nested least, if it is such a value. */
  named(names: readonly string[], isSuch: (value: string) => boolean = () => true): Fact | undefined {
    const wanted = names.map((name) => name.toLowerCase());
    const rank = ({ path }: Entry) => wanted.indexOf(path.at(-1)!.toLowerCase());
    const found = this.entries.filter(
      (entry) => rank(entry) >= 0 && entry.value.trim() !== '' && !entry.isPartial && isSuch(entry.value),
    );
    const [best] = found.toSorted((a, b) => a.path.length - b.path.length || rank(a) - rank(b));
    return best && this.#fact(best);
  }

  /** Whether a value occurs anywhere, such as the name of a plugin. */
  mentions(value: string): boolean {
    return this.entries.some((entry) => entry.value === value);
  }

  /** The texts of a list. */
  list(path: string): string[] {
    const isOne = ({ path: keys }: Entry) => keys.slice(0, -1).join('.').toLowerCase() === path.toLowerCase();
    return this.entries.filter((entry) => isOne(entry) && /^\d+$/.test(entry.path.at(-1)!)).map(({ value }) => value);
  }

  #fact({ value, isPartial }: Entry): Fact {
    return { value: value.trim(), from: this.file, ...(isPartial && { isGuess: true as const }) };
  }
}

/** Reads a file of settings; one that is missing or broken says nothing. */
export async function readSettings(tree: Tree, file: string): Promise<SiteSettings> {
  const text = await tree.text(file);
  return new SiteSettings(file, text === '' ? [] : entriesOf(file, text));
}

function entriesOf(file: string, text: string): Entry[] {
  if (/\.(js|cjs|mjs|ts|mts|cts|jsx|tsx|astro)$/.test(file)) return literalsIn(text);
  if (file.endsWith('.py')) return literalsIn(text, true);
  try {
    const value = file.endsWith('.toml')
      ? parseToml(text)
      : parseYaml(text, { maxAliasCount: 100, logLevel: 'silent' });
    return flattened(value, []);
  } catch {
    return [];
  }
}

function flattened(value: unknown, path: readonly string[]): Entry[] {
  if (value === null || value === undefined || path.length > 12) return [];
  if (typeof value !== 'object' || value instanceof Date) return [{ path, value: String(value) }];
  return Object.entries(value).flatMap(([key, inner]) => flattened(inner, [...path, key]));
}
