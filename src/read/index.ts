import { stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { referencesIn } from '../clean/fragment.ts';
import { loadOnce } from '../lib/lazy-copy.ts';
import { mapLimit } from '../lib/map-limit.ts';
import { inZone } from '../lib/time.ts';
import type { Manuscript } from '../model/article.ts';
import { pageFile } from '../model/page-path.ts';
import { needsDate } from '../model/permalink.ts';
import type { Problem } from '../model/problem.ts';
import type { Settings } from '../model/publication.ts';
import { stateOf, unchangedSince } from '../system/file-state.ts';
import { NotingLookup, stillAnswers, stillAnswersAtOnce } from './answers.ts';
import { isFolderData, type ListedFile } from './article-files.ts';
import { ArticleNames } from './article-names.ts';
import { withoutPages } from './bare-pages.ts';
import { composeArticle, type UnresolvedArticle } from './compose.ts';
import { decode } from './decode.ts';
import { Disk, type Ground, readBytes } from './disk.ts';
import { findDuplicates, hasDuplicates, type Names } from './duplicates.ts';
import { endingOf, findFiles } from './find-files.ts';
import type { SourceFile } from './formats/source.ts';
import type { IssueManuscript } from './issues/issue.ts';
import type { Memory, Remembered } from './memory.ts';
import { parseArticles } from './parse.ts';
import { type Resolved, resolveArticle } from './resolve-article.ts';
import { limits, unreadable } from './unreadable.ts';

export interface ReadContext extends Ground {
  /** Pattern by which a last paragraph becomes the notice; absent if turned off. */
  readonly noticePattern?: RegExp;
  /** `title` for a single file that is built without a publication. */
  readonly slugFrom: 'file' | 'title';
  /** The dates of articles that were published before, by the paths of their files. */
  readonly dates?: ReadonlyMap<string, string>;
  /** The folder of hand-made issues, relative to `root`; absent if none are read. */
  readonly issues?: string;
  /** The results of earlier runs in the same context. */
  readonly memory?: Memory;
  /** Set where the folder of articles may be missing: they come from elsewhere, too. */
  readonly isOptional?: boolean;
}

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
  const isMissing = context.isOptional && !(await stat(target).catch(() => undefined));
  const found = isMissing ? nothing : await findFiles(target, disk, context.issues, context.settings.generator);
  const { files, problems, passed, alone, held } = found;
  disk.names = new ArticleNames(files);
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
type Begun = { readonly file: ListedFile } & (
  | { readonly known: Remembered }
  | {
      readonly state: string;
      readonly articles: readonly (UnresolvedArticle | Resolved)[];
      readonly names: readonly Names[];
      readonly problems: readonly Problem[];
      readonly asked: NotingLookup;
      /** Whether it may be no article: HTML without front matter, or data of a folder. */
      readonly bare: boolean;
    }
);

/** A link may lead to a file that is still to be read. All else is finished now, so that its source can be let go. */
async function begin(file: ListedFile, disk: Disk, context: ReadContext): Promise<Begun> {
  const known = context.memory?.recall(file.name, (before) => unchangedSince(before, file.real));
  const [first] = known?.manuscripts ?? [];
  if (first && !first.path.includes('#')) disk.articles.set(file.real, first);
  return known ? { file, known } : beginAnew(file, disk, context);
}

async function beginAnew(file: ListedFile, disk: Disk, context: ReadContext) {
  // Before it is read: what changes meanwhile is seen at the next build.
  const state = context.memory ? stateOf(file.real) : '';
  const { unresolved, problems, bare } = await readFile(file, disk, context);
  const [first] = unresolved;
  if (first && !first.draft.several) disk.articles.set(file.real, first.manuscript);
  const asked = new NotingLookup(disk);
  const articles = await Promise.all(unresolved.map((one) => (hasLinks(one) ? one : resolveArticle(one, asked))));
  const named = unresolved.filter(({ isRefused }) => !isRefused);
  const names = named.map((one) => namesOf(one, context.settings));
  return { file, state, articles, names, problems, asked, bare };
}

interface SettledFile {
  readonly manuscripts: readonly Manuscript[];
  readonly names: readonly Names[];
  readonly problems: readonly Problem[];
}

/** Resolves what is still open, now that every file was read: also what was read before, if it would resolve otherwise. */
async function settle(begun: Begun, disk: Disk, context: ReadContext): Promise<SettledFile> {
  const { file } = begun;
  if ('known' in begun) {
    const { manuscripts, problems, answers } = begun.known;
    if (stillAnswersAtOnce(disk, answers) ?? (await stillAnswers(disk, answers)))
      return { manuscripts, problems, names: [] };
    return settle(await beginAnew(file, disk, context), disk, context);
  }
  const { state, articles, names, asked, bare } = begun;
  const resolved = await Promise.all(articles.map((one) => ('draft' in one ? resolveArticle(one, asked) : one)));
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

async function readFile(
  { path, real, name }: ListedFile,
  disk: Disk,
  { settings, noticePattern, slugFrom, dates }: ReadContext,
): Promise<{
  readonly unresolved: readonly UnresolvedArticle[];
  readonly problems: readonly Problem[];
  readonly bare: boolean;
}> {
  const refuse = (problem: Problem) => ({ unresolved: [], problems: [problem], bare: false });
  const display = disk.display(path);
  const ending = endingOf(path);
  const raw = await readBytes(real, limits[ending]!);
  if ('fault' in raw) return refuse(unreadable(raw.fault, display));
  const decoded = decode(raw.bytes, display);
  if ('problem' in decoded) return refuse(decoded.problem);
  const file: SourceFile = {
    absolute: path,
    // Some file systems take letters and their accents apart.
    path: relative(disk.root, path).replaceAll(sep, '/').normalize('NFC'),
    name,
    display,
    ending,
    modified: inZone(raw.modified, settings.timezone),
  };
  const reading = {
    settings,
    timezone: settings.timezone,
    slugFrom,
    isStrict: settings.frontMatter === 'strict',
    ...(settings.generator && { generator: settings.generator }),
    ...(noticePattern && { noticePattern }),
  };
  const { drafts, problems } = await parseArticles(decoded.text, file, reading);
  const composed = await Promise.all(drafts.map((draft) => composeArticle(draft, file, settings, dates)));
  return {
    unresolved: composed.flatMap((one) => one.unresolved ?? []),
    problems: [...problems, ...composed.flatMap((one) => one.problems)],
    bare: isFolderData(path) || drafts.some((draft) => draft.bare),
  };
}

function hasLinks({ content }: UnresolvedArticle): boolean {
  return referencesIn(content).some(({ kind }) => kind === 'link');
}

function namesOf({ manuscript, draft }: UnresolvedArticle, settings: Settings): Names {
  const { at, front, titlePlace } = draft;
  return {
    slug: manuscript.slug,
    page: pageFile(manuscript, settings),
    slugPlace: front.slug === undefined ? titlePlace : at(['slug']),
    ...(front.id !== undefined && { id: front.id, idPlace: at(['id']) }),
  };
}

function byPlace(a: Problem, b: Problem): number {
  const [left = '', right = ''] = [a.file, b.file];
  return left < right ? -1 : left > right ? 1 : (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
