import { realpath } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import type { Logo, Theme } from '../../email/theme.ts';
import type { LocalFile } from '../../model/article.ts';
import { type Problem, ProblemError } from '../../model/problem.ts';
import { pathInside } from '../../system/inside.ts';
import { describeMedia } from '../../system/media.ts';

/** Where a logo is written down, and for which web site it is. */
export interface LogoPlace {
  /** The folder that its paths start from, absolute: the publication's or the theme's. */
  readonly folder: string;
  /** The root of the web site, absolute, ending in `/`. */
  readonly url: string;
  /** Where another program makes the site: the address at which it has a file, if it has. */
  readonly served?: (path: string) => Promise<string | undefined>;
  /** Where a key of the logo is written. */
  readonly at: (key: 'light' | 'dark') => Partial<Problem>;
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
  const light = await pictureOf(written.light, 'light', place);
  const dark = written.dark === undefined ? undefined : await pictureOf(written.dark, 'dark', place);
  const size = sizeOf(light, written.width ?? widest, written.width);
  const logo: Logo = { url: light.url, ...size, ...(dark && { darkUrl: dark.url }) };
  return { ...theme, logo, files: [light, dark].flatMap((picture) => picture?.file ?? []) };
}

interface Picture {
  readonly url: string;
  readonly width?: number;
  readonly height?: number;
  /** Absent for a logo elsewhere on the web. */
  readonly file?: LocalFile;
}

async function pictureOf(
  written: string,
  mode: 'light' | 'dark',
  { folder, url, at, served }: LogoPlace,
): Promise<Picture> {
  if (/^https?:/i.test(written)) return { url: new URL(written).href };
  const refuse = (message: string, hint: string) =>
    new ProblemError([{ severity: 'error', rule: 'theme', message, hint, ...at(mode) }]);
  const found = await pathInside(await realpath(folder), resolve(await realpath(folder), written));
  if ('fault' in found)
    throw refuse(`the logo ${written} is ${found.fault}`, 'Name a picture by its path from the folder of this file.');
  const media = await describeMedia(found.path).catch(() => undefined);
  if (!media?.width || !media.height || !/^image\/(png|jpeg|gif)$/.test(media.type))
    throw refuse(`the logo ${written} is no picture`, 'Save it as PNG, JPEG or GIF.');
  const { width, height } = media;
  const address = await served?.(found.path);
  if (address !== undefined) return { url: address, width, height };
  if (served)
    throw refuse(
      `the logo ${written} lies in no static folder, and with "site: false" nothing else is on the web`,
      'Put it into a folder that your site serves and that "static" names, or write its whole address.',
    );
  // No slug holds a dot, so this can be no letter's folder.
  const path = `issues/logo${mode === 'dark' ? '-dark' : ''}${extname(written).toLowerCase()}`;
  return { url: new URL(path, url).href, width, height, file: { path, source: found.path } };
}

/** The displayed size of a logo; for a remote picture only the configured width is known. */
function sizeOf({ width, height }: Picture, most: number, written: number | undefined): Pick<Logo, 'width' | 'height'> {
  if (!width || !height) return written === undefined ? { height: 40 } : { width: written };
  const shown = written ?? Math.min(width, most);
  return { width: shown, height: Math.max(1, Math.round((height * shown) / width)) };
}
