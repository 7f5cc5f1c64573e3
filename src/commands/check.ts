import { type ConfigFlags, loadConfig } from '../config.ts';
import { checkBuild } from '../publish/build.ts';
import { quoted } from './quoted.ts';
import type { Terminal } from './terminal.ts';

/** `tidings check [path]`: everything that a build does but writing. */
export async function check(terminal: Terminal, path: string, flags: ConfigFlags): Promise<number> {
  const config = await loadConfig(path, flags, terminal.surroundings);
  const { publication, problems } = await checkBuild(config, terminal.signal);
  terminal.warn(problems, 'Nothing keeps the build from going through.');
  const count = publication.articles.length;
  const next = config.single
    ? 'Next: write "build" in place of "check", with the same flags.'
    : `Next:\n  npx tidings build${path === '.' ? '' : ` ${quoted(path)}`}`;
  const words = `${count} article${count === 1 ? '' : 's'} checked: the feeds and letters can be built.\n${next}\n`;
  terminal.result(words, { articles: publication.articles.map(({ slug }) => slug), problems });
  return 0;
}
