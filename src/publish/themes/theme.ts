import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Config } from '../../config/config.ts';
import { parseTheme, type Theme } from '../../email/theme.ts';
import { dataProblems } from '../../email/theme-data.ts';
import type { DataValue } from '../../model/data-value.ts';
import type { Issue } from '../../model/issue.ts';
import { type Locate, type Problem, ProblemError } from '../../model/problem.ts';
import type { NewsletterSettings, Settings } from '../../model/publication.ts';
import { readYaml, type YamlSource } from '../../model/yaml.ts';
import { addressOfStatic } from '../../read/places.ts';
import { settingsFile } from '../../settings/file.ts';
import { themeFile } from '../../settings/style.ts';
import { withLogo } from './logo.ts';
import { readPartials } from './partial-files.ts';
import { withThemeFiles } from './theme-files.ts';
import { type PicturePlace, withFace } from './theme-picture.ts';
import {
  builtInThemes,
  declaredBy,
  listThemes,
  readThemeFile,
  type ThemePlace,
  type themeFiles,
  unknownThemeProblem,
} from './theme-places.ts';

/** The publication that uses the theme. Without it a theme is loaded as it is, without a logo. */
export interface ThemeUse {
  /** `newsletter.style` is laid over the theme. */
  readonly settings: Pick<Settings, 'url' | 'newsletter' | 'site' | 'data'>;
  /** The publication folder, absolute, if there is one: it may hold themes of its own, and the files of a logo. */
  readonly directory?: string;
  /** The folders that a site serves by itself, relative to `directory`. */
  readonly static?: readonly string[];
  /** The folder of a picture of the logo that is not in `directory` yet. */
  readonly kept?: (path: string) => string | undefined;
  /** How a file is named in messages; by its whole path, if not set. */
  readonly display?: (file: string) => string;
}

type ThemeConfig = Pick<Config, 'settings' | 'directory' | 'display' | 'static'>;

/** The theme that a publication chose, or `plain`; or the one of this name. Throws as `loadTheme` does. */
export async function themeOf(config: ThemeConfig, name = chosenTheme(config)): Promise<Theme> {
  return loadTheme(name, config);
}

/** The theme of each of some issues, each loaded once. Throws as `loadTheme` does. */
export async function themesOf(
  issues: readonly Pick<Issue, 'theme'>[],
  config: ThemeConfig,
): Promise<readonly Theme[]> {
  const loaded = new Map<string, Theme>();
  for (const { theme = chosenTheme(config) } of issues)
    if (!loaded.has(theme)) loaded.set(theme, await loadTheme(theme, config));
  return issues.map(({ theme = chosenTheme(config) }) => loaded.get(theme)!);
}

/** The name of the theme of all letters that choose none of their own. */
export function chosenTheme({ settings }: { readonly settings: Pick<Settings, 'newsletter'> }): string {
  return settings.newsletter.theme ?? 'plain';
}

/**
 * Reads a theme by its name: from `themes/` of the publication if it is there, else from those that come with Tidings.
 * @throws ProblemError at the line of `theme.yaml`, of a template or of `tidings.yaml`.
 */
export async function loadTheme(name: string, use?: ThemeUse): Promise<Theme> {
  const places = await listThemes(use?.directory);
  const place = places.find((candidate) => candidate.name === name);
  const isChosen = use !== undefined && name === chosenTheme(use);
  if (!place) throw unknownTheme(name, places, isChosen ? (await settingsAt(use))(['newsletter', 'theme']) : {});
  const shown = place.own ? (use?.display ?? String)(place.folder) : `templates/email/${name}`;
  // One after the other, so that of several missing files the first is named.
  const read = (file: (typeof themeFiles)[number]) =>
    readThemeFile(place, file, use?.directory).catch(missing(`${shown}/${file}`));
  const layout = await read('layout.mjml');
  const article = await read('article.mjml');
  const digest = await read('digest.mjml');
  const settings = await read('theme.yaml');
  const partials = await readPartials(place.folder, shown, (name) => readThemeFile(place, name, use?.directory));
  const texts = await readExtraTexts(place, shown, use?.directory);
  const style = use?.settings.newsletter.style;
  const inSettings = use && style && (await settingsAt(use));
  const changes = inSettings && {
    style,
    at: (path: readonly PropertyKey[]) => inSettings(['newsletter', 'style', ...path]),
  };
  const theme = parseTheme({ layout, article, digest, settings, partials, texts }, shown, changes);
  if (!use) return theme;
  if (isChosen && use.settings.data) await refuseData(theme, places, use);
  if (style?.logo && use.directory === undefined) refuseLocalLogo(style.logo);
  const inTheme = () => placesIn({ text: settings, file: `${shown}/theme.yaml` }, themeFile);
  const web = {
    url: use.settings.url,
    ...(!use.settings.site && { served: (path: string) => servedFile(path, use) }),
  };
  const withItsLogo = await withLogo(theme, {
    ...web,
    folder: (style?.logo && use.directory) || place.folder,
    ...(use.kept && { kept: use.kept }),
    name: isChosen || style?.logo ? 'logo' : `${name}-logo`,
    at: (key) => (style?.logo ? changes!.at(['logo', key]) : inTheme()(['logo', key])),
  });
  const withItsFiles = await withThemeFiles(withItsLogo, { ...web, folder: place.folder }, await actionOf(place, use));
  return withEditor(withItsFiles, use, web);
}

/** The words that a theme adds to the text part of letters; without the files, none. */
async function readExtraTexts(place: ThemePlace, shown: string, directory?: string): Promise<Theme['texts']> {
  const texts: Record<string, string> = {};
  for (const name of ['before.txt', 'after.txt']) {
    const text = await readThemeFile(place, name, directory).catch((error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? undefined : missing(`${shown}/${name}`)(error),
    );
    if (text !== undefined) texts[name] = text;
  }
  return texts;
}

/** A theme's own `action.mjml`, which may name files, too. That it cannot be read, making mails of it tells. */
async function actionOf(place: ThemePlace, { directory }: ThemeUse): Promise<string> {
  return place.own ? readThemeFile(place, 'action.mjml', directory).catch(() => '') : '';
}

/** The theme with the picture of who writes. Without a publication folder, only an address leads to one. */
async function withEditor(theme: Theme, use: ThemeUse, web: Omit<PicturePlace, 'folder'>): Promise<Theme> {
  const image = use.settings.newsletter.editor?.image;
  if (image === undefined) return theme;
  if (use.directory === undefined) refuseLocalPicture('newsletter.editor.image', image);
  const at = (await settingsAt(use))(['newsletter', 'editor', 'image']);
  return withFace(theme, image, { ...web, folder: use.directory ?? '', at });
}

/** A value of the settings is for the theme that is chosen, or else for another one of the publication's own. */
async function refuseData(theme: Theme, places: readonly ThemePlace[], use: ThemeUse): Promise<void> {
  const declared = theme.settings.data ?? {};
  const at = await settingsAt(use);
  const given: Record<string, DataValue> = {};
  for (const [name, value] of Object.entries(use.settings.data ?? {}))
    if (Object.hasOwn(declared, name) || !(await isDeclared(name, places))) given[name] = value;
  const problems = dataProblems(declared, given, (path, target) => at(['data', ...path], target));
  if (problems.length > 0) throw new ProblemError(problems, { exitCode: 2 });
}

async function isDeclared(name: string, places: readonly ThemePlace[]): Promise<boolean> {
  for (const place of places.filter(({ own }) => own)) {
    const declared = await declaredBy(place);
    if (declared && Object.hasOwn(declared, name)) return true;
  }
  return false;
}

/** The address at which another program's site has a file; undefined if it lies in no static folder. */
async function servedFile(path: string, { directory, settings, static: folders = [] }: ThemeUse) {
  if (directory === undefined) return undefined;
  const root = await realpath(directory);
  const found = await Promise.all(folders.map((folder) => realpath(join(root, folder)).catch(() => [])));
  return addressOfStatic(path, { settings, root, staticFolders: found.flat() });
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
  return new ProblemError([{ ...unknownThemeProblem(name, places), ...at }], { exitCode: 2 });
}

/** A bundler takes the code and leaves the templates. */
function themesGone(name: string): ProblemError {
  const message = `there is no theme "${name}", and the folder of the themes that come with Tidings is gone: ${builtInThemes}`;
  const hint =
    'Leave "tidings" out of your bundle, as an external package, or give the files of a theme to parseTheme.';
  return new ProblemError([{ severity: 'error', rule: 'theme', message, hint }], { exitCode: 2 });
}
