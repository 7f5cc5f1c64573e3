import type { Config } from '../config/config.ts';
import { pieces } from '../pipeline.ts';
import type { Rendered } from './built.ts';
import { lettersListener } from './letters/unmade.ts';
import { deadNavigation } from './navigation-links.ts';
import { openSkeletons } from './output/skeletons.ts';
import { claims } from './output/write.ts';
import { openPictures } from './pictures/open.ts';
import { prepare } from './prepare.ts';
import { loadIssueThemes } from './themes/issue-themes.ts';
import { proveThemes } from './themes/prove-theme.ts';
import { settingsAt, themeOf } from './themes/theme.ts';
import { loadWebTemplates } from './themes/web-templates.ts';

export interface CheckedBuild extends Rendered {
  /** The publication's own themes, which were proven on sample letters. */
  readonly themes: readonly string[];
}

/** Renders everything and writes nothing, as `tidings check` does. */
export async function checkBuild(config: Config, signal?: AbortSignal): Promise<CheckedBuild> {
  const [prepared, theme, web] = await Promise.all([prepare(config), themeOf(config), loadWebTemplates()]);
  const themes = await loadIssueThemes(prepared.publication.issues ?? [], config);
  const { proven, problems } = config.settings.letters
    ? await proveThemes([theme, ...themes.values()], config)
    : { proven: [], problems: [] };
  const claim = claims();
  const paths = new Set<string>();
  const skeletons = openSkeletons(config);
  const letters = lettersListener();
  const pictures = await openPictures(config, prepared, 'look', { signal });
  for (const piece of pieces(prepared.publication, { theme, themes, web, skeletons, pictures, ...letters.options })) {
    signal?.throwIfAborted();
    piece.paths.forEach(claim);
    for (const path of piece.paths) paths.add(path);
    await piece.render();
  }
  const dead = deadNavigation(config, paths, await settingsAt(config));
  return {
    ...prepared,
    problems: [...prepared.problems, ...letters.warnings, ...pictures.problems(), ...problems, ...dead],
    unmade: letters.slugs,
    themes: proven,
  };
}
