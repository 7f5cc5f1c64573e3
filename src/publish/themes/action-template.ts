import { fileURLToPath } from 'node:url';
import type { Config } from '../../config/config.ts';
import type { ActionTemplate } from '../../email/action.ts';
import { ProblemError } from '../../model/problem.ts';
import { textOfFile } from '../../system/files.ts';
import { listThemes, readThemeFile } from './theme-places.ts';

const builtIn = fileURLToPath(new URL('../../../templates/email/action.mjml', import.meta.url));

/**
 * The template of mails with one button: `action.mjml` of the publication's own theme if it has that file, else the
 * one that comes with Tidings, which takes on the look of any theme.
 * @throws ProblemError if the theme's file cannot be read.
 */
export async function actionTemplateOf({
  settings,
  directory,
  display,
}: Pick<Config, 'settings' | 'directory' | 'display'>): Promise<ActionTemplate & { readonly isOwn: boolean }> {
  const name = settings.newsletter.theme ?? 'plain';
  const own = (await listThemes(directory)).find((place) => place.own && place.name === name);
  if (own) {
    const file = `${display(own.folder)}/action.mjml`;
    const text = await readThemeFile(own, 'action.mjml', directory).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      const message =
        error.code === 'EXDEV'
          ? 'this file is a link that leads out of the publication'
          : `this file cannot be read (${error.code})`;
      const hint = 'Make it a readable file, or delete it: a theme without it uses the one that comes with Tidings.';
      throw new ProblemError([{ severity: 'error', rule: 'theme', message, hint, file }]);
    });
    if (text !== undefined) return { text, file, isOwn: true };
  }
  return { text: await textOfFile(builtIn), file: 'templates/email/action.mjml', isOwn: false };
}
