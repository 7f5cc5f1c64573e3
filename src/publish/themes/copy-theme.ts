import { mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { nearest } from '../../lib/nearest.ts';
import { ProblemError } from '../../model/problem.ts';
import { copyInto } from '../../system/copy-file.ts';
import { isInside, realPathOf } from '../../system/inside.ts';
import { listThemes, type ThemePlace, themeFiles } from './theme-places.ts';

/**
 * Copies a theme into `themes/<name>/` of a publication, with the README that lists what a theme can name.
 * @param display How a file is named in messages.
 * @returns the files, relative to the new folder.
 * @throws ProblemError with exit code 2 if there is no such theme, or something of that name already.
 */
export async function copyTheme(
  from: string,
  name: string,
  { directory, display }: { readonly directory: string; readonly display: (file: string) => string },
): Promise<{ folder: string; files: string[] }> {
  const places = await listThemes(directory);
  const source = places.find((place) => place.name === from);
  if (!source) throw unknown(from, places);
  if (!/^[\w-]+$/.test(name))
    throw refusal(`"${name}" is not the name of a theme`, 'Use letters, digits, hyphens and underscores.');
  // In any case of its letters: some file systems do not tell case apart.
  if ((await listThemes()).some((own) => own.name === name.toLowerCase()))
    throw refusal(
      `"${name}" is the name of a theme that comes with Tidings`,
      'Choose a name of your own, such as mine.',
    );
  const folder = join(directory, 'themes', name);
  const shown = display(folder);
  // A clone may carry a link in the place of themes/.
  if (!isInside(await realPathOf(directory), await realPathOf(folder)))
    throw refusal(`${shown} would lie outside of the publication`, 'Remove the link in the place of themes/.');
  await mkdir(dirname(folder), { recursive: true }).catch(unwritable(shown));
  // Not recursive: if the folder exists, this fails and overwrites nothing.
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') return unwritable(shown)(error);
    throw refusal(`${shown} is there already`, 'Choose another name, or move the folder away.');
  });
  const files = await filesOf(source);
  for (const { file, path } of files) await copyInto(path, join(folder, file)).catch(unwritable(`${shown}/${file}`));
  return { folder: shown, files: files.map(({ file }) => file) };
}

/** Partials, the template of mails with one button, words of the text part, pictures and fonts. */
const belongs = /^([^.].*\.(mjml|png|jpe?g|gif|woff2?)|(before|after)\.txt)$/i;

/** The files of a theme. Built-in themes share one README. */
async function filesOf({ folder, own }: ThemePlace): Promise<{ file: string; path: string }[]> {
  // A link could lead anywhere, and its target would become public.
  const there = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
  const names = there.map(({ name }) => name);
  const others = names.filter((name) => belongs.test(name) && !(themeFiles as readonly string[]).includes(name));
  const files = [...themeFiles, ...others.toSorted()].map((file) => ({ file, path: join(folder, file) }));
  if (own && !names.includes('README.md')) return files;
  return [{ file: 'README.md', path: join(own ? folder : dirname(folder), 'README.md') }, ...files];
}

function unknown(name: string, places: readonly ThemePlace[]): ProblemError {
  const names = places.map((place) => place.name);
  const near = nearest(name, names);
  return refusal(`there is no theme "${name}"`, near ? `Did you mean "${near}"?` : `There are: ${names.join(', ')}.`);
}

function unwritable(shown: string) {
  return ({ code }: NodeJS.ErrnoException): never => {
    throw refusal(`${shown} cannot be written (${code})`, 'Make the folder of the publication writable.');
  };
}

function refusal(message: string, hint: string): ProblemError {
  return new ProblemError([{ severity: 'error', rule: 'theme', message, hint }], { exitCode: 2 });
}
