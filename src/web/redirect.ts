import { escapeXml, oneLine } from '../lib/escape.ts';
import { fileKey, foldersAbove } from '../lib/output-path.ts';
import type { Publication, Redirect } from '../model/publication.ts';
import { directionOf } from '../strings/language.ts';
import { rootFrom } from './address.ts';

/**
 * A small page at each address that an article has left, for hosts that read no `_redirects`, such as GitHub Pages.
 * There is none where another file of the output is, or would have to be a folder.
 * @param taken The paths of the files that there are.
 */
export function* redirectPages(
  { settings, articles, redirects = [] }: Publication,
  taken: Iterable<string>,
): Generator<{ readonly path: string; readonly content: string }> {
  if (redirects.length === 0) return;
  const places = placesOf(taken);
  const byUrl = new Map(articles.map((article) => [article.url, article]));
  const base = new URL(settings.url).pathname;
  const feeds = new Set(Object.values(settings.feeds.paths).map((path) => new URL(path, settings.url).href));
  for (const redirect of redirects) {
    // No feed reader reads a page.
    if (feeds.has(redirect.to)) continue;
    const path = fileOf(redirect.from, base);
    if (path === undefined || !places.take(path)) continue;
    const { title = redirect.to, language = settings.language } = byUrl.get(redirect.to) ?? {};
    yield { path, content: pageTo(redirect, { title: oneLine(title), language, root: rootFrom(path) }) };
  }
}

/** The file that hosts show at an address; undefined for one above the root, or that no file can have on any system. */
function fileOf(from: string, base: string): string | undefined {
  if (!from.startsWith(base)) return undefined;
  const segments = decoded(from.slice(base.length))?.replace(/\/+$/, '').split('/');
  if (!segments?.every(isFileName)) return undefined;
  const path = segments.join('/');
  // An address without an ending, or with one that is no page's, shows the page of a folder.
  return /\.html?$/i.test(path) ? path : `${path}/index.html`;
}

/** Undefined where a segment would become two. */
function decoded(path: string): string | undefined {
  try {
    return /%(2f|5c)/i.test(path) ? undefined : decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** File systems limit a name to 255 bytes, and Windows forbids some characters and a dot at the end. */
function isFileName(name: string): boolean {
  return (
    name !== '' && !/^\.|\.$|[\\:*?"<>|\u0000-\u001f\u007f]/.test(name) && new TextEncoder().encode(name).length <= 255
  );
}

/** Which files and folders there are. */
function placesOf(taken: Iterable<string>) {
  const files = new Set<string>();
  const folders = new Set<string>();
  const add = (path: string) => {
    files.add(path);
    for (const folder of foldersAbove(path)) folders.add(folder);
  };
  for (const path of taken) add(fileKey(path));
  return {
    /** Whether a file could be there; from now on it is. */
    take(given: string): boolean {
      const path = fileKey(given);
      if (files.has(path) || folders.has(path) || foldersAbove(path).some((folder) => files.has(folder))) return false;
      add(path);
      return true;
    },
  };
}

interface Target {
  readonly title: string;
  readonly language: string;
  readonly root: string;
}

function pageTo({ to }: Redirect, { title, language, root }: Target): string {
  const address = escapeXml(new URL(to).href);
  const text = escapeXml(title);
  return `<!DOCTYPE html>
<html lang="${escapeXml(language)}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${text}</title>
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url=${address}">
<link rel="canonical" href="${address}">
<link rel="stylesheet" href="${root}style.css">
</head>
<body>
<main>
<h1><a href="${address}">${text}</a></h1>
</main>
</body>
</html>
`;
}
