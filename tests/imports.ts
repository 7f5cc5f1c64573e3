import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** Source files by their path below `src/`, with `/`. */
export type Sources = ReadonlyMap<string, string>;

/** Every file of `src/`. */
export function readSources(): Sources {
  const root = new URL('../src/', import.meta.url);
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  return new Map(
    names
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .map((name) => [name, readFileSync(new URL(name, root), 'utf8')]),
  );
}

export interface Import {
  /** As it is written, such as `../problem.ts`, `node:fs` or `zod`. */
  readonly specifier: string;
  /** The file below `src/` that a relative specifier means. */
  readonly file?: string;
  /** What stands between the braces of `import { … }`, without renaming and `type`. */
  readonly names: readonly string[];
}

/**
 * What a file imports: `import`, `import type`, `export … from`, `import(…)` and `typeof import(…)`. Comments are read
 * along, which can only find too much. An `import(…)` whose argument is no plain text throws: nobody could check it.
 */
export function importsOf(file: string, source: string): Import[] {
  const computed = /\bimport\s*\((?!\s*['"])[^)]*/.exec(source);
  if (computed) throw new Error(`${file}: ${computed[0]}) does not name what it imports`);
  const pattern =
    /(?:\{(?<names>[^{}]*)\}\s*)?\bfrom\s*['"](?<from>[^'"]+)['"]|\bimport\s*\(?\s*['"](?<bare>[^'"]+)['"]/g;
  return [...source.matchAll(pattern)].map(({ groups }) => {
    const specifier = (groups!.from ?? groups!.bare)!;
    const names = (groups!.names ?? '').split(',').map((name) => name.trim().replace(/^type\s+|\s+as\s.*$/g, ''));
    const relative = specifier.startsWith('.') && posix.join(posix.dirname(file), specifier);
    return { specifier, names: names.filter(Boolean), ...(relative && { file: relative }) };
  });
}
