import type { Config } from '../../config/config.ts';
import { fitLetter } from '../../email/budget.ts';
import { checkMessage } from '../../email/check/check.ts';
import type { RuleName } from '../../email/check/rules.ts';
import { sampleLetters, sampleSettings } from '../../email/sample-letters.ts';
import type { Theme } from '../../email/theme.ts';
import { type Problem, ProblemError } from '../../model/problem.ts';
import { composeLetter } from '../../pipeline.ts';
import { settingsAt, themeOf } from './theme.ts';
import { listThemes } from './theme-places.ts';
import { findUnprinted } from './unprinted.ts';
import { findUnused } from './unused-files.ts';

/** The rules that a theme alone can break: the others look at headers, settings and articles. */
const rulesOfThemes: ReadonlySet<string> = new Set<RuleName>([
  ...(['nested-at-rule', 'active-content', 'data-address', 'relative-address', 'insecure-image'] as const),
  ...(['unfilled-slot', 'no-title', 'no-language', 'no-direction', 'one-heading', 'no-alt', 'contrast'] as const),
  ...(['dark-contrast', 'support', 'style-size', 'unsubscribe-link', 'postal-address', 'tracking-pixel'] as const),
  ...(['tracking-link', 'clipped', 'near-clip', 'footer-near-clip', 'empty-part'] as const),
]);

/**
 * Compiles sample letters with a theme, holds them to the rules, and throws them away: articles of every kind alone, and
 * several together.
 * @returns what was found, once each: errors before warnings.
 * @throws ProblemError at the line of a template that cannot be compiled.
 */
export async function proveTheme(
  theme: Theme,
  config: Pick<Config, 'settings' | 'directory' | 'display'>,
): Promise<Problem[]> {
  const settings = sampleSettings(config.settings);
  const file = `${theme.file}/layout.mjml`;
  const publication = { settings, articles: [] };
  const at = await settingsAt(config);
  // A logo then has such an address by the settings, and the check of a letter tells it.
  const isInsecure = config.settings.url.startsWith('http:');
  const found: Problem[] = [
    ...findUnprinted(theme, config.settings.newsletter.editor !== undefined),
    ...(await findUnused(theme, config.directory)),
  ];
  for (const { issue } of sampleLetters(settings, theme.settings.data ?? {}, file)) {
    const { letters, bytes } = await fitLetter(issue, publication, theme);
    const { message } = composeLetter(letters[0], issue, publication);
    const context = { settings, issue, theme, longest: bytes, file, at };
    const broken = await checkMessage(message, context);
    found.push(...broken.filter(({ rule }) => rulesOfThemes.has(rule) && !(isInsecure && rule === 'insecure-image')));
  }
  const key = ({ rule, message, file: place, line }: Problem) => JSON.stringify([rule, message, place, line]);
  const once = [...new Map(found.map((problem) => [key(problem), problem])).values()];
  return once.toSorted((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
}

/**
 * Proves the themes that letters have, and those in `themes/` that none has. Faults of the latter are warnings: they keep
 * no letter back.
 * @returns the names of the publication's own themes that were proven, and the problems of all.
 * @throws ProblemError as `proveTheme` does for a theme that letters have.
 */
export async function proveThemes(
  used: readonly Theme[],
  config: Config,
): Promise<{ readonly proven: readonly string[]; readonly problems: readonly Problem[] }> {
  const problems: Problem[] = [];
  for (const theme of used) problems.push(...(await proveTheme(theme, config)));
  const names = new Set(used.map(({ name }) => name));
  const own = config.single ? [] : (await listThemes(config.directory)).filter((place) => place.own);
  for (const { name } of own.filter((place) => !names.has(place.name))) {
    const found = await themeOf(config, name)
      .then((theme) => proveTheme(theme, config))
      .catch((error: unknown) => {
        if (error instanceof ProblemError) return error.problems;
        throw error;
      });
    problems.push(...found.map((problem) => ({ ...problem, severity: 'warning' as const })));
  }
  return { proven: own.map(({ name }) => name), problems };
}
