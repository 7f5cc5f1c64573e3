import { loadConfig } from '../config/config.ts';
import { copyTheme } from '../publish/themes/copy-theme.ts';
import { listThemes } from '../publish/themes/theme-places.ts';
import type { ThemeFlags } from './flags.ts';
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
