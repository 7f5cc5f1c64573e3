import type { Logo, Theme } from '../../email/theme.ts';
import type { Problem } from '../../model/problem.ts';
import { type PicturePlace, type ThemePicture, themePicture } from './theme-picture.ts';

/** Where a logo is written down. */
export interface LogoPlace extends PicturePlace {
  /** Of its file in the output, without the ending. */
  readonly name: string;
  /** Where a key of the logo is written. */
  readonly at: (key: 'light' | 'dark') => Partial<Problem>;
  /** Where a picture is kept that is not in the folder yet. */
  readonly kept?: (path: string) => string | undefined;
}

/** Default maximum width of a logo in pixels: next to a title of 32 pixels, more would dominate. */
const widest = 240;

/**
 * Finds the pictures of a theme's logo: measures local ones and has them copied to the output.
 * @throws ProblemError if a file is missing, lies elsewhere or is no picture.
 */
export async function withLogo(theme: Theme, place: LogoPlace): Promise<Theme> {
  const written = theme.settings.logo;
  if (!written) return theme;
  const { served, ...lying } = place;
  const one = (mode: 'light' | 'dark', path: string) => {
    const kept = place.kept?.(path);
    return themePicture(path, {
      ...lying,
      ...(kept === undefined ? served && { served } : { folder: kept }),
      what: 'logo',
      name: mode === 'light' ? place.name : `${place.name}-dark`,
      at: place.at(mode),
    });
  };
  const light = await one('light', written.light);
  const dark = written.dark === undefined ? undefined : await one('dark', written.dark);
  const size = sizeOf(light, written.width ?? widest, written.width);
  const logo: Logo = { url: light.url, ...size, ...(dark && { darkUrl: dark.url }) };
  return { ...theme, logo, files: [light, dark].flatMap((picture) => picture?.file ?? []) };
}

/** The displayed size of a logo; for a remote picture only the configured width is known. */
function sizeOf(
  { width, height }: ThemePicture,
  most: number,
  written: number | undefined,
): Pick<Logo, 'width' | 'height'> {
  if (!width || !height) return written === undefined ? { height: 40 } : { width: written };
  const shown = written ?? Math.min(width, most);
  return { width: shown, height: Math.max(1, Math.round((height * shown) / width)) };
}
