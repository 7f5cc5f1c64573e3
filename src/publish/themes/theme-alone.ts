import type { Config } from '../../config/config.ts';
import type { Theme } from '../../email/theme.ts';
import { loadTheme } from './theme.ts';

/**
 * A theme as it comes, without `newsletter.style` and without the data of the settings, which may be those of another.
 * @throws ProblemError as `loadTheme` does.
 */
export function themeAlone(
  { settings, directory, display, static: folders }: Pick<Config, 'settings' | 'directory' | 'display' | 'static'>,
  name: string,
): Promise<Theme> {
  const { data: _, ...others } = settings;
  const { style: __, ...newsletter } = settings.newsletter;
  return loadTheme(name, { settings: { ...others, newsletter }, directory, display, static: folders });
}
