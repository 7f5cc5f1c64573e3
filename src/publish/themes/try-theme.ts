import { basename, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../config/config.ts';
import { ownFolders } from '../../config/output-place.ts';
import { fitLetter } from '../../email/budget.ts';
import { sampleLetters, samplePicture, sampleSettings } from '../../email/sample-letters.ts';
import { escapeXml } from '../../lib/escape.ts';
import { type Problem, ProblemError } from '../../model/problem.ts';
import { composeLetter } from '../../pipeline.ts';
import { copyInto } from '../../system/copy-file.ts';
import { makeFolder, writeAtomically } from '../../system/files.ts';
import { isInside, realPathOf } from '../../system/inside.ts';
import { proveTheme } from './prove-theme.ts';
import { themeOf } from './theme.ts';

const picture = fileURLToPath(new URL('../../../templates/starter/articles/images/harbour.png', import.meta.url));

export interface TriedTheme {
  /** As messages name it. */
  readonly folder: string;
  /** The names of the files in it; the first leads to the others. */
  readonly files: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Writes the sample letters of a theme into a folder, with their pictures, and holds them to the rules.
 * @param output Relative to the working directory.
 * @throws ProblemError if the theme cannot be compiled or the folder not be written.
 */
export async function tryTheme(name: string, output: string, config: Config, cwd: string): Promise<TriedTheme> {
  const theme = await themeOf(config, name);
  const folder = resolve(cwd, output);
  await refuseSources(folder, config);
  const settings = sampleSettings(config.settings);
  const addressOf = (path: string) => new URL(path, settings.url).href;
  const pictures = [
    { address: addressOf(samplePicture), source: picture },
    ...theme.files.map(({ path, source }) => ({ address: addressOf(path), source })),
  ].map((one, index) => ({ ...one, file: `sample-${index}-${basename(one.source)}` }));
  const near = (text: string) => pictures.reduce((rest, { address, file }) => rest.replaceAll(address, file), text);
  const made: { readonly file: string; readonly content: string }[] = [];
  const letters = sampleLetters(settings, theme.settings.data ?? {}, `${theme.file}/layout.mjml`);
  for (const { issue } of letters) {
    const fitted = await fitLetter(issue, { settings, articles: [] }, theme);
    const { email } = composeLetter(fitted.letters[0], issue, { settings });
    made.push(
      { file: `${issue.slug}.html`, content: near(email.html) },
      { file: `${issue.slug}.txt`, content: email.text },
    );
  }
  const problems = await proveTheme(theme, config);
  const index = {
    file: 'sample-letters.html',
    content: pageOf(
      name,
      made.map(({ file }) => file),
    ),
  };
  const shown = config.display(folder);
  try {
    await makeFolder(folder);
    for (const { file, content } of [index, ...made]) await writeAtomically(join(folder, file), content);
    for (const { source, file } of pictures) await copyInto(source, join(folder, file));
  } catch (error) {
    throw unwritable(shown, error as NodeJS.ErrnoException);
  }
  return { folder: shown, files: [index, ...made, ...pictures].map(({ file }) => file), problems };
}

/** Sample letters among articles would become articles, and those in the output would be published. */
async function refuseSources(folder: string, { source, output, directory, display }: Config): Promise<void> {
  const real = await realPathOf(folder);
  const own = ownFolders.map((name) => join(directory, name));
  const taken = await Promise.all([source, output, ...own].map(realPathOf));
  const root = await realPathOf(directory);
  const isOfGit = real.split(sep).includes('.git');
  if (real !== root && !isOfGit && !taken.some((one) => one !== root && isInside(one, real))) return;
  const message = `${display(folder)} is a folder of the publication's own files`;
  const hint = 'Name another folder with --output, such as sample-letters.';
  throw new ProblemError([{ severity: 'error', rule: 'write', message, hint }], { exitCode: 2 });
}

function pageOf(theme: string, files: readonly string[]): string {
  const items = files.map((file) => `<li><a href="${escapeXml(file)}">${escapeXml(file)}</a></li>`);
  const title = `Sample letters of the theme ${escapeXml(theme)}`;
  return `<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>${title}</title>\n<h1>${title}</h1>\n<ul>\n${items.join('\n')}\n</ul>\n</html>\n`;
}

function unwritable(folder: string, { code }: NodeJS.ErrnoException): ProblemError {
  const message = `${folder} cannot be written (${code})`;
  const hint = 'Name another folder with --output.';
  return new ProblemError([{ severity: 'error', rule: 'write', message, hint }], {
    exitCode: 2,
    state: 'Not all sample letters were written.',
  });
}
