import { fileURLToPath } from 'node:url';
import { fitLetter } from '../../email/budget.ts';
import { type SampleLetter, sampleLetters, samplePicture, sampleSettings } from '../../email/sample-letters.ts';
import type { Theme } from '../../email/theme.ts';
import type { LocalFile } from '../../model/article.ts';
import { ProblemError } from '../../model/problem.ts';
import type { StyleSettings, ThemePalette } from '../../model/publication.ts';
import { composeLetter } from '../../pipeline.ts';
import { findIssue } from '../../publish/issues/find-issue.ts';
import { fitIssue } from '../../publish/letters/fit-issue.ts';
import { openPictures } from '../../publish/pictures/open.ts';
import { loadTheme } from '../../publish/themes/theme.ts';
import { withLook } from '../../web/look.ts';
import { webPages } from '../../web/pages.ts';
import type { Good } from '../session.ts';
import { fieldName, logoFields } from './fields.ts';
import { heldLogos } from './held-logos.ts';
import { queryOf, type Trial, type TriedStyle, triedStyle } from './trial.ts';

/** A theme as a trial has it. Colours that nobody could read are tried as well: only saving refuses them. */
export interface ThemeOnTrial extends TriedStyle {
  readonly theme: Theme;
}

/** The name of the letters that show what a theme bears, in place of one of the publication. */
export const sample = 'sample';

/** A file of the output as a trial makes it; undefined for what no look changes. */
interface TriedFiles {
  readonly text?: string;
  readonly source?: string;
}

/** How many looks of one state are kept: both modes and all views of a few steps back. */
const mostTrials = 8;

/** What was made of looks, for each state of the publication. */
const made = new WeakMap<Good, Map<string, TrialRoom>>();

/** The renderings of a look, each made once. */
export function trialRoom(good: Good, trial: Trial): TrialRoom {
  const rooms = made.get(good) ?? new Map<string, TrialRoom>();
  made.set(good, rooms);
  const key = JSON.stringify(queryOf(trial));
  const room = rooms.get(key) ?? new TrialRoom(good, trial);
  rooms.delete(key);
  rooms.set(key, room);
  for (const old of [...rooms.keys()].slice(0, -mostTrials)) rooms.delete(old);
  return room;
}

/** One look of one state of the publication. */
export class TrialRoom {
  readonly #good: Good;
  readonly #trial: Trial;
  readonly #letters = new Map<string, Promise<string>>();
  #tried: Promise<ThemeOnTrial> | undefined;

  constructor(good: Good, trial: Trial) {
    this.#good = good;
    this.#trial = trial;
  }

  /** Throws a ProblemError if the theme cannot be loaded at all. */
  tried(): Promise<ThemeOnTrial> {
    this.#tried ??= tryTheme(this.#good, this.#trial);
    return this.#tried;
  }

  /** The HTML of a letter to everybody. Throws a ProblemError if it cannot be made. */
  letter(name: string): Promise<string> {
    const letter = this.#letters.get(name) ?? this.#makeLetter(name);
    this.#letters.set(name, letter);
    return letter;
  }

  /** The paths of the style sheets and pictures that follow from a look. */
  async ownFiles(): Promise<readonly string[]> {
    const { theme } = await this.tried();
    return ['style.css', 'feed.css', samplePicture, ...theme.files.map(({ path }) => path)];
  }

  /** A page, a style sheet or a picture that is another one with this look. */
  async file(path: string): Promise<TriedFiles | undefined> {
    const { theme } = await this.tried();
    const picture = [...theme.files, sampleFile].find((file) => file.path === path);
    if (picture) return { source: picture.source };
    const { publication } = this.#good.prepared;
    if (!publication.settings.site) return undefined;
    const pages = webPages(publication, withLook(this.#good.web, theme), theme.logo);
    for (const page of pages) if (page.path === path) return { text: page.render() };
    return undefined;
  }

  #triedBy(theme: string): Promise<ThemeOnTrial> {
    return theme === this.#trial.theme ? this.tried() : tryTheme(this.#good, { ...this.#trial, theme });
  }

  async #makeLetter(name: string): Promise<string> {
    const { config, prepared } = this.#good;
    const [kind, wanted] = name.split(':');
    if (kind === sample) {
      const { theme } = await this.tried();
      const settings = sampleSettings(config.settings);
      const issue = sampleIssue(sampleLetters(settings, theme.settings.data ?? {}, theme.file), wanted);
      const { letters } = await fitLetter(issue, { settings, articles: [] }, theme);
      return composeLetter(letters[0], issue, { settings }).email.html;
    }
    const issue = findIssue(prepared, name);
    // An issue that chooses a theme has it whatever theme is tried, and what is laid over themes.
    const { theme } = await (issue.theme === undefined ? this.tried() : this.#triedBy(issue.theme));
    const pictures = await openPictures(config, prepared, 'send');
    const { letters } = await fitIssue(issue, prepared, { theme, skeletons: new Map(), pictures });
    return composeLetter(letters[0], issue, prepared.publication).email.html;
  }
}

function sampleIssue(letters: readonly SampleLetter[], wanted: string | undefined): SampleLetter['issue'] {
  return (letters.find(({ name }) => name === wanted) ?? letters.find(({ name }) => name === 'technical')!).issue;
}

const sampleFile: LocalFile = {
  path: samplePicture,
  source: fileURLToPath(new URL('../../../templates/starter/articles/images/harbour.png', import.meta.url)),
};

async function tryTheme({ config }: Good, trial: Trial): Promise<ThemeOnTrial> {
  const { style, faults } = triedStyle(trial);
  const { light, dark, logo, ...rest } = style;
  const load = (given: StyleSettings) => {
    const { data: _, ...settings } = config.settings;
    const newsletter = { ...settings.newsletter, theme: trial.theme, style: given };
    const kept = (path: string) => heldLogos(config).folderOf(path);
    return loadTheme(trial.theme, { ...config, kept, settings: { ...settings, newsletter } });
  };
  const inColours = (theme: Theme): Theme => {
    const { settings } = theme;
    const changed = { light: inPalette(settings.light, light), dark: inPalette(settings.dark, dark) };
    return { ...theme, settings: { ...settings, ...changed } };
  };
  try {
    return { theme: inColours(await load({ ...rest, ...(logo && { logo }) })), style, faults };
  } catch (error) {
    if (!logo || !(error instanceof ProblemError)) throw error;
    const theme = inColours(await load(rest));
    const [{ message, hint } = { message: error.message }] = error.problems;
    const field = logo.dark !== undefined && message.includes(logo.dark) ? logoFields.dark : logoFields.light;
    const added = new Map([...faults, [fieldName(field), { message, ...(hint !== undefined && { hint }) }]]);
    return { theme, style, faults: added };
  }
}

function inPalette(palette: ThemePalette, changes: StyleSettings['light']): ThemePalette {
  const { code, ...others } = changes ?? {};
  return { ...palette, ...others, code: { ...palette.code, ...code } };
}
