import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, sep } from 'node:path';
import type { Problem } from '../model/problem.ts';
import type { Generator } from '../model/publication.ts';
import { isInside } from '../system/inside.ts';
import { type Found, filesIn } from '../system/walk.ts';
import { articlesAmong, type ListedFile, othersAmong, type PassedOver } from './article-files.ts';
import type { Disk } from './disk.ts';
import { isDataOfEleventy, publishedBy } from './generator-files.ts';
import { heldByFiles } from './held-files.ts';
import { limits, unreadable } from './unreadable.ts';

export interface FoundFiles {
  readonly files: readonly ListedFile[];
  readonly passed: readonly PassedOver[];
  readonly problems: readonly Problem[];
  /** Whether one file was named itself, so that it is an article whatever its name says. */
  readonly alone: boolean;
  /** The real paths of files whose articles the site does not publish: drafts, whatever they say themselves. */
  readonly held: ReadonlySet<string>;
}

/** The files that may hold articles: one, or those below a folder, without its issues (relative to the publication). */
export async function findFiles(
  target: string,
  disk: Disk,
  issues: string | undefined,
  generator?: Generator,
): Promise<FoundFiles> {
  const display = (path: string) => disk.display(path);
  const refuse = (fault: Parameters<typeof unreadable>[0]) => one([], [unreadable(fault, display(given))]);
  const given = join(await realpath(dirname(target)).catch(() => dirname(target)), basename(target));
  const found = await disk.find(given);
  if ('fault' in found) return refuse(found.fault);
  const kind = await stat(found.path).catch(() => undefined);
  if (!kind?.isDirectory()) {
    if (!kind?.isFile()) return refuse('special');
    if (!(endingOf(given) in limits)) return refuse('format');
    return one([{ path: given, real: found.path, name: basename(given) }], []);
  }
  const { files, others, faults } = await filesIn(found.path, disk.root, (name) => endingOf(name) in limits);
  // Where the articles lie in the publication's own folder, the issues are not among them.
  const isIssue = (path: string) => issues !== undefined && path.startsWith(join(disk.root, issues, sep));
  const named = (all: readonly Found[]) =>
    all.filter(({ path }) => !isIssue(path)).map((file) => ({ ...file, name: relative(found.path, file.path) }));
  const listed = named(files);
  const isData = (file: ListedFile) => generator === 'eleventy' && isDataOfEleventy(file, listed);
  const articles = articlesAmong(
    listed.filter((file) => !isData(file)),
    display,
  );
  const published = await publishedBy(generator, articles.files, display);
  // A link may lead to a folder that holds much besides articles.
  const own = named(others).filter(({ path }) => isInside(found.path, path));
  const where = { folder: found.path, root: disk.root, display };
  const byFiles = await heldByFiles(generator, published.files, [...listed, ...own], where);
  const holds = [...published.holds, ...byFiles];
  // In the publication's own folder lies much else.
  const isPublication = own.some(({ name }) => name === 'tidings.yaml');
  return {
    files: published.files,
    passed: [
      ...articles.passed,
      ...published.passed,
      ...(isPublication
        ? []
        : othersAmong(
            own.filter((file) => !isData(file)),
            articles.files,
            display,
          )),
    ],
    problems: [
      ...faults.map(({ path, fault }) => unreadable(fault, display(path))),
      ...holds.map(({ problem }) => problem),
    ],
    alone: false,
    held: new Set(holds.flatMap((hold) => hold.articles.map(({ real }) => real))),
  };
}

function one(files: readonly ListedFile[], problems: readonly Problem[]): FoundFiles {
  return { files, passed: [], problems, alone: true, held: new Set() };
}

export function endingOf(path: string): string {
  return extname(path).toLowerCase();
}
