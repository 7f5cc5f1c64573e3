import { loadConfig } from '../config/config.ts';
import { hasErrors } from '../model/problem.ts';
import { copyTheme } from '../publish/themes/copy-theme.ts';
import { listThemes } from '../publish/themes/theme-places.ts';
import { tryTheme } from '../publish/themes/try-theme.ts';
import type { ThemeFlags, TryThemeFlags } from './flags.ts';
import { argumentFor, flagFor } from './quoted.ts';
import type { Terminal } from './terminal.ts';

/** `tidings theme copy <from> <name>`: a theme of one's own to change. */
export async function copy(terminal: Terminal, from: string, name: string, flags: ThemeFlags): Promise<number> {
  const config = await loadConfig(flags.publication, {}, terminal.context);
  const { folder, files } = await copyTheme(from, name, config);
  const at = argumentFor(flags.publication);
  const lines = [
    `Copied ${from} to ${folder}:`,
    ...files.map((file) => `  ${file}`),
    `Next: write "theme: ${name}" under "newsletter:" in tidings.yaml, change the files, and build:`,
    `  npx tidings build${at}`,
    '',
  ];
  terminal.result('theme-copy', lines.join('\n'), { theme: name, from, folder, files });
  return 0;
}

/** `tidings theme try <theme>`: sample letters, to look at and to be held to the rules. */
export async function tryOut(terminal: Terminal, name: string, flags: TryThemeFlags): Promise<number> {
  const config = await loadConfig(flags.publication, {}, terminal.context);
  const { folder, files, problems } = await tryTheme(name, flags.output, config, terminal.context.cwd);
  const isSound = !hasErrors(problems);
  terminal.warn(problems, isSound ? 'The letters can be sent.' : 'Mend the errors before you send letters.');
  const letters = files.filter((file) => file.endsWith('.txt')).length;
  const praise = problems.length === 0 ? ', and no rule is broken' : '';
  const words = `Wrote ${letters} sample letters of ${name}${praise}.\nNext: open ${folder}/${files[0]} in a browser.\n`;
  terminal.result('theme-try', words, { theme: name, folder, files, problems });
  return isSound ? 0 : 1;
}

/** `tidings theme list [path]`: the themes that a publication can use. */
export async function printThemes(terminal: Terminal, path: string): Promise<number> {
  const config = await loadConfig(path, {}, terminal.context);
  const used = config.settings.newsletter.theme ?? 'plain';
  const themes = (await listThemes(config.directory)).map(({ name, folder, own }) => ({
    name,
    ...(own && { folder: config.display(folder) }),
    used: name === used,
  }));
  const width = Math.max(...themes.map(({ name }) => name.length));
  const lines = themes.map(
    ({ name, folder, used }) => `${name.padEnd(width)}  ${folder ?? 'comes with Tidings'}${used ? ' (in use)' : ''}`,
  );
  const at = flagFor(path);
  const own = themes.some(({ folder }) => folder !== undefined);
  const next = `Next: choose one with "theme:" under "newsletter:" in tidings.yaml${own ? '.' : `, or make your own:\n  npx tidings theme copy plain mine${at}`}`;
  terminal.result('theme-list', `${[...lines, next].join('\n')}\n`, { themes });
  return 0;
}
