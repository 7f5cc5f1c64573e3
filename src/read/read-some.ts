import { realpath } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Manuscript } from '../model/article.ts';
import { needsDate } from '../model/permalink.ts';
import type { Problem } from '../model/problem.ts';
import { Disk } from './disk.ts';
import { openFile, resolveAll } from './open-file.ts';
import type { ReadContext } from './read-context.ts';

/** The articles and problems of one file. */
export interface ReadFile {
  /** Relative to the folder of articles, as memories have it. */
  readonly name: string;
  readonly state: string;
  readonly manuscripts: readonly Manuscript[];
  readonly problems: readonly Problem[];
}

/** The article of another file, which is known. */
export type KnownArticle = (real: string) => { readonly url: string; readonly slug: string } | undefined;

/**
 * Reads some of the files of a folder as `readArticles` reads all, where the others are known. Undefined where that may
 * depend on the others: a link by a name that only a site generator understands, a page that may be no article, a folder behind a link.
 * @param paths Absolute; each is a file of the folder that holds an article.
 */
export async function readSome(
  folder: string,
  paths: readonly string[],
  context: ReadContext,
  known: KnownArticle,
): Promise<readonly ReadFile[] | undefined> {
  const disk = await Disk.open(context);
  if ((await realpath(folder)) !== folder || disk.root !== context.root) return undefined;
  const { get } = disk.articles;
  disk.articles.get = (path) => get.call(disk.articles, path) ?? known(path);
  const files = paths.map((path) => ({ path, real: path, name: relative(folder, path) }));
  const opened = await Promise.all(files.map((file) => openFile(file, disk, context)));
  const found: ReadFile[] = [];
  for (const [index, open] of opened.entries()) {
    const { name } = files[index]!;
    const resolved = await resolveAll(open);
    const { answers } = open.asked;
    if (open.bare || answers.some(([question]) => question === 'named')) return undefined;
    const manuscripts = resolved.flatMap(({ manuscript }) => manuscript ?? []);
    // The lock may give an article without a date another one, and with it another address.
    if (needsDate(context.settings.permalink) && manuscripts.some(({ published }) => published === undefined))
      return undefined;
    const problems = [...open.problems, ...resolved.flatMap((one) => one.problems)];
    const sources = new Set(manuscripts.flatMap((one) => one.files.map(({ source }) => source)));
    const media = [...sources].map((path) => [path, disk.stateOf(path)] as const);
    if (problems.length === 0) context.memory?.remember(name, open.state, { manuscripts, problems, answers, media });
    found.push({ name, state: open.state, manuscripts, problems });
  }
  return found;
}
