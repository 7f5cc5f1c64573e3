import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import type { Issue } from '../../model/issue.ts';
import { writeAtomically } from '../../system/files.ts';
import { guardStateFiles } from '../output/state-files.ts';
import type { Prepared } from '../prepare.ts';

/** An issue that a schedule made, as it is now. */
export interface Scheduled {
  readonly issue: Issue;
  /** Absolute. */
  readonly file: string;
  /** Whether the lock says that it was frozen for sending. */
  readonly isFrozen: boolean;
}

/**
 * Notes which digest a schedule is about to make, before it is there: whatever ends the run, the next one knows whose
 * sending is its business, and leaves alone what a person has made to edit it.
 */
export async function noteScheduled(config: Config, slug: string): Promise<void> {
  await guardStateFiles(config, () => writeAtomically(noteIn(config), `${slug}\n`));
}

/** The last digest that a schedule made, unless it is gone, a draft or under another name by now. */
export async function lastScheduled(config: Config, { publication, lock }: Prepared): Promise<Scheduled | undefined> {
  const slug = (await guardStateFiles(config, () => readFile(noteIn(config), 'utf8').catch(absent))).trim();
  const issue = publication.issues?.find((made) => made.slug === slug);
  const line = lock.issues?.find((entry) => entry.issue === issue?.id);
  if (!issue || line?.path === undefined) return undefined;
  return { issue, file: join(config.directory, line.path), isFrozen: line.articles !== undefined };
}

function noteIn({ directory }: Config): string {
  return join(directory, '.tidings', 'scheduled');
}

function absent(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}
