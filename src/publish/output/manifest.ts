import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { ownValue } from '../../lib/own-value.ts';
import { writeAtomically } from '../../system/files.ts';
import { lockName } from '../lock/lock.ts';

/** The files of earlier builds, by output folder: only these are ever deleted. */
export interface Manifest {
  /** Absolute; nothing for a single file's build, which deletes nothing. */
  readonly file?: string;
  /** Output folder relative to the publication → its files, relative to it. */
  readonly outputs: Readonly<Record<string, readonly string[]>>;
}

const schema = z.strictObject({ outputs: z.record(z.string(), z.array(z.string())), unlocked: z.boolean().optional() });

/** The file that it lies in, absolute. */
export function manifestFile(directory: string): string {
  return join(directory, '.tidings', 'manifest.json');
}

/** A missing or damaged manifest reads as empty: then files are named, not deleted. */
export async function readManifest(directory: string): Promise<Manifest> {
  const file = manifestFile(directory);
  try {
    return { file, outputs: schema.parse(JSON.parse(await readFile(file, 'utf8'))).outputs };
  } catch {
    return { file, outputs: {} };
  }
}

/** The files that earlier builds wrote into an output folder, or nothing if that is not known. */
export function filesOf(manifest: Manifest, directory: string, output: string): readonly string[] | undefined {
  return ownValue(manifest.outputs, keyOf(directory, output));
}

/** Notes which files an output folder holds by our hand. */
export async function writeManifest(
  manifest: Manifest,
  directory: string,
  output: string,
  files: Iterable<string>,
): Promise<void> {
  if (!manifest.file) return;
  const outputs = { ...manifest.outputs, [keyOf(directory, output)]: [...files].sort() };
  // Of a build that kept no lock, the next one misses none.
  const unlocked = !existsSync(join(directory, lockName));
  const text = JSON.stringify({ outputs, ...(unlocked && { unlocked }) }, null, 1);
  await writeAtomically(manifest.file, `${text}\n`);
}

function keyOf(directory: string, output: string): string {
  return relative(directory, output).replaceAll('\\', '/');
}
