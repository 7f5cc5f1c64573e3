import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { addressBelow, readable } from '../lib/uri.ts';
import type { Settings } from '../model/publication.ts';
import { isInside } from '../system/inside.ts';

/** Where a reference of an article or issue is written down. */
export interface ReferringFile {
  /** The file that holds it, absolute. */
  readonly file: string;
  /** The address of its page. */
  readonly url: string;
}

/** The folders in which references are looked up. */
export interface Folders {
  readonly settings: Pick<Settings, 'url'>;
  /** The publication folder, a real path. */
  readonly root: string;
  /** Those whose files a site serves, real paths: Hugo's `static`, the `public` of others, Jekyll's `assets`. */
  readonly staticFolders: readonly string[];
}

/**
 * The paths at which a file may lie, the likeliest first. One that begins with `/` is looked up in the publication, as
 * Jekyll does, and in each static folder, as others do; also without the path of `url`, which authors write before it.
 */
export function placesFor(name: string, { file }: ReferringFile, { settings, root, staticFolders }: Folders): string[] {
  if (!name.startsWith('/')) return [resolve(dirname(file), name)];
  const base = new URL(settings.url).pathname;
  const names = base !== '/' && name.startsWith(base) ? [name, name.slice(base.length - 1)] : [name];
  return names.flatMap((one) => [root, ...staticFolders].map((folder) => join(folder, one)));
}

/**
 * The address at which another program's site serves a file that an article names: below `url` for one that begins with
 * `/` or lies in a static folder, else as a browser resolves it. The files of an article with a folder of its own are
 * served below its address.
 */
export function servedAt(value: string, path: string | undefined, written: ReferringFile, folders: Folders): string {
  const { url } = folders.settings;
  const base = new URL(url).pathname;
  if (value.startsWith('/')) return addressBelow(value.startsWith(base) ? value.slice(base.length) : value, url);
  const address = path === undefined ? undefined : addressOfStatic(path, folders);
  if (address !== undefined) return address;
  const bare = written.url.replace(/[?#].*$/s, '');
  const ownsFolder = /^index\.\w+$/i.test(basename(written.file)) && !/(?:\/|\.html?)$/i.test(bare);
  const page = ownsFolder ? `${bare}/` : bare;
  return URL.parse(value, page)?.href ?? page;
}

/**
 * The address of a page of another program's site by the name of its Markdown file: the ending is that of the pages of
 * articles. It starts from the folder of the file, which has the address of the article or, beside others, the one above.
 */
export function addressOfPage(
  value: string,
  { file, url }: ReferringFile,
  settings: Pick<Settings, 'url' | 'permalink'>,
): string {
  const end = /(?:\/|\.html?)$/.exec(settings.permalink)?.[0] ?? '';
  const path = value.replace(/(?:(^|\/)index)?\.(?:md|markdown|mdx)(?=$|[?#])/i, (_, slash?: string) =>
    slash === undefined ? end : slash,
  );
  const base = new URL(settings.url).pathname;
  if (path.startsWith('/')) return addressBelow(path.startsWith(base) ? path.slice(base.length) : path, settings.url);
  const bare = url.replace(/[?#].*$/s, '');
  const isIndex = /^index\.\w+$/i.test(basename(file));
  const start = bare.endsWith('/') && !isIndex ? new URL('..', bare).href : isIndex ? bare.replace(/\/?$/, '/') : bare;
  return URL.parse(path, start)?.href ?? start;
}

/** The address of a file in a static folder: `static` and `public` are the root of a site, another one is a part of it. */
export function addressOfStatic(path: string, { settings, root, staticFolders }: Folders): string | undefined {
  const home = staticFolders.find((folder) => isInside(folder, path));
  if (home === undefined) return undefined;
  const start = /^(?:static|public)$/i.test(basename(home)) ? home : root;
  return new URL(relative(start, path).split(sep).map(encodeURIComponent).join('/'), settings.url).href;
}

/** A name as it is written, and as an address: `%20` read, query and fragment left out. */
export function namesFor(value: string): string[] {
  return [...new Set([value, readable(value.replace(/[?#].*$/s, ''))])];
}
