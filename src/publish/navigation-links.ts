import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { readable } from '../lib/uri.ts';
import type { Locate, Problem } from '../model/problem.ts';

/** Pages that a server makes for each reader. */
const served = /^(sign-up|preferences|unsubscribe)\b/;

/** Warns of links in the navigation of the site that lead to none of its pages, of which the output has these files. */
export function deadNavigation(config: Config, files: ReadonlySet<string>, at: Locate): Problem[] {
  const { settings, directory, static: folders } = config;
  if (!settings.site) return [];
  return (settings.navigation ?? []).flatMap(({ label, url }, index): Problem[] => {
    const path = pathBelow(url, settings.url);
    if (path === undefined || served.test(path)) return [];
    const candidates = [path, join(path, 'index.html'), `${path.replace(/\/$/, '')}.html`];
    const isStatic = (file: string) =>
      folders.some((folder) => existsSync(join(directory, folder, file)) || isIn(folder, file, directory));
    const isThere = candidates.some((file) => files.has(file) || isStatic(file));
    if (isThere) return [];
    const message = `the navigation link "${label}" leads to ${readable(url)}, and the site has no such page`;
    const name = path.replace(/\/$/, '') || 'about';
    const hint = `Write pages/${name}.md, or correct the address.`;
    return [{ severity: 'warning', rule: 'link', message, hint, ...at(['navigation', index, 'url']) }];
  });
}

/** The path of an address within a site; undefined for one elsewhere, and for a file of a type of its own. */
function pathBelow(url: string, site: string): string | undefined {
  const { href, pathname } = new URL(url);
  if (!href.startsWith(site) || /\.(?!html?$)\w+$/i.test(pathname)) return undefined;
  try {
    return decodeURIComponent(pathname.slice(new URL(site).pathname.length));
  } catch {
    return undefined;
  }
}

/** Whether a path names a file of a static folder by the name of the folder. */
function isIn(folder: string, file: string, directory: string): boolean {
  return file.startsWith(`${folder.replace(/^\.\/|\/$/g, '')}/`) && existsSync(join(directory, file));
}
