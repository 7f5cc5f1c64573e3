import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { filesNamedIn, type NamedFile } from '../../email/file-url.ts';
import type { Theme } from '../../email/theme.ts';
import { nearest } from '../../lib/nearest.ts';
import { placeOf } from '../../lib/place.ts';
import type { LocalFile } from '../../model/article.ts';
import { type Problem, ProblemError } from '../../model/problem.ts';
import { inNoStaticFolder } from '../../read/file-refusal.ts';
import { describeMedia } from '../../system/media.ts';
import type { PicturePlace } from './theme-picture.ts';

/** Types that mail programs load and that hold no code. */
const safe = /^(image\/(png|jpeg|gif)|font\/woff2?|application\/font-woff)$/;

/**
 * Finds the files of a theme's folder that its templates name before `file_url`: each gets an address, and is copied to
 * `themes/<theme>/` of the output. Other files of the folder stay where they are.
 * @param action The text of the theme's own `action.mjml`, if it has one.
 * @throws ProblemError where a template names a file that is missing, a link, or neither a picture nor a font.
 */
export async function withThemeFiles(theme: Theme, place: PicturePlace, action = ''): Promise<Theme> {
  const named = Object.entries(textsInUse(theme, action)).flatMap(([template, text]) =>
    filesNamedIn(text).map((file) => ({ file, at: placeIn(theme, template, text, file) })),
  );
  if (named.length === 0) return theme;
  const addresses: Record<string, string> = {};
  const files: LocalFile[] = [];
  for (const { file, at } of named) {
    if (Object.hasOwn(addresses, file.name)) continue;
    const source = await findFile(file.name, place.folder, at);
    const served = await place.served?.(source);
    if (place.served && served === undefined) throw refusal(...unserved(file.name), at);
    const path = `themes/${theme.name}/${file.name}`;
    addresses[file.name] = served ?? new URL(path.split('/').map(encodeURIComponent).join('/'), place.url).href;
    if (served === undefined) files.push({ path, source });
  }
  return { ...theme, addresses, files: [...theme.files, ...files] };
}

/** The templates of a theme and the partials that they render; an old copy of a template may name anything. */
export function textsInUse(
  { layout, article, digest, partials = {} }: Pick<Theme, 'layout' | 'article' | 'digest' | 'partials'>,
  action: string,
): Record<string, string> {
  const texts: Record<string, string> = { layout, article, digest, action };
  const open = Object.values(texts);
  for (let text = open.pop(); text !== undefined; text = open.pop()) {
    for (const [, name] of text.matchAll(/(?:render|include)\s+["']([\w-]+)["']/g)) {
      if (Object.hasOwn(texts, name!) || !Object.hasOwn(partials, name!)) continue;
      texts[name!] = partials[name!]!;
      open.push(partials[name!]!);
    }
  }
  return texts;
}

/** The path of a picture or font. No name leads out of the folder, since only names of its entries are found. */
async function findFile(name: string, folder: string, at: Partial<Problem>): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const entry = entries.find((one) => one.name === name);
  if (!entry) {
    const near = nearest(
      name,
      entries.filter((one) => one.isFile()).map((one) => one.name),
    );
    const hint = near ? `Did you mean "${near}"?` : 'Put the file into the folder of the theme, beside layout.mjml.';
    throw refusal(`the theme has no file "${name}"`, hint, at);
  }
  if (!entry.isFile())
    throw refusal(
      `${name} is ${entry.isSymbolicLink() ? 'a link' : 'no file'}`,
      'Copy the file itself into the folder of the theme.',
      at,
    );
  if (!/^[\p{L}\p{N}_][\p{L}\p{N}_. -]*$/u.test(name))
    throw refusal(
      `${name} is no name that every web server knows`,
      'Use letters, digits, dots, hyphens and underscores.',
      at,
    );
  const path = join(folder, name);
  const media = await describeMedia(path).catch(() => undefined);
  // What cannot be measured has the ending of a picture, and other bytes.
  const isMeasured = media?.width !== undefined || media?.type.startsWith('image/') === false;
  if (media === undefined || !isMeasured || !safe.test(media.type))
    throw refusal(
      `${name} is no picture or font that mail programs load`,
      'Save a picture as PNG, JPEG or GIF, and a font as WOFF2.',
      at,
    );
  return path;
}

function unserved(name: string): [message: string, hint: string] {
  return [
    inNoStaticFolder(name),
    'Put it into a folder that your site serves, and write its whole address into the template.',
  ];
}

function placeIn(theme: Theme, template: string, text: string, { start, end }: NamedFile): Partial<Problem> {
  return { file: `${theme.file}/${template}.mjml`, ...placeOf(text, start, end) };
}

function refusal(message: string, hint: string, at: Partial<Problem>): ProblemError {
  return new ProblemError([{ severity: 'error', rule: 'theme', message, hint, ...at }]);
}
