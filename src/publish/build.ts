import type { Config } from '../config/config.ts';
import { loadOnce } from '../lib/lazy-copy.ts';
import { isReadOnly } from '../system/files.ts';
import type { BuildReport } from './build-report.ts';
import type { BuildOptions, Built } from './built.ts';
import { BuildMemory, forgetBuilds } from './memory/build-memory.ts';
import { contextOf } from './memory/context.ts';
import { MemoryDamage } from './memory/memory-database.ts';
import { withBuildLock } from './output/build-lock.ts';
import { engine } from './output/engine.ts';
import { guardStateFiles } from './output/state-files.ts';
import { followsFromArticles } from './partial/changed-files.ts';
import { inputsOf, standingBuild } from './standing-build.ts';

/** Loaded on demand: where nothing has changed, nothing is read or rendered. */
const rendering = loadOnce(() => import('./render-build.ts'));

/**
 * Builds a publication or a single file into the output folder: lock first, then the files, each whole. Of builds that
 * begin at once, each waits for the one before.
 * @throws ProblemError that names the state that was left.
 */
export async function buildPublication(config: Config, options: BuildOptions = {}): Promise<Built> {
  return inTurn(config, options, async (memory, own) => (await rendering()).buildWith(memory, config, own));
}

/** The same where only what is told of it is asked for: of files that are all as they were, nothing is read. */
export async function rebuild(config: Config, options: BuildOptions = {}): Promise<BuildReport> {
  return inTurn(config, options, async (memory, own) => {
    const standing = memory && !options.askMedia && (await standingBuild(memory, config));
    if (standing) return standing;
    const part =
      memory && followsFromArticles(config, options) && (await partially()).partialBuild(memory, config, own);
    const built = part && (await part);
    if (built) return built;
    const { buildWith } = await rendering();
    const { buildReportOf } = await import('./build-report.ts');
    return buildReportOf(await buildWith(memory, config, own));
  });
}

/** Loaded on demand as well: it needs a part of what rendering needs. */
const partially = loadOnce(() => import('./partial/partial-build.ts'));

type Work<Result> = (memory: BuildMemory | undefined, options: BuildOptions) => Promise<Result>;

function inTurn<Result>(config: Config, options: BuildOptions, work: Work<Result>): Promise<Result> {
  if (config.single) return work(undefined, options);
  // Nothing can be kept there, so that no id may be minted, and nothing changes the publication meanwhile.
  if (isReadOnly(config.directory)) return work(undefined, { ...options, frozen: true });
  const remember = () => guardStateFiles(config, () => remembering(config, options, (memory) => work(memory, options)));
  return withBuildLock(config, remember, options);
}

/** Works with what earlier builds remember, and once more without it where that is damaged. */
async function remembering<Result>(
  config: Config,
  options: BuildOptions,
  work: (memory: BuildMemory | undefined) => Promise<Result>,
): Promise<Result> {
  try {
    return await withMemory(config, options, work);
  } catch (error) {
    if (!(error instanceof MemoryDamage)) throw error;
    forgetBuilds(config.directory);
    return withMemory(config, options, work);
  }
}

async function withMemory<Result>(
  config: Config,
  options: BuildOptions,
  work: (memory: BuildMemory | undefined) => Promise<Result>,
): Promise<Result> {
  const memory = await openMemory(config, options);
  try {
    return await work(memory);
  } finally {
    memory?.close();
  }
}

/** Asks something of a publication with what builds remember of it, and remembers nothing more. */
export async function recalling<Result>(
  config: Config,
  work: (memory: BuildMemory | undefined) => Promise<Result>,
): Promise<Result> {
  if (config.single || isReadOnly(config.directory)) return work(undefined);
  try {
    return await withMemory(config, {}, work);
  } catch (error) {
    if (!(error instanceof MemoryDamage)) throw error;
    return work(undefined);
  }
}

async function openMemory(config: Config, options: BuildOptions): Promise<BuildMemory | undefined> {
  const inputs = inputsOf(config, options);
  const { directory, output } = config;
  const context = await contextOf(config, engine());
  return BuildMemory.open({ directory, output, context, inputs });
}
