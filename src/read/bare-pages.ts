import { dirname, join, resolve } from 'node:path';
import { type Fragment, referencesIn } from '../clean/fragment.ts';
import { readable } from '../lib/uri.ts';
import type { Manuscript } from '../model/article.ts';
import type { Problem } from '../model/problem.ts';
import { isFolderData, type ListedFile, liesWithArticle, type PassedOver, passedOverPage } from './article-files.ts';
import type { Disk } from './disk.ts';

/** A file of the articles' folder, as far as it was read. */
interface ReadFile {
  readonly file: ListedFile;
  /** Whether it may be no article: HTML without front matter, or data of a folder. */
  readonly bare?: boolean;
  readonly articles?: readonly (({ readonly content: Fragment } | { readonly manuscript?: Manuscript }) & {
    readonly isRefused: boolean;
  })[];
  readonly problems?: readonly Problem[];
  readonly known?: { readonly manuscripts: readonly Manuscript[] };
}

/**
 * Leaves out what turns out to be no article: pages without front matter that an article of another kind offers as files,
 * that lie in the folder of an article or that have no title; and the data of a folder.
 */
export function withoutPages<File extends ReadFile>(
  files: readonly File[],
  disk: Disk,
): { readonly articles: readonly File[]; readonly pages: readonly PassedOver[] } {
  const bare = files.filter((one) => one.bare);
  if (bare.length === 0) return { articles: files, pages: [] };
  const offered = offeredPages(files, disk.root);
  const isOwned = liesWithArticle(files.filter((one) => !one.bare).map(({ file }) => file));
  const pages = new Set(bare.filter((one) => offered.has(one.file.real) || isOwned(one.file) || isUntitled(one)));
  for (const { file } of pages) disk.articles.delete(file.real);
  return {
    articles: files.filter((one) => !pages.has(one)),
    pages: [...pages].map(({ file: { path, real } }) => ({ real, problem: passedOverPage(disk.display(path)) })),
  };
}

function isUntitled({ file, articles = [], problems = [] }: ReadFile): boolean {
  if (!articles.every(({ isRefused }) => isRefused)) return false;
  return isFolderData(file.path)
    ? problems.every(({ rule }) => rule !== 'json')
    : problems.some(({ rule }) => rule === 'no-title');
}

/** Pages that only link to each other are articles. */
function offeredPages(files: readonly ReadFile[], root: string): ReadonlySet<string> {
  const pages = new Map(files.flatMap(({ bare, file }) => (bare ? [[file.path, file.real] as const] : [])));
  const real = new Set(pages.values());
  const named = files.filter(({ bare }) => !bare).flatMap((file) => linkedFrom(file, root));
  return new Set(named.flatMap((path) => pages.get(path) ?? (real.has(path) ? path : [])));
}

function linkedFrom({ file, articles = [], known }: ReadFile, root: string): string[] {
  const copied = known?.manuscripts.flatMap(({ files }) => files.map(({ source }) => source)) ?? [];
  const links = articles.flatMap((one) => ('content' in one ? referencesIn(one.content) : []));
  const paths = links.flatMap(({ kind, value }) => {
    const name = readable(value.replace(/[?#].*$/s, ''));
    if (kind !== 'link') return [];
    return name.startsWith('/') ? join(root, name) : resolve(dirname(file.path), name);
  });
  return [...copied, ...paths];
}
