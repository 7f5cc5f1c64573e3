import { hash } from 'node:crypto';
import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { escapeXml } from '../lib/escape.ts';
import { loadOnce } from '../lib/lazy-copy.ts';
import { digestOf } from '../model/identities.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import type { PublishOptions } from '../pipeline.ts';
import { filesBelow, isReadOnly, makeFolder, textOfFile } from '../system/files.ts';
import { installedSharp, type SharpLoader } from '../system/sharp.ts';
import { isSameLock, lockToKeep, missingIn, placeholderProblems } from './lock/keep.ts';
import { type Lock, lockName } from './lock/lock.ts';
import { writeLock } from './lock/lock-file.ts';
import type { AskMedia } from './media.ts';
import { BuildMemory, forgetBuilds } from './memory/build-memory.ts';
import { MemoryDamage } from './memory/memory-database.ts';
import { type BuildLockOptions, withBuildLock } from './output/build-lock.ts';
import { engine } from './output/engine.ts';
import { filesOf, type Manifest, manifestFile, readManifest, touchManifest, writeManifest } from './output/manifest.ts';
import { openSkeletons } from './output/skeletons.ts';
import { guardStateFiles } from './output/state-files.ts';
import { noteTold } from './output/told.ts';
import { claims, type Written, writeFiles } from './output/write.ts';
import { knownPicturesFile } from './pictures/known-pictures.ts';
import { type Prepared, prepare } from './prepare.ts';
import { loadIssueThemes } from './themes/issue-themes.ts';
import { themeOf } from './themes/theme.ts';
import { loadWebTemplates } from './themes/web-templates.ts';

/** Its problems are warnings, and errors of the letters in `unmade`. */
export interface Built extends Rendered, Written {
  /** Whether the build before had the same problems. */
  readonly told: boolean;
}

interface Rendered extends Prepared {
  /** The slugs of the letters that cannot be made. All else can be published. */
  readonly unmade: readonly string[];
}

export interface CheckedBuild extends Rendered {
  /** The publication's own themes, which were proven on sample letters. */
  readonly themes: readonly string[];
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

/**
 * Builds a publication or a single file into the output folder: lock first, then the files, each whole. Of builds that
 * begin at once, each waits for the one before.
 * @throws ProblemError that names the state that was left.
 */
export async function buildPublication(config: Config, options: BuildOptions = {}): Promise<Built> {
  if (config.single) return buildWith(undefined, config, options);
  // Nothing can be kept there, so that no id may be minted, and nothing changes the publication meanwhile.
  if (isReadOnly(config.directory)) return buildWith(undefined, config, { ...options, frozen: true });
  return withBuildLock(config, () => guardStateFiles(config, () => buildAll(config, options)), options);
}

/** Loaded on demand: where nothing has changed, nothing is rendered. */
const rendering = loadOnce(() => import('../pipeline.ts'));
const drawing = loadOnce(() => import('./pictures/open.ts'));

/** Renders everything and writes nothing, as `tidings check` does. */
export async function checkBuild(config: Config, signal?: AbortSignal): Promise<CheckedBuild> {
  const [prepared, theme, web] = await Promise.all([prepare(config), themeOf(config), loadWebTemplates()]);
  const themes = await loadIssueThemes(prepared.publication.issues ?? [], config);
  const { proveThemes } = await import('./themes/prove-theme.ts');
  const { pieces } = await rendering();
  const { proven, problems } = config.settings.letters
    ? await proveThemes([theme, ...themes.values()], config)
    : { proven: [], problems: [] };
  const claim = claims();
  const skeletons = openSkeletons(config);
  const letters = listener();
  const { openPictures } = await drawing();
  const pictures = await openPictures(config, prepared, 'look', { signal });
  for (const piece of pieces(prepared.publication, { theme, themes, web, skeletons, pictures, ...letters.options })) {
    signal?.throwIfAborted();
    piece.paths.forEach(claim);
    await piece.render();
  }
  return {
    ...prepared,
    problems: [...prepared.problems, ...letters.warnings, ...pictures.problems(), ...problems],
    unmade: letters.slugs,
    themes: proven,
  };
}

/** Gathers the problems of letters. */
function listener(needs?: string) {
  const warnings: Problem[] = [];
  const slugs: string[] = [];
  const warn = (problem: Problem) => void warnings.push(problem);
  const unmade = (slug: string, error: ProblemError) => {
    if (slug === needs) throw error;
    slugs.push(slug);
    warnings.push(...error.problems);
  };
  return { warnings, slugs, options: { warn, unmade } };
}

async function buildAll(config: Config, options: BuildOptions): Promise<Built> {
  try {
    return await buildRemembering(config, options);
  } catch (error) {
    if (!(error instanceof MemoryDamage)) throw error;
    forgetBuilds(config.directory);
    return buildRemembering(config, options);
  }
}

async function buildRemembering(config: Config, options: BuildOptions): Promise<Built> {
  const memory = await openMemory(config);
  try {
    return await buildWith(memory, config, options);
  } finally {
    memory?.close();
  }
}

async function buildWith(memory: BuildMemory | undefined, config: Config, options: BuildOptions): Promise<Built> {
  const { signal, frozen, askMedia } = options;
  const remote = { ...(askMedia && { ask: askMedia }), ...(signal && { signal }) };
  const preparing = prepare(config, memory, remote);
  const [prepared, theme, web] = await Promise.all([preparing, themeOf(config), loadWebTemplates()]);
  const lock = lockToKeep(config, prepared.before, prepared.lock);
  const lockStays = lock === undefined || isSameLock(prepared.before, lock);
  if (frozen && lock && !lockStays) refuseChange(config, prepared.before, lock);
  const themes = await loadIssueThemes(prepared.publication.issues ?? [], config);
  const created = await makeOutput(config);
  const means = { theme, themes, web };
  const { sharp = installedSharp } = options;
  const digest = memory && digestOf(prepared.publication, [theme, [...themes], web, sharp.version()]);
  const standing = lockStays && digest !== undefined && memory?.pieces.standing(digest, besides(config));
  if (standing)
    return settled(memory, config, { ...prepared, written: [], unchanged: standing, removed: [], unmade: [] });
  try {
    return await buildAnew(memory, config, { ...options, prepared, lock, means, digest });
  } catch (error) {
    if (created) await rmdir(config.output).catch(() => undefined);
    throw error;
  }
}

interface Making extends BuildOptions {
  readonly prepared: Prepared;
  /** The lock to write, if there is one to be. */
  readonly lock: Lock | undefined;
  readonly means: Pick<PublishOptions, 'theme' | 'themes' | 'web'>;
  readonly digest: string | undefined;
}

/** Renders and writes the pieces that are not in place. */
async function buildAnew(memory: BuildMemory | undefined, config: Config, making: Making): Promise<Built> {
  const { prepared, lock, means, digest, signal, frozen, onProgress, needs, sharp } = making;
  const manifest: Manifest = config.single ? { outputs: {} } : await readManifest(config.directory);
  const previous = filesOf(manifest, config.directory, config.output);
  const present = previous === undefined ? await feedIn(config) : undefined;
  const { feed } = prepared.lock;
  if (present && feed !== undefined && !config.single) refuseAnother(config, present, feed);
  const keeps = keepsState(config);
  let noted = manifest;
  const list = async (files: ReadonlySet<string>) => {
    if (keeps) noted = await writeManifest(noted, config.directory, config.output, files);
  };
  const letters = listener(needs);
  const { pieces } = await rendering();
  const skeletons = openSkeletons(config);
  const { openPictures } = await drawing();
  const pictures = await openPictures(config, prepared, keeps ? 'build' : 'single', { sharp, signal });
  const rendered = pieces(prepared.publication, { ...means, skeletons, pictures, ...letters.options });
  const written = await writeFiles([...rendered], config.output, {
    previous: previous ?? [],
    mayReplace: previous !== undefined || present !== undefined,
    isKnown: (piece) => memory?.pieces.isKnown(piece) ?? false,
    note: (piece) => memory?.pieces.note(piece),
    display: config.display,
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
    commit: (files) =>
      guardStateFiles(config, async () => {
        if (keeps && lock && !frozen) memory?.noteLock(await writeLock(config, lock));
        // Old and new together, so that a kill from here on loses sight of no file.
        await list(new Set([...(previous ?? []), ...files]));
      }),
  });
  const files = [...written.written, ...written.unchanged];
  const keep = async () => {
    const before = noted;
    await list(new Set(files));
    if (keeps && noted === before && written.written.length > 0) await touchManifest(noted);
    if (keeps) await pictures.save();
  };
  await guardStateFiles(config, keep, complete);
  await skeletons.save();
  const ofPictures = pictures.problems();
  // Problems of pictures are told until they are mended.
  const isWhole = keeps && letters.slugs.length + ofPictures.length === 0;
  memory?.pieces.noteStanding(isWhole ? digest : undefined, besides(config), files.length);
  const strays = previous === undefined ? await straysIn(config, new Set(files)) : [];
  const found = [...letters.warnings, ...ofPictures, ...strays];
  return settled(memory, config, { ...prepared, ...written, unmade: letters.slugs }, found);
}

/** Saves the memory and collects the problems, once all files are in place. */
async function settled(
  memory: BuildMemory | undefined,
  config: Config,
  built: Omit<Built, 'told'>,
  found: readonly Problem[] = [],
): Promise<Built> {
  memory?.save();
  const problems = [...placeholderProblems(config, built.before), ...built.problems, ...found];
  const told =
    keepsState(config) && (await guardStateFiles(config, () => noteTold(config.directory, problems), complete));
  return { ...built, problems, told };
}

function keepsState({ single, directory }: Config): boolean {
  return !single && !isReadOnly(directory);
}

/** The files by which builds know of each other. */
function besides({ directory }: Config): string[] {
  return [join(directory, lockName), manifestFile(directory), knownPicturesFile(directory)];
}

const complete = 'Every file of the output is in place.';

/** Records follow from the settings, from where they lie and from how files are named, so a memory is good for these only. */
async function openMemory(config: Config): Promise<BuildMemory | undefined> {
  const { directory, output, settings, published, noticePattern, display } = config;
  const secrets = hash('sha256', JSON.stringify(await config.secrets()));
  const place = [directory, display(directory), published, config.static, secrets];
  const context = JSON.stringify([engine(), settings, noticePattern?.source, ...place]);
  return BuildMemory.open({ directory, output, context });
}

/** Creates the output folder and removes the remains of a killed build. Returns whether the folder is new. */
async function makeOutput(config: Config): Promise<boolean> {
  const kind = await stat(config.output).catch(() => undefined);
  if (kind && !kind.isDirectory()) {
    const message = `${config.display(config.output)} is a file, and the output needs a folder of that name`;
    throw new ProblemError(
      [
        {
          severity: 'error',
          rule: 'write',
          message,
          hint: 'Move the file away, or name another folder with --output.',
        },
      ],
      { exitCode: 2 },
    );
  }
  if (!kind) {
    await makeFolder(config.output).catch((error: NodeJS.ErrnoException) => {
      const message = `the folder ${config.display(config.output)} cannot be made (${error.code})`;
      throw new ProblemError(
        [{ severity: 'error', rule: 'write', message, hint: 'Name another folder with --output.' }],
        { exitCode: 2 },
      );
    });
    return true;
  }
  const names = await readdir(config.output).catch((error: NodeJS.ErrnoException) => {
    const message = `the folder ${config.display(config.output)} cannot be read (${error.code})`;
    const hint = 'Make it readable and writable for yourself, or name another folder with --output.';
    throw new ProblemError([{ severity: 'error', rule: 'write', message, hint }], { exitCode: 2 });
  });
  for (const name of names) {
    const owner = /^\.tidings-(\d+)$/.exec(name)?.[1];
    if (owner && !isRunning(Number(owner))) await rm(join(config.output, name), { recursive: true, force: true });
  }
  return false;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Refuses the changes of the lock that a frozen build must not make, by the paths of articles and issues. */
function refuseChange(config: Config, before: Lock, wanted: Lock): void {
  const paths = missingIn(before, wanted);
  if (!paths) return;
  const named = paths.slice(0, 5).join(', ') + (paths.length > 5 ? ` and ${paths.length - 5} more` : '');
  const way = isReadOnly(config.directory) ? 'where the publication can be written' : 'once without --frozen';
  const hint = `Build ${way} and commit the lock; a machine that forgets it would mint other ids.`;
  const message = `the lock does not hold what it needs to${named && `: ${named}`}`;
  const file = config.display(join(config.directory, lockName));
  throw new ProblemError([{ severity: 'error', rule: 'frozen', file, message, hint }]);
}

/** The Atom feed of a build whose manifest is lost or elsewhere, as in a fresh clone; undefined if there is none. */
async function feedIn({ output, settings }: Config): Promise<string | undefined> {
  const feed = await textOfFile(join(output, settings.feeds.paths.atom)).catch(() => '');
  return feed.includes('<generator>Tidings</generator>') ? feed : undefined;
}

/** Two publications in one folder would replace each other's feeds and pages at each build. */
function refuseAnother({ output, display }: Config, feed: string, id: string): void {
  const present = /<id>([^<]*)<\/id>/.exec(feed)?.[1];
  if (present === undefined || present === escapeXml(id)) return;
  const message = `${display(output)} holds the feeds of another publication, ${present}`;
  const hint = `Name another folder with --output. If it is the same publication, whose id is now ${id}: put its tidings.lock back, or empty that folder.`;
  throw new ProblemError([{ severity: 'error', rule: 'other-publication', message, hint }], { exitCode: 2 });
}

/** Files that no known build wrote are the person's own, or left over from a lost manifest: named, never removed. */
async function straysIn(config: Config, files: ReadonlySet<string>): Promise<Problem[]> {
  const strays = (await filesBelow(config.output)).filter((path) => !files.has(path) && !path.startsWith('.'));
  if (strays.length === 0) return [];
  const named = strays.slice(0, 5).join(', ') + (strays.length > 5 ? ` and ${strays.length - 5} more` : '');
  return [
    {
      severity: 'warning',
      rule: 'stray',
      message: `${config.display(config.output)} holds files that this build did not write: ${named}`,
      hint: 'They were left alone. Remove them yourself if they are left over from an older build.',
    },
  ];
}
