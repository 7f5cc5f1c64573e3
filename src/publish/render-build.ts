import { rmdir } from 'node:fs/promises';
import type { Config } from '../config/config.ts';
import { loadOnce } from '../lib/lazy-copy.ts';
import { digestOf } from '../model/identities.ts';
import type { Problem } from '../model/problem.ts';
import type { PublishOptions } from '../pipeline.ts';
import { isReadOnly } from '../system/files.ts';
import { installedSharp } from '../system/sharp.ts';
import { summaryOf } from './build-report.ts';
import type { BuildOptions, Built } from './built.ts';
import { lettersListener } from './letters/unmade.ts';
import { refuseChange } from './lock/frozen.ts';
import { isSameLock, lockToKeep, placeholderProblems } from './lock/keep.ts';
import type { Lock } from './lock/lock.ts';
import { writeLock } from './lock/lock-file.ts';
import type { BuildMemory } from './memory/build-memory.ts';
import type { ToldBuild } from './memory/standing-memory.ts';
import { feedIn, makeOutput, refuseAnother, straysIn } from './output/make-output.ts';
import { filesOf, type Manifest, readManifest, touchManifest, writeManifest } from './output/manifest.ts';
import { openSkeletons } from './output/skeletons.ts';
import { guardStateFiles } from './output/state-files.ts';
import { noteTold } from './output/told.ts';
import { writeFiles } from './output/write.ts';
import { noteArticles } from './partial/note-articles.ts';
import { type Prepared, prepare } from './prepare.ts';
import { besides, complete } from './standing-build.ts';
import { loadIssueThemes } from './themes/issue-themes.ts';
import { themeOf } from './themes/theme.ts';
import { loadWebTemplates } from './themes/web-templates.ts';

/** Loaded on demand: where nothing has changed, nothing is rendered. */
const rendering = loadOnce(() => import('../pipeline.ts'));
const drawing = loadOnce(() => import('./pictures/open.ts'));

/** Reads, renders and writes what is not in place. */
export async function buildWith(
  memory: BuildMemory | undefined,
  config: Config,
  options: BuildOptions,
): Promise<Built> {
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
  const told = toldOf(prepared, config, lockStays ? prepared.before : lock);
  const standing = lockStays && digest !== undefined && memory?.pieces.standing(digest, besides(config), told);
  if (memory && standing) {
    noteArticles(memory, config, prepared.publication.articles, prepared.lock.entries);
    return settled(memory, config, { ...prepared, written: [], unchanged: standing, removed: [], unmade: [] });
  }
  try {
    return await buildAnew(memory, config, { ...options, prepared, lock, means, digest, told });
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
  readonly told: ToldBuild | undefined;
}

/**
 * What the next build can tell of the same, which has the lock of this one. What is warned of and what issues hold may
 * follow from the lock; a date that is taken from git may change without any file.
 */
function toldOf(prepared: Prepared, config: Config, after: Lock): ToldBuild | undefined {
  const { before, issuesRead, lock, problems } = prepared;
  const isPlain = problems.length + issuesRead.length + (lock.issues ?? []).length === 0;
  if ((after !== before && !isPlain) || problems.some(({ rule }) => rule === 'no-date')) return undefined;
  const summary = () => summaryOf(prepared, problemsOf({ before: after, problems }, config));
  const { drafts, future } = prepared.held;
  const held = [...drafts, ...future].map(({ url }) => url);
  return { from: config.now.getTime(), until: prepared.until, held, summary };
}

/** Renders and writes the pieces that are not in place. */
async function buildAnew(memory: BuildMemory | undefined, config: Config, making: Making): Promise<Built> {
  const { prepared, lock, means, digest, told, signal, frozen, onProgress, needs, sharp } = making;
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
  const letters = lettersListener(needs);
  const { pieces } = await rendering();
  const skeletons = openSkeletons(config);
  const { openPictures } = await drawing();
  const pictures = await openPictures(config, prepared, keeps ? 'build' : 'single', { sharp, signal });
  const rendered = pieces(prepared.publication, {
    ...means,
    skeletons,
    pictures,
    entries: memory?.pieces.entries,
    ...letters.options,
  });
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
  memory?.pieces.noteStanding(isWhole ? digest : undefined, { besides: besides(config), files: files.length, told });
  if (memory) noteArticles(memory, config, prepared.publication.articles, prepared.lock.entries);
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
  const problems = [...problemsOf(built, config), ...found];
  const told =
    keepsState(config) && (await guardStateFiles(config, () => noteTold(config.directory, problems), complete));
  return { ...built, problems, told };
}

function problemsOf({ before, problems }: Pick<Prepared, 'before' | 'problems'>, config: Config): Problem[] {
  return [...placeholderProblems(config, before), ...problems];
}

function keepsState({ single, directory }: Config): boolean {
  return !single && !isReadOnly(directory);
}
