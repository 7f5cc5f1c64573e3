import { basename, dirname } from 'node:path';
import { isDay } from '../lib/time.ts';
import type { Generator } from '../model/publication.ts';
import type { ListedFile } from './article-files.ts';
import { synonyms } from './formats/front/synonyms.ts';
import { frontOfFile } from './front-of-file.ts';

/**
 * Whether a file is the page that lists the articles of its folder: an `index` without a date where others lie next to it
 * with theirs, and for Eleventy a page that goes through them or has the address of the folder.
 */
export async function isListPage(
  { path, name }: ListedFile,
  files: readonly ListedFile[],
  generator: Generator,
): Promise<boolean> {
  const stem = basename(name).replace(/\.\w+$/, '');
  const folder = basename(dirname(path));
  const isIndex = stem === 'index';
  if (!isIndex && !(generator === 'eleventy' && (stem === folder || listNames.test(stem)))) return false;
  const front = await frontOfFile(path);
  if (generator === 'eleventy' && 'pagination' in front) return true;
  if (isDated(path, front)) return false;
  const near = files.filter((one) => one.path !== path && dirname(one.path) === dirname(path));
  if (generator === 'eleventy' && near.length > 0 && leadsTo(front, folder)) return true;
  if (!isIndex) return false;
  // Files of a folder below have an index of their own.
  const others = name === basename(name) ? files.filter((one) => one.path !== path) : near;
  for (const other of others) if (isDated(other.path, await frontOfFile(other.path))) return true;
  return false;
}

const listNames = /^(?:archives?|all|list|page|pages|tags?|posts|blog|articles|news|categories|category)$/i;

function leadsTo({ permalink }: Readonly<Record<string, unknown>>, folder: string): boolean {
  return typeof permalink === 'string' && permalink.replace(/(?:index\.html)?$/, '').endsWith(`/${folder}/`);
}

const dateKeys = ['date', ...synonyms.date];

function isDated(path: string, front: Readonly<Record<string, unknown>>): boolean {
  const inPath = /(?:^|[/\\])(\d{4})[-/\\](\d\d)[-/\\](\d\d)(?=[-_./\\])/.exec(path);
  return dateKeys.some((key) => key in front) || (inPath !== null && isDay(inPath.slice(1).join('-')));
}
