import { existsSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import type { Config } from '../../config/config.ts';
import type { TreeChanges } from '../../system/tree-changes.ts';
import type { BuildOptions } from '../built.ts';
import { mayMint } from '../lock/keep.ts';
import type { BuildMemory } from '../memory/build-memory.ts';
import { issuesFolder } from '../read-context.ts';

/** The articles that have changed since the last build, and which of them are new; absolute. */
export interface ChangedFiles {
  readonly articles: readonly string[];
  readonly added: ReadonlySet<string>;
}

/** More than that, and a whole build takes hardly longer. */
const most = 50;

/** Whether all that a publication makes follows from articles, settings and templates alone, and may be written. */
export function followsFromArticles(config: Config, { frozen, askMedia, needs }: BuildOptions): boolean {
  const { single, sources, directory, source, settings } = config;
  return (
    !(single || frozen || askMedia || needs !== undefined || sources.length > 0) &&
    mayMint(config) &&
    settings.generator === undefined &&
    source.startsWith(directory + sep) &&
    !existsSync(join(directory, '.tidings', 'media.json'))
  );
}

/** Undefined where something else has changed, or another article may follow from what is new. */
export function changedFiles(
  { added, edited }: TreeChanges,
  { directory, source }: Pick<Config, 'directory' | 'source'>,
  memory: BuildMemory,
): ChangedFiles | undefined {
  const isArticle = (path: string) => isPlainArticle(path, source);
  const isPicture = (path: string) => path.startsWith(source + sep) && pictures.has(extname(path).toLowerCase());
  const articles = [...added, ...edited].filter(isArticle);
  const isPlain = edited.every(isArticle) && added.every((path) => isArticle(path) || isPicture(path));
  if (!isPlain || articles.length > most || hasIssues(memory, directory)) return undefined;
  if (added.some((path) => memory.sources.isAwaited(path))) return undefined;
  return { articles: articles.sort(), added: new Set(added.filter(isArticle)) };
}

const pictures: ReadonlySet<string> = new Set(['.png', '.jpg', '.jpeg', '.gif', '.webp', '.avif']);

/** An `index` makes an article of its folder; hidden files, a README and names with `_` are none. */
function isPlainArticle(path: string, source: string): boolean {
  if (!path.startsWith(source + sep) || !/\.(?:md|markdown)$/i.test(path)) return false;
  const parts = relative(source, path).split(sep);
  return !/^(?:readme|index)\./i.test(parts.at(-1)!) && parts.every((part) => !/^[._]|^node_modules$|#/.test(part));
}

function hasIssues({ tree }: BuildMemory, directory: string): boolean {
  const folder = join(directory, issuesFolder) + sep;
  return !tree || tree.lines.some((line) => line.startsWith(folder) && line[folder.length] !== '.');
}
