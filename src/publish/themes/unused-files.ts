import { readdir } from 'node:fs/promises';
import { parseTemplates } from '../../email/liquid.ts';
import type { Theme } from '../../email/theme.ts';
import { nearest } from '../../lib/nearest.ts';
import { type Problem, ProblemError } from '../../model/problem.ts';
import { textsInUse } from './theme-files.ts';
import { listThemes, readThemeFile, themeFiles } from './theme-places.ts';

/** The files that mean something by their names alone. */
const named = [...themeFiles, 'action.mjml', 'before.txt', 'after.txt'];

/** Papers, and what editors and systems leave behind. */
const passedOver = /^\.|~$|\.md$|^(license|licence|copying|notice|readme|changelog)\b|^(thumbs\.db|desktop\.ini)$/i;

/**
 * Warns of files in the folder of the publication's own theme that nothing uses, which may be misspelt ones, and of
 * faults in partials that no template renders.
 */
export async function findUnused(theme: Theme, directory: string | undefined): Promise<Problem[]> {
  const place = (await listThemes(directory)).find(({ name, own }) => own && name === theme.name);
  if (!place) return [];
  const action = await readThemeFile(place, 'action.mjml', directory).catch(() => '');
  const texts = textsInUse(theme, action);
  const files = Object.keys(theme.addresses ?? {});
  const used = new Set([...named, ...files, ...Object.keys(texts).map((name) => `${name}.mjml`)]);
  // It names its logo, in whose place the settings may have another.
  const looks = await readThemeFile(place, 'theme.yaml', directory);
  const isUsed = (name: string) => used.has(name) || passedOver.test(name) || looks.includes(name);
  const entries = await readdir(place.folder, { withFileTypes: true });
  const unused = entries.filter((entry) => entry.isFile() && !isUsed(entry.name));
  return unused.flatMap(({ name }) => [unusedFile(theme, name), ...faultsOf(theme, name.replace(/\.mjml$/, ''))]);
}

function unusedFile({ file }: Theme, name: string): Problem {
  const near = nearest(name, named);
  const hint = near
    ? `Did you mean "${near}"?`
    : name.endsWith('.mjml')
      ? `Write {% render '${name.slice(0, -'.mjml'.length)}' %} where it belongs, or delete it.`
      : 'Name it before file_url in a template, or move it away.';
  return {
    severity: 'warning',
    rule: 'theme',
    message: `nothing in the theme uses ${name}`,
    hint,
    file: `${file}/${name}`,
  };
}

/** The faults of a partial that no template renders, which nobody has parsed. */
function faultsOf(theme: Theme, name: string): Problem[] {
  if (!Object.hasOwn(theme.partials ?? {}, name)) return [];
  try {
    parseTemplates({ ...theme, layout: `{% render '${name}' %}`, article: '', digest: '' });
    return [];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map((problem) => ({ ...problem, severity: 'warning' }));
  }
}
