import { dirname, join, resolve } from 'node:path';
import { type Fragment, referencesIn } from '../clean/fragment.ts';
import { readable } from '../lib/uri.ts';
import type { Manuscript } from '../model/article.ts';

/** A file of the articles' folder, as far as it was read. */
interface ReadFile {
  readonly file: { readonly path: string; readonly real: string };
  /** HTML without front matter. */
  readonly bare?: boolean;
  readonly articles?: readonly ({ readonly content: Fragment } | { readonly manuscript?: Manuscript })[];
  readonly known?: { readonly manuscripts: readonly Manuscript[] };
}

/**
 * The pages without front matter that articles of other kinds offer as files, by their real paths: these are no articles.
 * A page that nobody links to is one, and so are pages that link to each other.
 */
export function offeredPages(files: readonly ReadFile[], root: string): ReadonlySet<string> {
  const pages = new Map(files.flatMap(({ bare, file }) => (bare ? [[file.path, file.real] as const] : [])));
  if (pages.size === 0) return new Set();
  const named = files.filter(({ bare }) => !bare).flatMap((file) => linkedFrom(file, root));
  const real = new Set(pages.values());
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
