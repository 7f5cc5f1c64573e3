import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { nearest } from '../lib/nearest.ts';
import { ProblemError } from '../problem.ts';
import { listThemes, themeFiles } from './theme.ts';

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
  if (!source)
    throw refusal(
      `there is no theme "${from}"`,
      known(
        from,
        places.map((place) => place.name),
      ),
    );
  if (!/^[\w-]+$/.test(name))
    throw refusal(`"${name}" is not the name of a theme`, 'Use letters, digits, hyphens and underscores.');
  const folder = join(directory, 'themes', name);
  const shown = display(folder);
  await mkdir(dirname(folder), { recursive: true }).catch(unwritable(shown));
  // Not recursive: whoever comes second, or finds the folder there, is refused and overwrites nothing.
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') return unwritable(shown)(error);
    throw refusal(`${shown} is there already`, 'Choose another name, or move the folder away.');
  });
  const pictures = (await readdir(source.folder)).filter((file) => /\.(png|jpe?g|gif)$/i.test(file));
  const files = ['README.md', ...themeFiles, ...pictures].map((file) => ({ file, path: join(source.folder, file) }));
  // Themes that come with Tidings share one README.
  if (!source.own) files[0]!.path = join(dirname(source.folder), 'README.md');
  const copied = [];
  for (const { file, path } of files) {
    const isThere = await copyFile(path, join(folder, file)).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        // A theme of one's own may have lost its README.
        if (error.code === 'ENOENT' && file === 'README.md') return false;
        return unwritable(shown)(error);
      },
    );
    if (isThere) copied.push(file);
  }
  return { folder: shown, files: copied };
}

function known(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return near ? `Did you mean "${near}"?` : `There are: ${names.join(', ')}.`;
}

function unwritable(shown: string) {
  return ({ code }: NodeJS.ErrnoException): never => {
    throw refusal(`${shown} cannot be written (${code})`, 'Make the folder of the publication writable.');
  };
}

function refusal(message: string, hint: string): ProblemError {
  return new ProblemError([{ severity: 'error', rule: 'theme', message, hint }], { exitCode: 2 });
}
