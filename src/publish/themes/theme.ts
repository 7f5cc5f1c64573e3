import { readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import type { Config } from '../../config/config.ts';
import { parseTheme, type Theme } from '../../email/theme.ts';
import { nearest } from '../../lib/nearest.ts';
import { type Locate, type Problem, ProblemError } from '../../model/problem.ts';
import type { NewsletterSettings, Settings } from '../../model/publication.ts';
import { readYaml, type YamlSource } from '../../model/yaml.ts';
import { addressOfStatic } from '../../read/places.ts';
import { settingsFile } from '../../settings/file.ts';
import { themeFile } from '../../settings/style.ts';
import { textOfFile } from '../../system/files.ts';
import { pathInside } from '../../system/inside.ts';
import { withLogo } from './logo.ts';
import { readPartials } from './partial-files.ts';
import { type PicturePlace, withFace } from './theme-picture.ts';

/** The publication that uses the theme. Without it a theme is loaded as it is, without a logo. */
export interface ThemeUse {
  /** `newsletter.style` is laid over the theme. */
  readonly settings: Pick<Settings, 'url' | 'newsletter' | 'site'>;
  /** The publication folder, absolute, if there is one: it may hold themes of its own, and the files of a logo. */
  readonly directory?: string;
  /** The folders that a site serves by itself, relative to `directory`. */
  readonly static?: readonly string[];
  /** How a file is named in messages; by its whole path, if not set. */
  readonly display?: (file: string) => string;
}

/** The theme that a publication chose, or `plain`. Throws as `loadTheme` does. */
export async function themeOf(config: Pick<Config, 'settings' | 'directory' | 'display' | 'static'>): Promise<Theme> {
  return loadTheme(config.settings.newsletter.theme ?? 'plain', config);
}

/**
 * Reads a theme by its name: from `themes/` of the publication if it is there, else from those that come with Tidings.
 * @throws ProblemError at the line of `theme.yaml`, of a template or of `tidings.yaml`.
 */
export async function loadTheme(name: string, use?: ThemeUse): Promise<Theme> {
  const places = await listThemes(use?.directory);
  const place = places.find((candidate) => candidate.name === name);
  if (!place) throw unknownTheme(name, places, use ? (await settingsAt(use))(['newsletter', 'theme']) : {});
  const shown = place.own ? (use?.display ?? String)(place.folder) : `templates/email/${name}`;
  // One after the other, so that of several missing files the first is named.
  const read = (file: (typeof themeFiles)[number]) =>
    readThemeFile(place, file, use?.directory).catch(missing(`${shown}/${file}`));
  const layout = await read('layout.mjml');
  const article = await read('article.mjml');
  const digest = await read('digest.mjml');
  const settings = await read('theme.yaml');
  const partials = await readPartials(place.folder, shown, (name) => readThemeFile(place, name, use?.directory));
  const style = use?.settings.newsletter.style;
  const inSettings = use && style && (await settingsAt(use));
  const changes = inSettings && {
    style,
    at: (path: readonly PropertyKey[]) => inSettings(['newsletter', 'style', ...path]),
  };
  const theme = parseTheme({ layout, article, digest, settings, partials }, shown, changes);
  if (!use) return theme;
  if (style?.logo && use.directory === undefined) refuseLocalLogo(style.logo);
  const inTheme = () => placesIn({ text: settings, file: `${shown}/theme.yaml` }, themeFile);
  const web = {
    url: use.settings.url,
    ...(!use.settings.site && { served: (path: string) => servedFile(path, use) }),
  };
  const withItsLogo = await withLogo(theme, {
    ...web,
    folder: (style?.logo && use.directory) || place.folder,
    at: (key) => (style?.logo ? changes!.at(['logo', key]) : inTheme()(['logo', key])),
  });
  return withEditor(withItsLogo, use, web);
}

/** The theme with the picture of who writes. Without a publication folder, only an address leads to one. */
async function withEditor(theme: Theme, use: ThemeUse, web: Omit<PicturePlace, 'folder'>): Promise<Theme> {
  const image = use.settings.newsletter.editor?.image;
  if (image === undefined) return theme;
  if (use.directory === undefined) refuseLocalPicture('newsletter.editor.image', image);
  const at = (await settingsAt(use))(['newsletter', 'editor', 'image']);
  return withFace(theme, image, { ...web, folder: use.directory ?? '', at });
}

/** The address at which another program's site has a file; undefined if it lies in no static folder. */
async function servedFile(path: string, { directory, settings, static: folders = [] }: ThemeUse) {
  if (directory === undefined) return undefined;
  const root = await realpath(directory);
  const found = await Promise.all(folders.map((folder) => realpath(join(root, folder)).catch(() => [])));
  return addressOfStatic(path, { settings, root, staticFolders: found.flat() });
}

/** A file of the publication's own theme lies in the publication, links followed: what it says becomes public. */
export async function readThemeFile({ folder, own }: ThemePlace, file: string, directory?: string): Promise<string> {
  const path = join(folder, file);
  if (!own || directory === undefined) return textOfFile(path);
  const found = await pathInside(await realpath(directory), await realpath(path));
  if ('path' in found) return textOfFile(found.path);
  throw Object.assign(new Error(`${path} is ${found.fault}`), { code: 'EXDEV' });
}

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

const builtInThemes = fileURLToPath(new URL('../../../templates/email/', import.meta.url));

/** The files that make a folder a theme. */
export const themeFiles = ['layout.mjml', 'article.mjml', 'digest.mjml', 'theme.yaml'] as const;

async function foldersIn(parent: string, own: boolean): Promise<ThemePlace[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return names.toSorted().map((name) => ({ name, folder: join(parent, name), own }));
}

/** The places of keys in `tidings.yaml`, which was read and found right before; of none, if it is not there. */
export async function settingsAt({ directory, display = String }: ThemeUse): Promise<Locate> {
  if (directory === undefined) return () => ({});
  const file = join(directory, 'tidings.yaml');
  const text = await readFile(file, 'utf8').catch(() => '');
  return placesIn({ text, file: display(file) }, settingsFile);
}

function placesIn(source: YamlSource, schema: z.ZodObject): Locate {
  const read = readYaml(source, schema);
  return read.value === undefined ? () => ({ file: source.file }) : read.at;
}

const faults: Readonly<Record<string, string>> = {
  ENOENT: 'the theme lacks this file',
  EXDEV: 'this file is a link that leads out of the publication',
};

function missing(file: string) {
  return ({ code }: NodeJS.ErrnoException): never => {
    throw new ProblemError([
      {
        severity: 'error',
        rule: 'theme',
        message: faults[code ?? ''] ?? `this file cannot be read (${code})`,
        hint: 'A theme has layout.mjml, article.mjml, digest.mjml and theme.yaml; "tidings theme copy" makes all four.',
        file,
      },
    ]);
  };
}

/** Without a publication folder a path leads nowhere. */
function refuseLocalLogo({ light, dark = light }: NonNullable<NewsletterSettings['style']>['logo'] & object): void {
  for (const picture of [light, dark]) refuseLocalPicture('newsletter.style.logo', picture);
}

function refuseLocalPicture(setting: string, file: string): void {
  if (/^https?:/i.test(file)) return;
  const message = `${setting} names the file ${file}, and there is no publication folder`;
  const hint = 'Give its address on the web, or the folder as "directory".';
  throw new ProblemError([{ severity: 'error', rule: 'theme', message, hint }], { exitCode: 2 });
}

function unknownTheme(name: string, places: readonly ThemePlace[], at: Partial<Problem>): ProblemError {
  if (places.every(({ own }) => own)) return themesGone(name);
  const names = places.map((place) => place.name);
  const near = nearest(name, names);
  return new ProblemError(
    [
      {
        severity: 'error',
        rule: 'theme',
        message: `there is no theme "${name}"`,
        hint: near ? `Did you mean "${near}"?` : `There are: ${names.join(', ')}.`,
        ...at,
      },
    ],
    { exitCode: 2 },
  );
}

/** A bundler takes the code and leaves the templates. */
function themesGone(name: string): ProblemError {
  const message = `there is no theme "${name}", and the folder of the themes that come with Tidings is gone: ${builtInThemes}`;
  const hint =
    'Leave "tidings" out of your bundle, as an external package, or give the files of a theme to parseTheme.';
  return new ProblemError([{ severity: 'error', rule: 'theme', message, hint }], { exitCode: 2 });
}
