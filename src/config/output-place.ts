import { basename, join, relative, sep } from 'node:path';
import { ProblemError } from '../model/problem.ts';
import { sitePagesFolder } from '../model/site-page.ts';
import { isInside, realPathOf } from '../system/inside.ts';

interface Ground {
  /** The publication folder. */
  readonly directory: string;
  /** The articles. */
  readonly source: string;
  /** The folders of the publication that hold something else, relative to it. */
  readonly folders: readonly string[];
}

/** Folders that no output goes into: those of a publication, of git and of npm. */
export const ownFolders = [
  ...['issues', sitePagesFolder, 'themes', 'sources', 'templates'],
  ...['node_modules', '.git', '.tidings'],
];

/**
 * Refuses an output folder in which a build would replace or publish something else. Links are followed.
 * @throws ProblemError with exit code 2.
 */
export async function refuseOutput(
  output: string,
  { directory, source, folders }: Ground,
  display: (file: string) => string,
): Promise<void> {
  const [place, root, articles] = await Promise.all([output, directory, source].map(realPathOf));
  if (isInside(place!, root!) || isInside(place!, articles!) || isAmong(articles!, place!))
    refuse(`the output folder ${display(output)} holds the articles or lies among them`);
  const taken = [];
  for (const folder of folders) taken.push(await realPathOf(join(directory, folder)));
  const other = taken.find((folder) => isInside(folder, place!) || isInside(place!, folder));
  if (other) refuse(`the output folder ${display(output)} is that of something else: ${basename(other)}/`);
  if (place!.split(sep).includes('.git')) refuse(`the output folder ${display(output)} belongs to git`);
}

/** Whether a folder is among the articles. A hidden one is not: articles are never looked for in it. */
function isAmong(articles: string, place: string): boolean {
  return (
    isInside(articles, place) &&
    !relative(articles, place)
      .split(sep)
      .some((part) => part.startsWith('.'))
  );
}

function refuse(message: string): never {
  const hint = 'Name a folder of its own with --output; old files there are replaced.';
  throw new ProblemError([{ severity: 'error', rule: 'config', message, hint }], { exitCode: 2 });
}
