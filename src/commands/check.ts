import { type ConfigFlags, loadConfig } from '../config.ts';
import { checkBuild } from '../publish/build.ts';
import type { Terminal } from './terminal.ts';

/** `tidings check [path]`: everything that a build does but writing. */
export async function check(terminal: Terminal, path: string, flags: ConfigFlags): Promise<number> {
  const config = await loadConfig(path, flags, terminal.surroundings);
  const { publication, problems } = await checkBuild(config);
  terminal.warn(problems, 'Nothing keeps the build from going through.');
  const count = publication.articles.length;
  const words = `${count} article${count === 1 ? '' : 's'} checked: the feeds and letters can be built.\nNext:\n  npx tidings build${path === '.' ? '' : ` ${path}`}\n`;
  terminal.result(words, { articles: publication.articles.map(({ slug }) => slug), problems });
  return 0;
}
