import { basename, extname, join, relative, sep } from 'node:path';
import type { Config } from '../config/config.ts';
import { slugOf } from '../lib/slug.ts';
import { letterNames } from '../model/letter-name.ts';
import { sectionOf } from '../read/place-article.ts';
import { filesBelow } from '../system/files.ts';
import { readLock } from './lock/lock-file.ts';
import { issuesFolder } from './read-context.ts';

/**
 * The names of articles and issues, as a shell completes them: by the slugs that the lock knows, and of the others by
 * the names of their files, so that nothing has to be read. Articles that share a slug have their section before it. Sorted.
 * @throws ProblemError as `readLock` does.
 */
export async function likelySlugs(config: Config): Promise<string[]> {
  const { entries, issues = [] } = await readLock(config);
  const known = new Map([...entries, ...issues].map(({ path, slug }) => [path, slug] as const));
  const folders = [config.source, join(config.directory, issuesFolder)];
  const files = await Promise.all(
    folders.map(async (folder) => (await filesBelow(folder)).map((file) => join(folder, file))),
  );
  const texts = files.flat().filter((file) => /\.(txt|md|markdown|mdx|html?|json)$/i.test(file));
  const named = texts.map((file) => {
    const path = relative(config.directory, file).replaceAll(sep, '/');
    const slug = known.get(path) ?? slugOf(basename(file, extname(file)).replace(/^\d{4}-\d\d-\d\d-/, ''));
    const section = sectionOf(relative(config.source, file));
    return { slug, url: '', ...(section !== '' && !section.startsWith('..') && { section }) };
  });
  return [...new Set(letterNames(named).values())].filter((slug) => slug !== '').sort();
}
