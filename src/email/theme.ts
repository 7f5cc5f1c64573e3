import type { LocalFile } from '../model/article.ts';
import { type Locate, type Problem, ProblemError } from '../model/problem.ts';
import type { StyleSettings, ThemeSettings } from '../model/publication.ts';
import { readYaml } from '../model/yaml.ts';
import { themeFile } from '../settings/style.ts';
import { checkPalettes } from './palette.ts';
import { valueFault } from './theme-data.ts';

/** The look of letters: three templates in MJML and Liquid, and the settings that they share with article bodies. */
export interface Theme {
  /** The last part of its folder's name. */
  readonly name: string;
  /** The text of `layout.mjml`: the letter around its articles. */
  readonly layout: string;
  /** The text of `article.mjml`: one whole article, inside an `mj-column`. */
  readonly article: string;
  /** The text of `digest.mjml`: an article of which the letter has only the summary or the title. */
  readonly digest: string;
  /** The texts of its other `.mjml` files by their names without the ending, which templates render by `{% render %}`. */
  readonly partials?: Readonly<Record<string, string>>;
  /** The texts of `before.txt` and `after.txt`: words around the articles in the text part of a letter. */
  readonly texts?: Readonly<Partial<Record<'before.txt' | 'after.txt', string>>>;
  readonly settings: ThemeSettings;
  /** The addresses of files in its folder that templates name before `file_url`. */
  readonly addresses?: Readonly<Record<string, string>>;
  /** The logo at the top, in place of the publication's name. */
  readonly logo?: Logo;
  /** The picture of the person who writes, as the settings name it. */
  readonly face?: Face;
  /** The files that letters of this theme load from the output: the images of its logo, the editor's picture. */
  readonly files: readonly LocalFile[];
  /** The folder for messages, such as `templates/email/plain`. */
  readonly file: string;
}

export interface Logo {
  /** Absolute. */
  readonly url: string;
  /** The image for dark mode, absolute. */
  readonly darkUrl?: string;
  /** The displayed size, in pixels. */
  readonly width?: number;
  readonly height?: number;
}

/** A picture of the editor. */
export interface Face {
  /** Absolute. */
  readonly url: string;
  /** The displayed size, in pixels; the height of a picture elsewhere on the web is unknown. */
  readonly width: number;
  readonly height?: number;
}

/** The changes of a publication to its theme, and their places in `tidings.yaml`: `at(['light', 'text'])`. */
export interface StyleChanges {
  readonly style: StyleSettings;
  readonly at: Locate;
}

/**
 * Checks the files of a theme. Throws a ProblemError that names the file and line of `theme.yaml`, or of `tidings.yaml`
 * where a changed colour cannot be read.
 */
export function parseTheme(
  files: {
    layout: string;
    article: string;
    digest: string;
    settings: string;
    partials?: Readonly<Record<string, string>> | undefined;
    texts?: Theme['texts'] | undefined;
  },
  file: string,
  changes?: StyleChanges,
): Theme {
  const { partials = {}, texts = {} } = files;
  const read = readYaml({ text: files.settings, file: `${file}/theme.yaml` }, themeFile);
  const problems: Problem[] = [
    ...read.problems,
    ...controlCharacters(files.layout, `${file}/layout.mjml`),
    ...controlCharacters(files.article, `${file}/article.mjml`),
    ...controlCharacters(files.digest, `${file}/digest.mjml`),
    ...Object.entries(texts).flatMap(([name, text]) => controlCharacters(text, `${file}/${name}`)),
    ...Object.entries(partials).flatMap(([name, text]) => controlCharacters(text, `${file}/${name}.mjml`)),
  ];
  if (read.value) problems.push(...faultyDefaults(read.value.data ?? {}, read.at));
  if (!read.value || problems.length > 0) throw new ProblemError(problems);
  const settings = merged(read.value, changes?.style ?? {});
  const unreadable = checkPalettes(settings, (path) => {
    const own = changes !== undefined && valueAt(changes.style, path) !== undefined;
    return { own, at: own ? changes.at(path) : read.at(path) };
  });
  if (unreadable.length > 0) throw new ProblemError(unreadable);
  const name = file.split(/[/\\]/).at(-1)!;
  const { layout, article, digest } = files;
  const some = {
    ...(Object.keys(partials).length > 0 && { partials }),
    ...(Object.keys(texts).length > 0 && { texts }),
  };
  return { name, layout, article, digest, ...some, settings, files: [], file };
}

function faultyDefaults(declared: NonNullable<ThemeSettings['data']>, at: Locate): Problem[] {
  return Object.entries(declared).flatMap(([name, { type, default: usual }]): Problem[] => {
    const fault = usual === undefined ? undefined : valueFault(type, usual);
    if (!fault) return [];
    const { message, hint } = fault;
    const place = at(['data', name, 'default']);
    return [{ severity: 'error', rule: 'theme-data', message: `the default of ${name} ${message}`, hint, ...place }];
  });
}

/** Merges groups at every depth, but replaces a logo whole: its dark image does not match another light one. */
function merged<Value extends object>(base: Value, changes: object): Value {
  const entries = Object.entries(changes).map(([key, change]) => {
    const old: unknown = base[key as keyof Value];
    const isGroup = typeof change === 'object' && typeof old === 'object' && old !== null && key !== 'logo';
    return [key, isGroup ? merged(old, change) : (change ?? old)] as const;
  });
  return { ...base, ...Object.fromEntries(entries) };
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);
}

/** Sentinels and tokens use U+FDD0 to U+FDD4, line marks use control characters: a template that contains such is refused. */
function controlCharacters(text: string, file: string): Problem[] {
  return text.split('\n').flatMap((line, index) => {
    const column = line.search(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufdd0-\ufdef\ufffe\uffff]/);
    if (column < 0) return [];
    return [
      {
        severity: 'error',
        rule: 'control-character',
        message: 'there is a control character here',
        hint: 'Delete it.',
        file,
        line: index + 1,
        column: column + 1,
        excerpt: line,
      },
    ];
  });
}
