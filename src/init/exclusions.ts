import { readSettings, type SiteSettings } from './settings.ts';
import type { FoundSite } from './site.ts';
import type { Tree } from './tree.ts';

/** Sentences on the settings by which a site keeps articles out, of which Tidings takes over none. */
export async function exclusionNotes(tree: Tree, { key, by, articles }: FoundSite): Promise<string[]> {
  const file = by.split(' ')[0]!;
  const keys = await keysOf(tree, file, key, articles?.value ?? '.');
  return keys.map(
    (one) => `Not taken over: ${one} of ${file}. Look whether articles that it keeps out should be drafts`,
  );
}

async function keysOf(tree: Tree, file: string, generator: string | undefined, folder: string): Promise<string[]> {
  if (generator === 'vitepress') return /\bsrcExclude\s*:/.test(await tree.text(file)) ? ['"srcExclude"'] : [];
  if (generator !== 'jekyll' && generator !== 'hugo') return [];
  const settings = await readSettings(tree, file);
  if (generator === 'hugo') return patternsIn(settings, 'ignoreFiles').length > 0 ? ['"ignoreFiles"'] : [];
  // Most lists name nothing but programs and their packages.
  const isForArticles = (one: string) =>
    folder === '.' || /^\/?\*/.test(one) || one.replace(/^\//, '').startsWith(folder);
  const excluded = patternsIn(settings, 'exclude').filter(isForArticles);
  const isUnpublished = settings.entries.some(
    ({ path, value }) => /^defaults\.\d+\.values\.published$/.test(path.join('.')) && value === 'false',
  );
  return [
    ...(excluded.length > 0 ? ['"exclude"'] : []),
    ...(isUnpublished ? ['"published: false" under "defaults"'] : []),
  ];
}

function patternsIn(settings: SiteSettings, key: string): string[] {
  return [...settings.list(key), settings.at(key)?.value ?? ''].filter((pattern) => pattern !== '');
}
