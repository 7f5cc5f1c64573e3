import type { Config } from '../../config/config.ts';
import type { Theme } from '../../email/theme.ts';
import { dataProblems } from '../../email/theme-data.ts';
import type { Issue } from '../../model/issue.ts';
import type { Problem } from '../../model/problem.ts';
import type { IssueManuscript } from '../../read/issues/issue.ts';
import { looksOf } from '../issues/edition-look.ts';
import { chosenTheme, themeOf } from './theme.ts';
import { declaredBy, listThemes, unknownThemeProblem } from './theme-places.ts';

/** Errors of the themes that issues choose and of the values that their own files give, each at its line. */
export async function issueThemeProblems(
  issues: readonly IssueManuscript[],
  config: Pick<Config, 'settings' | 'directory'>,
): Promise<Problem[]> {
  const telling = issues.filter(({ theme, data }) => theme !== undefined || data !== undefined);
  if (telling.length === 0) return [];
  const places = await listThemes(config.directory);
  const problems: Problem[] = [];
  const lookOf = looksOf(issues);
  for (const issue of telling) {
    const { data = {}, at } = issue;
    const { theme = chosenTheme(config) } = lookOf(issue);
    const place = places.find(({ name }) => name === theme);
    // That the publication's own choice is not there, loading it tells.
    if (!place) problems.push({ ...unknownThemeProblem(theme, places), ...at(['theme']) });
    const declared = place && (await declaredBy(place));
    if (declared) problems.push(...dataProblems(declared, data, (path, target) => at(['data', ...path], target)));
  }
  return problems;
}

/** The themes of issues that choose another than the publication's, by their names. Throws as `loadTheme` does. */
export async function loadIssueThemes(issues: readonly Issue[], config: Config): Promise<ReadonlyMap<string, Theme>> {
  const names = new Set(issues.flatMap(({ theme }) => theme ?? []));
  names.delete(chosenTheme(config));
  const themes = new Map<string, Theme>();
  for (const name of names) themes.set(name, await themeOf(config, name));
  return themes;
}
