import { stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { loadOnce } from '../lib/lazy-copy.ts';
import { mapLimit } from '../lib/map-limit.ts';
import type { Manuscript } from '../model/article.ts';
import { needsDate } from '../model/permalink.ts';
import type { Problem } from '../model/problem.ts';
import { unchangedSince } from '../system/file-state.ts';
import { stillAnswers, stillAnswersAtOnce } from './answers.ts';
import type { ListedFile } from './article-files.ts';
import { ArticleNames } from './article-names.ts';
import { withoutPages } from './bare-pages.ts';
import { Disk } from './disk.ts';
import { findDuplicates, hasDuplicates, type Names } from './duplicates.ts';
import { findFiles } from './find-files.ts';
import type { IssueManuscript } from './issues/issue.ts';
import type { Memory, Remembered } from './memory.ts';
import type { OpenFile } from './open-file.ts';
import type { ReadContext } from './read-context.ts';

export interface Read {
  /** In the order of their paths. An article with errors is not among them. */
  readonly manuscripts: readonly Manuscript[];
  readonly issues: readonly IssueManuscript[];
  readonly problems: readonly Problem[];
}

/** How many files are read at a time. */
const ahead = 16;

/**
 * Reads an absolute file, or every article in a folder: files with an ending of `limits`, except hidden ones
 * and those of `articlesAmong`; and the hand-made issues. What is wrong comes back as problems; bad input throws nothing.
 */
export async function readArticles(target: string, context: ReadContext): Promise<Read> {
  const disk = await Disk.open({ ...context, published: context.published ?? (await folders(target, context)) });
  for (const [path, article] of context.others ?? []) disk.articles.set(join(disk.root, path), article);
  const isMissing = context.isOptional && !(await stat(target).catch(() => undefined));
  const found = isMissing ? nothing : await findFiles(target, disk, context.issues, context.settings.generator);
  const { files, problems, passed, alone, held } = found;
  disk.names = new ArticleNames(files);
  context.memory?.expect?.(files.length);
  const begun = await mapLimit(files, ahead, (file) => begin(file, disk, context));
  const { articles, pages } = alone ? { articles: begun, pages: [] } : withoutPages(begun, disk);
  const results = await mapLimit(articles, ahead, (one) => settle(one, disk, context));
  const manuscripts = results.flatMap((one, index) =>
    held.has(articles[index]!.file.real) ? one.manuscripts.map((each) => ({ ...each, draft: true })) : one.manuscripts,
  );
  // Where a file says its slug is not remembered.
  if (context.memory && hasDuplicates(manuscripts, context.settings))
    return readArticles(target, withoutMemory(context));
  const { issues, problems: faults } = await issuesIn(context.issues, disk, manuscripts);
  const told = [...passed, ...pages].filter(({ real }) => !disk.isUsed(real)).map(({ problem }) => problem);
  const all = [problems, told, ...results.map((one) => one.problems), faults].flat();
  return {
    manuscripts,
    issues,
    problems: [...all, ...findDuplicates(results.flatMap(({ names }) => names))].toSorted(byPlace),
  };
}

const nothing = { files: [], problems: [], passed: [], alone: false, held: new Set<string>() };

/** Where nobody says what is published: what lies with the articles, or with the one file, and with issues. */
async function folders(target: string, { root, issues }: ReadContext): Promise<string[]> {
  const isFolder = (await stat(target).catch(() => undefined))?.isDirectory();
  return [relative(root, isFolder ? target : dirname(target)), ...(issues === undefined ? [] : [issues])];
}

/** Loaded on demand: most publications have no folder of issues. */
const reader = loadOnce(() => import('./issues/issues.ts'));

async function issuesIn(folder: string | undefined, disk: Disk, articles: readonly Manuscript[]) {
  const found = folder === undefined ? undefined : await disk.find(join(disk.root, folder));
  if (!found || ('fault' in found && found.fault === 'missing')) return { issues: [], problems: [] };
  return (await reader()).readIssues(join(disk.root, folder!), disk, articles);
}

function withoutMemory({ memory: _, ...context }: ReadContext): ReadContext {
  return context;
}

/** A file that was read before, or one whose articles may still have to be resolved. */
type Begun = { readonly file: ListedFile } & ({ readonly known: Remembered } | OpenFile);

/** Loaded on demand: where nothing has changed, no file is read. */
const reading = loadOnce(() => import('./open-file.ts'));

function begin(file: ListedFile, disk: Disk, context: ReadContext): Begun | Promise<Begun> {
  const signature = context.memory?.signatureOf?.(file.real);
  const known = context.memory?.recall(file.name, (before) => unchangedSince(before, file.real, signature));
  const [first] = known?.manuscripts ?? [];
  if (first && !first.path.includes('#')) disk.articles.set(file.real, first);
  return known ? { file, known } : open(file, disk, context);
}

async function open(file: ListedFile, disk: Disk, context: ReadContext): Promise<Begun> {
  return { file, ...(await (await reading()).openFile(file, disk, context)) };
}

interface SettledFile {
  readonly manuscripts: readonly Manuscript[];
  readonly names: readonly Names[];
  readonly problems: readonly Problem[];
}

/** Resolves what is still open, now that every file was read: also what was read before, if it would resolve otherwise. */
function settle(begun: Begun, disk: Disk, context: ReadContext): SettledFile | Promise<SettledFile> {
  if ('known' in begun && stillAnswersAtOnce(disk, begun.known.answers))
    return { manuscripts: begun.known.manuscripts, problems: begun.known.problems, names: [] };
  return settleLater(begun, disk, context);
}

async function settleLater(begun: Begun, disk: Disk, context: ReadContext): Promise<SettledFile> {
  const { file } = begun;
  if ('known' in begun) {
    const { manuscripts, problems, answers } = begun.known;
    if (await stillAnswers(disk, answers)) return { manuscripts, problems, names: [] };
    return settleLater(await open(file, disk, context), disk, context);
  }
  const { state, names, asked, bare } = begun;
  const resolved = await (await reading()).resolveAll(begun);
  const manuscripts = resolved.flatMap(({ manuscript }) => manuscript ?? []);
  const problems = [...begun.problems, ...resolved.flatMap((one) => one.problems)];
  // Whether a bare page is an article depends on all others.
  // The lock may give an article without a date another one, and with it another address.
  const isSettled =
    !needsDate(context.settings.permalink) || manuscripts.every(({ published }) => published !== undefined);
  if (!bare && isSettled && problems.every(({ severity }) => severity === 'warning'))
    remember(context.memory, disk, [file.name, state], { manuscripts, problems, answers: asked.answers });
  return { manuscripts, names, problems };
}

function remember(
  memory: Memory | undefined,
  disk: Disk,
  [name, state]: readonly [string, string],
  found: Omit<Remembered, 'media'>,
): void {
  const sources = new Set(found.manuscripts.flatMap(({ files }) => files.map(({ source }) => source)));
  memory?.remember(name, state, { ...found, media: [...sources].map((path) => [path, disk.stateOf(path)]) });
}

function byPlace(a: Problem, b: Problem): number {
  const [left = '', right = ''] = [a.file, b.file];
  return left < right ? -1 : left > right ? 1 : (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
