import { hash } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { loadOnce } from '../lib/lazy-copy.ts';
import { isReadOnly } from '../system/files.ts';
import type { SharpLoader } from '../system/sharp.ts';
import type { BuildReport } from './build-report.ts';
import type { AskMedia } from './media.ts';
import { BuildMemory, forgetBuilds } from './memory/build-memory.ts';
import { MemoryDamage } from './memory/memory-database.ts';
import { type BuildLockOptions, withBuildLock } from './output/build-lock.ts';
import { engine } from './output/engine.ts';
import { guardStateFiles } from './output/state-files.ts';
import type { Written } from './output/write.ts';
import type { Prepared } from './prepare.ts';
import { inputsOf, standingBuild } from './standing-build.ts';

/** Its problems are warnings, and errors of the letters in `unmade`. */
export interface Built extends Rendered, Written {
  /** Whether the build before had the same problems. */
  readonly told: boolean;
}

export interface Rendered extends Prepared {
  /** The slugs of the letters that cannot be made. All else can be published. */
  readonly unmade: readonly string[];
}

export interface BuildOptions extends BuildLockOptions {
  /** Refuses to change the lock: for machines whose changes are not committed, such as CI. */
  readonly frozen?: boolean;
  /** Asks the web for missing facts about remote files; without it nothing is asked. */
  readonly askMedia?: AskMedia;
  /** The slug of a letter without which nothing is built. */
  readonly needs?: string;
  /** The way to sharp, other than the installed one. */
  readonly sharp?: SharpLoader;
  /** Called with each piece of the output that is ready. */
  readonly onProgress?: (done: number, total: number) => void;
}

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
    const { buildWith } = await rendering();
    const { buildReportOf } = await import('./build-report.ts');
    return buildReportOf(await buildWith(memory, config, own));
  });
}

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

/** Records follow from the settings, from where they lie and from how files are named, so a memory is good for these only. */
async function openMemory(config: Config, options: BuildOptions): Promise<BuildMemory | undefined> {
  const inputs = inputsOf(config, options);
  const { directory, output, settings, published, noticePattern, display } = config;
  const secrets = hash('sha256', JSON.stringify(await config.secrets()));
  const place = [directory, display(directory), published, config.static, secrets];
  const context = JSON.stringify([engine(), settings, noticePattern?.source, ...place]);
  return BuildMemory.open({ directory, output, context, inputs });
}
