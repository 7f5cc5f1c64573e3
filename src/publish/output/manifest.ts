import { existsSync } from 'node:fs';
import { readFile, utimes } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { ownValue } from '../../lib/own-value.ts';
import { writeAtomically } from '../../system/files.ts';
import { lockName } from '../lock/lock.ts';

/** The files of earlier builds, by output folder: only these are ever deleted. */
export interface Manifest {
  /** Absolute; nothing for a single file's build, which deletes nothing. */
  readonly file?: string;
  /** Output folder relative to the publication → its files, relative to it. */
  readonly outputs: Readonly<Record<string, readonly string[]>>;
  /** Whether it was noted when there was no lock. */
  readonly unlocked?: boolean;
}

/** The file that it lies in, absolute. */
export function manifestFile(directory: string): string {
  return join(directory, '.tidings', 'manifest.json');
}

/** A missing or damaged manifest reads as empty: then files are named, not deleted. */
export async function readManifest(directory: string): Promise<Manifest> {
  const file = manifestFile(directory);
  const known = parseManifest(await readFile(file, 'utf8').catch(() => ''));
  return known ? { unlocked: false, ...known, file } : { file, outputs: {} };
}

/** Parses the file; undefined if it is damaged. */
export function parseManifest(text: string): Omit<Manifest, 'file'> | undefined {
  try {
    const found: unknown = JSON.parse(text);
    return isManifest(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** By hand: a schema takes a tenth of a second for 70,000 files. */
function isManifest(found: unknown): found is Omit<Manifest, 'file'> {
  if (!isRecord(found) || !isRecord(found.outputs)) return false;
  if (Object.keys(found).some((key) => key !== 'outputs' && key !== 'unlocked')) return false;
  if (found.unlocked !== undefined && typeof found.unlocked !== 'boolean') return false;
  return Object.values(found.outputs).every(
    (files) => Array.isArray(files) && files.every((file) => typeof file === 'string'),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The files that earlier builds wrote into an output folder, or nothing if that is not known. */
export function filesOf(manifest: Manifest, directory: string, output: string): readonly string[] | undefined {
  return ownValue(manifest.outputs, keyOf(directory, output));
}

/** Notes which files an output folder holds by our hand, unless that is noted already. Returns what is noted then. */
export async function writeManifest(
  manifest: Manifest,
  directory: string,
  output: string,
  files: ReadonlySet<string>,
): Promise<Manifest> {
  const { file } = manifest;
  if (!file) return manifest;
  // Of a build that kept no lock, the next one misses none.
  const unlocked = !existsSync(join(directory, lockName));
  const before = filesOf(manifest, directory, output);
  const isSame = before && new Set(before).size === files.size && before.every((path) => files.has(path));
  if (isSame && manifest.unlocked === unlocked) return manifest;
  const outputs = { ...manifest.outputs, [keyOf(directory, output)]: [...files].sort() };
  await writeAtomically(file, `${JSON.stringify({ outputs, ...(unlocked && { unlocked }) }, null, 1)}\n`);
  return { file, outputs, unlocked };
}

/**
 * Adds files to those that an output folder holds, line by line: a list of 70,000 is not read for eight more. To be called where
 * the file is as the last build wrote it.
 */
export async function addToManifest(directory: string, output: string, files: readonly string[]): Promise<void> {
  const file = manifestFile(directory);
  const text = await readFile(file, 'utf8');
  const opening = `\n  ${JSON.stringify(keyOf(directory, output))}: [\n`;
  const start = text.indexOf(opening) + opening.length;
  const lines = text.slice(start, text.indexOf('\n  ]', start)).split('\n');
  const end = start + lines.join('\n').length;
  for (const path of files) {
    const at = placeIn(lines, path);
    // The last line has no comma.
    if (at === lines.length) lines[at - 1] += ',';
    lines.splice(at, 0, `   ${JSON.stringify(path)}${at === lines.length ? '' : ','}`);
  }
  await writeAtomically(file, text.slice(0, start) + lines.join('\n') + text.slice(end));
}

/** Where a path belongs among lines that are in the order of their paths. */
function placeIn(lines: readonly string[], path: string): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((JSON.parse(lines[middle]!.replace(/,$/, '')) as string) < path) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Tells a server that files of the output have changed, where it may have read the list before they were in place. */
export async function touchManifest({ file }: Pick<Manifest, 'file'>, now = new Date()): Promise<void> {
  if (file) await utimes(file, now, now);
}

function keyOf(directory: string, output: string): string {
  return relative(directory, output).replaceAll('\\', '/');
}
