import { z } from 'zod';
import { type Problem, ProblemError } from '../problem.ts';
import { readYaml } from '../yaml.ts';

/** How letters look: three templates in MJML and Liquid, and the settings that they and the article's body share. */
export interface Theme {
  /** The last part of its folder's name. */
  readonly name: string;
  /** The text of `layout.mjml`: the whole letter around its articles. */
  readonly layout: string;
  /** The text of `article.mjml`: what stands for each article, inside an `mj-column`. */
  readonly article: string;
  /** The text of `digest.mjml`: what stands for an article of which the letter holds only its summary or its title. */
  readonly digest: string;
  readonly settings: ThemeSettings;
  /** The folder as messages name it, such as `templates/email/plain`. */
  readonly file: string;
}

export type ThemeSettings = z.output<typeof schema>;

/** Checks the files of a theme. Throws a ProblemError that names the file and line of `theme.yaml`. */
export function parseTheme(
  files: { layout: string; article: string; digest: string; settings: string },
  file: string,
): Theme {
  const settings = readYaml({ text: files.settings, file: `${file}/theme.yaml` }, schema);
  const problems: Problem[] = [
    ...settings.problems,
    ...controlCharacters(files.layout, `${file}/layout.mjml`),
    ...controlCharacters(files.article, `${file}/article.mjml`),
    ...controlCharacters(files.digest, `${file}/digest.mjml`),
  ];
  if (!settings.value || problems.length > 0) throw new ProblemError(problems);
  const name = file.split(/[/\\]/).at(-1)!;
  const { layout, article, digest } = files;
  return { name, layout, article, digest, settings: settings.value, file };
}

const color = z.string('must be text').regex(/^#[0-9a-f]{6}$/i, { error: 'is not a colour such as "#1a1a1a"' });

/** No quotes and nothing that ends a declaration: the value stands in style attributes. Names with spaces need none. */
const fonts = z
  .string('must be text')
  .regex(/^[\w -]+(, *[\w -]+)*$/, { error: 'is not a list of font names without quotes, parted by commas' });

const colors = z.strictObject({
  background: color,
  text: color,
  /** Dates, captions, the footer. */
  muted: color,
  link: color,
  /** Lines between things. */
  rule: color,
  /** Behind code. */
  shade: color,
});

const schema = z.strictObject({
  /** Of the letter, in pixels, its side padding included. */
  width: z.number('must be a number').int().min(480, 'is below 480').max(700, 'is above 700'),
  padding: z.number('must be a number').int().min(0).max(48, 'is above 48'),
  fonts: z.strictObject({ text: fonts, small: fonts, code: fonts }),
  light: colors,
  dark: colors,
});

/** Slots travel through the templates between control characters: a template that holds some of its own is refused. */
function controlCharacters(text: string, file: string): Problem[] {
  return text.split('\n').flatMap((line, index) => {
    const column = line.search(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/);
    if (column < 0) return [];
    return [
      {
        severity: 'error',
        rule: 'control-character',
        message: 'a control character stands here',
        hint: 'Delete it.',
        file,
        line: index + 1,
        column: column + 1,
        excerpt: line,
      },
    ];
  });
}
