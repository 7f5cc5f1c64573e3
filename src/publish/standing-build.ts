import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../config/config.ts';
import { installedSharp } from '../system/sharp.ts';
import { type TreeState, treeState } from '../system/tree-state.ts';
import type { BuildReport, BuildSummary } from './build-report.ts';
import type { BuildOptions } from './built.ts';
import { lockName } from './lock/lock.ts';
import type { BuildMemory } from './memory/build-memory.ts';
import { manifestFile } from './output/manifest.ts';
import { guardStateFiles } from './output/state-files.ts';
import { noteTold } from './output/told.ts';

/** Whose shapes letters and pages have without a theme of one's own. */
const templates = ['email', 'web'].map((name) => fileURLToPath(new URL(`../../templates/${name}`, import.meta.url)));

/**
 * The state of all that a build follows from besides settings and program: the whole folder of the publication but
 * what is made of it, and the templates. To be asked before anything is read.
 */
export function inputsOf(config: Config, { sharp = installedSharp }: BuildOptions): TreeState | undefined {
  const { directory, output, published, origins } = config;
  const passed = new Set(['.git', '.tidings', lockName].map((name) => join(directory, name)).concat(output));
  // Of a publication that serves its whole folder, anything may be shown.
  if (!published.some((folder) => join(directory, folder) === directory)) passed.add(join(directory, 'node_modules'));
  const isDatabase = (path: string) => path.startsWith(join(directory, 'tidings.db'));
  const state = treeState([directory, ...templates], (path) => passed.has(path) || isDatabase(path));
  // By the address of one run no id is kept.
  const besides = JSON.stringify([sharp.version(), origins.url]);
  return state && { ...state, digest: state.digest + besides, lines: [...state.lines, besides] };
}

/** The outcome where nothing has changed since the last build: nothing is read and nothing is written then. */
export async function standingBuild(memory: BuildMemory, config: Config): Promise<BuildReport | undefined> {
  const told = memory.pieces.told(besides(config), config.now.getTime());
  if (!told) return undefined;
  const summary = told.summary as BuildSummary;
  const note = () => noteTold(config.directory, summary.problems);
  const outcome = { written: [], unchanged: told.files, removed: [], unmade: [] };
  return { ...summary, ...outcome, told: await guardStateFiles(config, note, complete) };
}

/** The files by which builds know of each other. */
export function besides({ directory }: Pick<Config, 'directory'>): string[] {
  const kept = ['pictures.json', 'media.json'].map((name) => join(directory, '.tidings', name));
  return [join(directory, lockName), manifestFile(directory), ...kept];
}

export const complete = 'Every file of the output is in place.';
