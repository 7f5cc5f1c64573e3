import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Declared } from '../../email/theme-data.ts';
import { nearest } from '../../lib/nearest.ts';
import type { Problem } from '../../model/problem.ts';
import { readYaml } from '../../model/yaml.ts';
import { themeFile } from '../../settings/style.ts';
import { textOfFile } from '../../system/files.ts';
import { pathInside } from '../../system/inside.ts';

/** A theme that a publication may choose. */
export interface ThemePlace {
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  /** Whether it is a folder of the publication. */
  readonly own: boolean;
}

/** The themes of a publication, then those that come with Tidings and are not in the way of one of the same name. */
export async function listThemes(directory?: string): Promise<ThemePlace[]> {
  const own = directory === undefined ? [] : await foldersIn(join(directory, 'themes'), true);
  const builtIn = await foldersIn(builtInThemes, false);
  return [...own, ...builtIn.filter(({ name }) => !own.some((other) => other.name === name))];
}

/** The folder of the themes that come with Tidings. */
export const builtInThemes = fileURLToPath(new URL('../../../templates/email/', import.meta.url));

/** The files that make a folder a theme. */
export const themeFiles = ['layout.mjml', 'article.mjml', 'digest.mjml', 'theme.yaml'] as const;

async function foldersIn(parent: string, own: boolean): Promise<ThemePlace[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return names.toSorted().map((name) => ({ name, folder: join(parent, name), own }));
}

/** A file of the publication's own theme lies in the publication, links followed: what it says becomes public. */
export async function readThemeFile({ folder, own }: ThemePlace, file: string, directory?: string): Promise<string> {
  const path = join(folder, file);
  if (!own || directory === undefined) return textOfFile(path);
  const found = await pathInside(await realpath(directory), await realpath(path));
  if ('path' in found) return textOfFile(found.path);
  throw Object.assign(new Error(`${path} is ${found.fault}`), { code: 'EXDEV' });
}

/** The values that a theme takes; nothing for one whose settings cannot be read, which loading it tells. */
export async function declaredBy({ folder }: ThemePlace): Promise<Declared | undefined> {
  const text = await textOfFile(join(folder, 'theme.yaml')).catch(() => undefined);
  const read = text === undefined ? undefined : readYaml({ text, file: folder }, themeFile);
  return read?.value && (read.value.data ?? {});
}

/** That a theme is not there, with the nearest name. */
export function unknownThemeProblem(name: string, places: readonly ThemePlace[]): Problem {
  const names = places.map((place) => place.name);
  const near = nearest(name, names);
  return {
    severity: 'error',
    rule: 'theme',
    message: `there is no theme "${name}"`,
    hint: near ? `Did you mean "${near}"?` : `There are: ${names.join(', ')}.`,
  };
}
