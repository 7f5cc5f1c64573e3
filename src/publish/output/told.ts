import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../../model/problem.ts';
import { writeAtomically } from '../../system/files.ts';

/** Remembers what a build told, for the next one. Returns whether the build before told the same. */
export async function noteTold(directory: string, problems: readonly Problem[]): Promise<boolean> {
  const file = join(directory, '.tidings', 'told');
  const before = await readFile(file, 'utf8').catch(() => '');
  const now = problems.length === 0 ? '' : `${createHash('sha256').update(JSON.stringify(problems)).digest('hex')}\n`;
  if (now !== before) await writeAtomically(file, now);
  return now !== '' && now === before;
}
