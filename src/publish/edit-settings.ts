import { hash } from 'node:crypto';
import { access, constants, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import type { StyleSettings } from '../model/publication.ts';
import { readYaml } from '../model/yaml.ts';
import { editYaml, YamlEditError } from '../model/yaml-edit.ts';
import { settingsFile } from '../settings/file.ts';
import { textOfFile, writeAtomically } from '../system/files.ts';
import { pathInside } from '../system/inside.ts';
import { prepare } from './prepare.ts';
import { loadIssueThemes } from './themes/issue-themes.ts';
import { themeOf } from './themes/theme.ts';
import { themeAlone } from './themes/theme-alone.ts';
import { unwritable } from './unwritable.ts';

/** How letters are to look: a theme, and what is otherwise than the theme has it. */
export interface WantedLook {
  readonly theme: string;
  readonly style: StyleSettings;
}

/** A change of one value of `tidings.yaml`; without a value, its key is taken out. */
interface SettingsChange {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** The rule of the problem that somebody else has changed the file. */
export const changedOnDisk = 'changed-on-disk';

/** Which state of `tidings.yaml` somebody sees, so that no other one is written over. */
export async function settingsVersion(config: Pick<Config, 'directory' | 'display'>): Promise<string> {
  return versionOf((await readSettings(config)).text);
}

/**
 * Writes the look of letters into `tidings.yaml`, and keeps every other byte. Values that are the theme's own are left
 * out.
 * @param version The state of the file that was shown, as `settingsVersion` says it.
 * @returns whether the file was written; it was not where it says all that already.
 * @throws ProblemError with the rule `changed-on-disk` if the file is another one by now, and with every problem that a
 * build would have with the new one and has not with the old one. Nothing is written then.
 */
export async function editSettings(config: Config, wanted: WantedLook, version: string): Promise<boolean> {
  const turn = saving.then(() => save(config, wanted, version));
  saving = turn.catch(() => undefined);
  return turn;
}

/** Two that save at once in this process do it one after the other; the second then finds another file. */
let saving: Promise<unknown> = Promise.resolve();

async function save(config: Config, wanted: WantedLook, version: string): Promise<boolean> {
  const { text, path, file } = await readSettings(config);
  await refuseUnwritable(path, file);
  if (versionOf(text) !== version) throw refusal(changedOnDisk, file, ...staleWords);
  const read = readYaml({ text, file }, settingsFile);
  if (!read.value) throw new ProblemError(read.problems, { exitCode: 2 });
  const { newsletter } = read.value;
  if (newsletter === false) throw refusal('settings', file, ...noLettersWords);
  const own = (await themeAlone(config, wanted.theme)).settings;
  const style = without(wanted.style, own) as StyleSettings | undefined;
  const isUsual = newsletter?.theme === undefined && wanted.theme === usualTheme;
  const { theme: _, style: __, ...others } = newsletter ?? {};
  const next = { ...others, ...(!isUsual && { theme: wanted.theme }), ...(style && { style }) };
  const changes = changesBetween(newsletter, Object.keys(next).length > 0 ? next : undefined, ['newsletter']);
  if (changes.length === 0) return false;
  const edited = inYaml(text, changes, file);
  const checked = readYaml({ text: edited, file }, settingsFile);
  if (!checked.value) throw new ProblemError(checked.problems, { exitCode: 2 });
  await refuseNewProblems(config, { ...wanted, style: style ?? {} });
  if ((await readSettings(config)).text !== text) throw refusal(changedOnDisk, file, ...staleWords);
  await writeAtomically(path, edited, (await stat(path)).mode & 0o777).catch((error) => {
    throw unwritable(file, error, { rule: 'settings' });
  });
  return true;
}

const usualTheme = 'plain';

const staleWords = [
  'tidings.yaml has been changed since it was shown here',
  'Look at what it says now, and save again.',
] as const;

const noLettersWords = [
  '"newsletter: false" says that there are no letters, so their look has no place in tidings.yaml',
  'Make "newsletter" a section of settings, if only with "style" in it.',
] as const;

/** The text of `tidings.yaml` and the path to write it to: a link is followed, but never out of the publication. */
async function readSettings({ directory, display }: Pick<Config, 'directory' | 'display'>) {
  const shown = join(directory, 'tidings.yaml');
  const file = display(shown);
  const root = await realpath(directory);
  const found = await pathInside(root, join(root, 'tidings.yaml'));
  if ('fault' in found)
    throw refusal('settings', file, `tidings.yaml is ${found.fault}`, 'Make it a file of the publication.');
  const text = await textOfFile(found.path);
  return { text, path: found.path, file };
}

async function refuseUnwritable(path: string, file: string): Promise<void> {
  await access(path, constants.W_OK).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EROFS') throw unwritable(file, error, { rule: 'settings' });
    const message = `tidings.yaml may not be written (${error.code})`;
    throw refusal('settings', file, message, 'Allow it, such as by chmod u+w.');
  });
}

function inYaml(text: string, changes: readonly SettingsChange[], file: string): string {
  try {
    return editYaml(text, changes);
  } catch (error) {
    if (!(error instanceof YamlEditError)) throw error;
    const { message, line } = error;
    const hint = 'Change it in an editor: write the value out, in lines of its own.';
    throw new ProblemError([{ severity: 'error', rule: 'settings', message, hint, file, line }], { exitCode: 2 });
  }
}

function versionOf(text: string): string {
  return hash('sha256', text).slice(0, 32);
}

/** A value without what equals `usual`; undefined if nothing is left. A logo is one value: its pictures belong together. */
function without(value: unknown, usual: unknown, key = ''): unknown {
  if (value === undefined || same(value, usual)) return undefined;
  if (!isGroup(value) || key === 'logo') return value;
  const kept = Object.entries(value).flatMap(([name, inner]) => {
    const left = without(inner, isGroup(usual) ? usual[name] : undefined, name);
    return left === undefined ? [] : [[name, left] as const];
  });
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

/** Colours mean the same in small and in capital letters. */
function same(one: unknown, other: unknown): boolean {
  if (typeof one === 'string' && typeof other === 'string' && one.startsWith('#'))
    return one.toLowerCase() === other.toLowerCase();
  return one === other;
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The smallest changes that make one value of the other: a group that goes goes whole, with its key. */
function changesBetween(old: unknown, next: unknown, path: readonly string[]): SettingsChange[] {
  if (!isGroup(old) || !isGroup(next)) return same(old, next) ? [] : [{ path, value: next }];
  const keys = new Set([...Object.keys(old), ...Object.keys(next)]);
  return [...keys].flatMap((key) => {
    if (old[key] === next[key]) return [];
    return changesBetween(old[key], next[key], [...path, key]);
  });
}

/** Throws the problems that a build has with a look and has not without it: a fault of an article keeps no look back. */
async function refuseNewProblems(config: Config, { theme, style }: WantedLook): Promise<void> {
  const newsletter = { ...config.settings.newsletter, theme, style };
  const found = await problemsWith({ ...config, settings: { ...config.settings, newsletter } });
  if (found.length === 0) return;
  const known = new Set((await problemsWith(config)).map(({ rule, message }) => `${rule} ${message}`));
  const added = found.filter(({ rule, message }) => !known.has(`${rule} ${message}`));
  if (added.length > 0) throw new ProblemError(added, { exitCode: 2 });
}

async function problemsWith(config: Config): Promise<readonly Problem[]> {
  try {
    await themeOf(config);
    const { publication } = await prepare(config);
    await loadIssueThemes(publication.issues ?? [], config);
    return [];
  } catch (error) {
    if (error instanceof ProblemError) return error.problems.filter(({ severity }) => severity === 'error');
    throw error;
  }
}

function refusal(rule: string, file: string, message: string, hint: string): ProblemError {
  return new ProblemError([{ severity: 'error', rule, message, hint, file }], { exitCode: 2 });
}
