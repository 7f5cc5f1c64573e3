import { readdir } from 'node:fs/promises';
import { ProblemError } from '../../model/problem.ts';

/** The `.mjml` files of a theme that are templates by their names, and no partials. */
const templates: ReadonlySet<string> = new Set(['layout.mjml', 'article.mjml', 'digest.mjml', 'action.mjml']);

/**
 * Reads the partials of a theme: its `.mjml` files but for the templates, by their names without the ending.
 * @param shown The folder of the theme, as messages name it.
 * @throws ProblemError that names a file that is a link or cannot be read.
 */
export async function readPartials(
  folder: string,
  shown: string,
  read: (name: string) => Promise<string>,
): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const files = entries.filter(({ name }) => /^[\w-]+\.mjml$/i.test(name) && !templates.has(name));
  const partials: Record<string, string> = {};
  for (const entry of files.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = `${shown}/${entry.name}`;
    if (entry.isSymbolicLink()) throw refusal(file, 'a partial must be no link', 'Copy the file into the theme.');
    if (!entry.isFile()) continue;
    const text = await read(entry.name).catch((error: NodeJS.ErrnoException) => {
      throw refusal(file, `this file cannot be read (${error.code})`, 'Make it readable, or move it away.');
    });
    partials[entry.name.slice(0, -'.mjml'.length)] = text;
  }
  return partials;
}

function refusal(file: string, message: string, hint: string): ProblemError {
  return new ProblemError([{ severity: 'error', rule: 'theme', message, hint, file }]);
}
