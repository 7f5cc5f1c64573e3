import { basename, extname, join, relative, resolve, sep } from 'node:path';
import type { Config } from '../config/config.ts';
import { slugOf } from '../lib/slug.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import { sitePagesFolder } from '../model/site-page.ts';
import type { FileLeftOut, FilesLeftOut } from '../publish/left-out.ts';
import { isPathBelow } from '../publish/output/watch.ts';
import type { Prepared } from '../publish/prepare.ts';
import { issuesFolder } from '../publish/read-context.ts';

export interface PreparedAround<Result> {
  readonly result: Result;
  /** The errors of the files that were left out, and the warnings of these files. */
  readonly faults: readonly Problem[];
  readonly leftOut: FilesLeftOut;
}

interface Place {
  readonly config: Config;
  /** The working directory, by which problems name files. */
  readonly cwd: string;
  /** The last good state, whose words stand in for a file that has errors now. */
  readonly last?: Prepared | undefined;
}

/**
 * Prepares a publication around the files that have errors: one broken article hides no other.
 * @throws ProblemError where it is not a file of an article, an issue or a page that keeps all of it back.
 */
export async function prepareAround<Result>(
  prepareWith: (leftOut: FilesLeftOut) => Promise<Result>,
  place: Place,
): Promise<PreparedAround<Result>> {
  const leftOut = new Map<string, FileLeftOut>();
  let faults: readonly Problem[] = [];
  for (;;) {
    try {
      return { result: await prepareWith(leftOut), faults, leftOut };
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const more = nextLeftOut(error.problems, leftOut, place);
      if (!more) throw new ProblemError(together(faults, error.problems), error);
      for (const [file, instead] of more) leftOut.set(file, instead);
      faults = together(
        faults,
        error.problems.filter(({ file = '' }) => leftOut.has(file)),
      );
    }
  }
}

/** The files whose errors keep all others back; undefined where leaving out more would not help. */
function nextLeftOut(
  problems: readonly Problem[],
  leftOut: FilesLeftOut,
  place: Place,
): readonly (readonly [string, FileLeftOut])[] | undefined {
  const more: (readonly [string, FileLeftOut])[] = [];
  for (const { severity, file } of problems) {
    if (severity !== 'error') continue;
    const instead = file === undefined ? undefined : insteadOf(file, leftOut.get(file), place);
    if (!instead) return undefined;
    more.push([file!, instead]);
  }
  return more.length === 0 ? undefined : more;
}

/** First the words of the last good state, and nothing where these are at fault, too. */
function insteadOf(
  file: string,
  before: FileLeftOut | undefined,
  { config, cwd, last }: Place,
): FileLeftOut | undefined {
  if (before) return before.manuscripts.length === 0 ? undefined : { ...before, manuscripts: [] };
  const absolute = resolve(cwd, file);
  const kind = kindOf(absolute, config);
  if (kind === undefined) return undefined;
  const isOfFile = ({ origin }: { readonly origin: { readonly file: string } }) => origin.file === file;
  return {
    kind,
    path: relative(config.directory, absolute).split(sep).join('/').normalize('NFC'),
    slug: slugOfFile(absolute, kind),
    manuscripts: kind === 'article' ? (last?.manuscripts.filter(isOfFile) ?? []) : [],
    issues: kind === 'issue' ? (last?.issuesRead.filter(isOfFile) ?? []) : [],
  };
}

function kindOf(absolute: string, { directory, source, single }: Config): FileLeftOut['kind'] | undefined {
  if (single) return undefined;
  const isBelow = (folder: string) => isPathBelow(absolute, folder) && absolute !== folder;
  if (isBelow(join(directory, issuesFolder)) && !isBelow(source)) return 'issue';
  if (isBelow(join(directory, sitePagesFolder)) && !isBelow(source)) return 'page';
  return isBelow(source) ? 'article' : undefined;
}

function slugOfFile(absolute: string, kind: FileLeftOut['kind']): string {
  const name = basename(absolute, extname(absolute));
  return slugOf(kind === 'article' ? name.replace(/^\d{4}-\d\d-\d\d[-_]/, '') : name) || 'untitled';
}

/** Each once. */
export function together(some: readonly Problem[], others: readonly Problem[]): readonly Problem[] {
  return [...new Map([...some, ...others].map((problem) => [JSON.stringify(problem), problem])).values()];
}
