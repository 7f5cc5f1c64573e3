import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { filesBelow } from '../system/files.ts';
import type { Prepared } from './prepare.ts';

/**
 * The files in the folder of articles that are neither articles nor used by one, as a person would type them: a person
 * may have meant one of them to be an article. Hidden files are no news.
 */
export async function ignoredFiles(
  { source, directory, single, display }: Config,
  { publication: { articles, issues = [] }, held: { drafts, future } }: Prepared,
): Promise<string[]> {
  // A single file has no folder of its own, and in the publication's own folder lies much else.
  if (single || source === directory) return [];
  const all = [...articles, ...drafts, ...future];
  const read = new Set(all.map(({ origin }) => origin.file));
  const used = new Set([...all, ...issues].flatMap(({ files = [] }) => files.map((file) => display(file.source))));
  const found = (await filesBelow(source)).filter((path) => !path.split('/').some((part) => part.startsWith('.')));
  return found.map((path) => display(join(source, path))).filter((path) => !read.has(path) && !used.has(path));
}
