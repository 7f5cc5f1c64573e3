import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import { ProblemError } from '../../model/problem.ts';
import { type Piece, pieces } from '../../pipeline.ts';
import { writeAtomically } from '../../system/files.ts';
import { type BuildReport, type BuildSummary, summaryWith } from '../build-report.ts';
import type { BuildOptions } from '../built.ts';
import { lettersListener } from '../letters/unmade.ts';
import { formatEntry } from '../lock/format.ts';
import { lockName } from '../lock/lock.ts';
import { LockText } from '../lock/splice.ts';
import type { BuildMemory } from '../memory/build-memory.ts';
import type { LastBuild } from '../memory/standing-memory.ts';
import { addToManifest, manifestFile, touchManifest } from '../output/manifest.ts';
import { openSkeletons } from '../output/skeletons.ts';
import { guardStateFiles } from '../output/state-files.ts';
import { noteTold } from '../output/told.ts';
import { writeFiles } from '../output/write.ts';
import { openPictures } from '../pictures/open.ts';
import type { Pictures } from '../pictures/pictures.ts';
import { besides, complete } from '../standing-build.ts';
import { themeOf } from '../themes/theme.ts';
import { loadWebTemplates } from '../themes/web-templates.ts';
import { type ChangedFiles, changedFiles } from './changed-files.ts';
import { freshPaths } from './fresh-paths.ts';
import { GiveUp } from './give-up.ts';
import { type PartialPublication, partialPublication } from './partial-publication.ts';

/**
 * Builds what has changed where that is a few articles, which are new or edited: all else is neither read nor rendered,
 * and its files are known to be in place. Undefined where only a whole build can tell the outcome, or has something to
 * tell of; nothing was written then.
 */
export async function partialBuild(
  memory: BuildMemory,
  config: Config,
  options: BuildOptions,
): Promise<BuildReport | undefined> {
  const last = memory.pieces.changedSince(besides(config), config.now.getTime());
  if (!last || (last.summary as BuildSummary).problems.length > 0) return undefined;
  const files = changedFiles(last.changes, config, memory);
  if (!files || !memory.pieces.areInPlace(last.files)) return undefined;
  const progress: Progress = { isCommitted: false };
  try {
    return await build({ memory, config, options, last, files, progress });
  } catch (error) {
    if (!progress.isCommitted && (error instanceof GiveUp || error instanceof ProblemError)) return undefined;
    throw error;
  }
}

interface Progress {
  /** Whether anything may have been written. */
  isCommitted: boolean;
}

interface Work {
  readonly memory: BuildMemory;
  readonly config: Config;
  readonly options: BuildOptions;
  readonly last: LastBuild;
  readonly files: ChangedFiles;
  readonly progress: Progress;
}

async function build({ memory, config, options, last, files, progress }: Work): Promise<BuildReport> {
  const { directory, output, display } = config;
  const { signal, sharp, onProgress } = options;
  const text = await readFile(join(directory, lockName), 'utf8');
  if (!memory.isOwnLock(text)) throw new GiveUp('the lock is not that of a build');
  const lock = new LockText(text);
  const part = await partialPublication(files, { lock, held: last.held }, memory, config);
  const letters = lettersListener();
  const skeletons = openSkeletons(config);
  const pictures = await openPictures(config, { before: { entries: [], issues: part.issues } }, 'build', {
    ...{ sharp, signal, isPart: true },
  });
  const rendered = pieces(part.publication, {
    ...(await meansOf(config)),
    ...{ skeletons, pictures, entries: memory.pieces.entries },
    changed: new Set(part.changed.map(({ article }) => article)),
    ...letters.options,
  });
  const fresh = new Set<string>();
  const isKnown = (piece: Piece) => {
    for (const path of freshPaths(piece.paths, memory.pieces.pathsOf(piece), output)) fresh.add(path);
    return memory.pieces.isKeyed(piece);
  };
  const written = await writeFiles([...rendered], output, {
    previous: [],
    mayReplace: true,
    isKnown,
    note: (piece) => memory.pieces.note(piece),
    display,
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
    commit: () => {
      refuseNews(letters.warnings.length, pictures);
      progress.isCommitted = true;
      return guardStateFiles(config, () => commit(part, lock, fresh, memory, config));
    },
  });
  await guardStateFiles(config, () => keep(config, pictures, written.written.length > 0), complete);
  await skeletons.save();
  const summary = summaryWith(last.summary as BuildSummary, part.publication.articles, part.changed);
  const total = last.files + fresh.size;
  memory.articles.put(part.changed.map(({ row }) => row));
  memory.pieces.noteStanding('', {
    besides: besides(config),
    files: total,
    told: { ...last, from: config.now.getTime(), summary: () => summary },
  });
  memory.savePart();
  const told = await guardStateFiles(config, () => noteTold(directory, []), complete);
  return {
    ...summary,
    written: written.written,
    unchanged: total - written.written.length,
    removed: [],
    unmade: [],
    told,
  };
}

async function meansOf(config: Config) {
  const [theme, web] = await Promise.all([themeOf(config), loadWebTemplates()]);
  return { theme, web };
}

/** Gives up where letters or pictures have a warning: a whole build tells it with all others. */
function refuseNews(warnings: number, pictures: Pictures): void {
  if (warnings + pictures.problems().length > 0 || pictures.losesCopies) throw new GiveUp('there is something to tell');
}

/** Lock and list of files, before any of them is in its place. */
async function commit(
  { changed }: PartialPublication,
  before: LockText,
  fresh: ReadonlySet<string>,
  memory: BuildMemory,
  { directory, output }: Config,
): Promise<void> {
  const lock = changed.reduce((text, { entry }) => text.with(entry.id, formatEntry(entry)), before).toString();
  if (lock !== before.toString()) await writeAtomically(join(directory, lockName), lock);
  memory.noteLock(lock);
  if (fresh.size > 0) await addToManifest(directory, output, [...fresh]);
}

async function keep({ directory }: Config, pictures: Pictures, hasWritten: boolean): Promise<void> {
  if (hasWritten) await touchManifest({ file: manifestFile(directory) });
  await pictures.save();
}
