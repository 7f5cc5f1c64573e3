import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { filesIn } from '../../system/walk.ts';
import { lockName } from '../lock/lock.ts';
import { issuesFolder } from '../read-context.ts';

/**
 * A hash that changes with what a letter to those who confirm may follow from: the issues, the settings, and what builds
 * have found. Reads no article. Nothing if no issue says when it is sent.
 */
export async function traceOfOccasions({ directory }: Pick<Config, 'directory'>): Promise<string | undefined> {
  const folder = await realpath(join(directory, issuesFolder)).catch(() => undefined);
  if (folder === undefined) return undefined;
  const { files } = await filesIn(folder, folder, (name) => /\.(md|markdown)$/i.test(name));
  const texts = await Promise.all(files.map(({ real }) => readFile(real, 'utf8').catch(() => '')));
  if (!texts.some((text) => /^["']?sendOn["']?\s*:/m.test(text))) return undefined;
  const states = await Promise.all(
    ['tidings.yaml', lockName].map((name) => stat(join(directory, name)).catch(() => undefined)),
  );
  const written = states.map((state) => state && [state.mtimeMs, state.size]);
  return createHash('sha256')
    .update(JSON.stringify([texts, written]))
    .digest('hex');
}
