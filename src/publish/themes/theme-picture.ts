import { realpath } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { fitted } from '../../email/renditions.ts';
import type { Face, Theme } from '../../email/theme.ts';
import type { LocalFile } from '../../model/article.ts';
import { type Problem, ProblemError } from '../../model/problem.ts';
import { inNoStaticFolder } from '../../read/file-refusal.ts';
import { pathInside } from '../../system/inside.ts';
import { describeMedia } from '../../system/media.ts';

/** Where the pictures of a letter's frame lie, and for which web site they are. */
export interface PicturePlace {
  /** The folder that their paths start from, absolute: the publication's or the theme's. */
  readonly folder: string;
  /** The root of the web site, absolute, ending in `/`. */
  readonly url: string;
  /** Where another program makes the site: the address at which it has a file, if it has. */
  readonly served?: (path: string) => Promise<string | undefined>;
}

export interface ThemePicture {
  readonly url: string;
  readonly width?: number;
  readonly height?: number;
  /** Absent for a picture elsewhere on the web. */
  readonly file?: LocalFile;
}

interface Named extends PicturePlace {
  /** The word for it in messages. */
  readonly what: string;
  /** Of its file in the output. */
  readonly name: string;
  /** Where it is written. */
  readonly at: Partial<Problem>;
}

/** Faces are shown no larger, in pixels. */
const faceWidth = 56;

/**
 * Finds the picture of the editor.
 * @throws ProblemError as `themePicture` does.
 */
export async function withFace(
  theme: Theme,
  written: string | undefined,
  place: PicturePlace & Pick<Named, 'at'>,
): Promise<Theme> {
  if (written === undefined) return theme;
  const { url, width, height, file } = await themePicture(written, { ...place, what: 'picture', name: 'editor' });
  const face: Face = { url, ...(fitted({ width, height }, faceWidth) ?? { width: faceWidth }) };
  return { ...theme, face, files: [...theme.files, ...(file ? [file] : [])] };
}

/**
 * Finds a picture of a letter's frame: measures a local one and has it copied to the output.
 * @throws ProblemError if a file is missing, lies elsewhere or is no picture.
 */
export async function themePicture(
  written: string,
  { folder, url, what, name, at, served }: Named,
): Promise<ThemePicture> {
  if (/^https?:/i.test(written)) return { url: new URL(written).href };
  const refuse = (message: string, hint: string) =>
    new ProblemError([{ severity: 'error', rule: 'theme', message, hint, ...at }]);
  const found = await pathInside(await realpath(folder), resolve(await realpath(folder), written));
  if ('fault' in found)
    throw refuse(
      `the ${what} ${written} is ${found.fault}`,
      'Name a picture by its path from the folder of this file.',
    );
  const media = await describeMedia(found.path).catch(() => undefined);
  if (!media?.width || !media.height || !/^image\/(png|jpeg|gif)$/.test(media.type))
    throw refuse(`the ${what} ${written} is no picture`, 'Save it as PNG, JPEG or GIF.');
  const { width, height } = media;
  const address = await served?.(found.path);
  if (address !== undefined) return { url: address, width, height };
  if (served)
    throw refuse(
      inNoStaticFolder(`the ${what} ${written}`),
      'Put it into a folder that your site serves and that "static" names, or write its whole address.',
    );
  // No slug holds a dot, so this can be no letter's folder.
  const path = `issues/${name}${extname(written).toLowerCase()}`;
  return { url: new URL(path, url).href, width, height, file: { path, source: found.path } };
}
