import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * `node tests/release/shrinkwrap.ts`, before packing: writes npm-shrinkwrap.json, by which an installation gets the very
 * versions that were tested. With `--remove`, after packing: takes it away, for in the repository it would hide
 * package-lock.json from npm.
 */

/** A lock file of npm, version 3. */
export interface PackageLock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
  readonly [key: string]: unknown;
}

type Names = Readonly<Record<string, string>>;

interface LockedPackage {
  readonly version?: string;
  readonly dependencies?: Names;
  readonly optionalDependencies?: Names;
  readonly peerDependencies?: Names;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly [key: string]: unknown;
}

/** The lock of what a user installs: without what only development needs, and bound to no registry. */
export function shrinkwrapOf(lock: PackageLock): PackageLock {
  const needed = neededIn(lock.packages);
  const packages = Object.entries(lock.packages)
    .filter(([path]) => needed.has(path))
    .map(([path, { resolved: _, dev: __, devOptional: ___, devDependencies: ____, ...entry }]) => [path, entry]);
  return { ...lock, packages: Object.fromEntries(packages) };
}

/** The packages that an installation has: an optional peer is there only if something else needs it. */
function neededIn(packages: PackageLock['packages']): Set<string> {
  const needed = new Set(['']);
  for (const path of needed) {
    const { dependencies, optionalDependencies, peerDependencies = {}, peerDependenciesMeta = {} } = packages[path]!;
    const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
    for (const name of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) {
      const found = placeOf(name, path, packages);
      if (found !== undefined) needed.add(found);
    }
  }
  return needed;
}

/** Where Node finds a package from a place of the tree: in its own `node_modules`, else in one further up. */
function placeOf(name: string, from: string, packages: PackageLock['packages']): string | undefined {
  const place = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (place in packages) return place;
  if (from === '') return undefined;
  return placeOf(name, from.slice(0, from.lastIndexOf('node_modules/')).replace(/\/$/, ''), packages);
}

const root = join(import.meta.dirname, '../..');
const name = 'npm-shrinkwrap.json';

export function writeShrinkwrap(folder = root): void {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as PackageLock;
  writeFileSync(join(folder, name), `${JSON.stringify(shrinkwrapOf(lock), null, 2)}\n`);
}

function removeShrinkwrap(): void {
  rmSync(join(root, name), { force: true });
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv.includes('--remove')) removeShrinkwrap();
  else writeShrinkwrap();
}
