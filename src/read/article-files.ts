import { extname } from 'node:path';
import type { Problem } from '../model/problem.ts';
import { typeOfEnding } from '../system/media.ts';
import type { Found } from '../system/walk.ts';

/** A file below the folder of articles. */
export interface ListedFile extends Found {
  /** Relative to that folder. */
  readonly name: string;
}

/** A file that is not read, and why; it is told unless an article offers it. */
export interface PassedOver {
  readonly real: string;
  readonly problem: Problem;
}

/**
 * The files of a folder that are articles, of those whose endings are read. A README and names that begin with `_`, such
 * as `_index.md` and `_drafts/`, speak to those who work on the files; Jekyll's `_posts` alone holds articles. Texts, data
 * and pages without front matter next to the `index` of an article belong to that article.
 */
export function articlesAmong<File extends ListedFile>(
  files: readonly File[],
  display: (path: string) => string,
): { readonly files: readonly File[]; readonly passed: readonly PassedOver[] } {
  const isOwned = liesWithArticle(files);
  const kept: File[] = [];
  const passed: PassedOver[] = [];
  for (const file of files) {
    if (/(?:^|[/\\])readme\.\w+$/i.test(file.name) || isUnderscored(file.name)) continue;
    if (/\.(?:txt|json)$/i.test(file.name) && isOwned(file))
      passed.push({ real: file.real, problem: passedOver(display(file.path), ...ofArticle) });
    else kept.push(file);
  }
  return { files: kept, passed };
}

/**
 * The files whose endings are not read. Pictures, sounds, films and documents are there for articles to show and offer,
 * and so is everything in the folder of one.
 */
export function othersAmong(
  others: readonly ListedFile[],
  articles: readonly ListedFile[],
  display: (path: string) => string,
): PassedOver[] {
  const isOwned = liesWithArticle(articles);
  const told = others.filter((file) => !isMaterial(file.name) && !isUnderscored(file.name) && !isOwned(file));
  return told.map(({ path, real, name }) => ({ real, problem: passedOver(display(path), ...ofEnding(extname(name))) }));
}

/** A page without front matter, or data of a folder, that has no title. */
export function passedOverPage(file: string): Problem {
  return passedOver(
    file,
    'this file has no title, and was passed over',
    'To make it an article, begin it with "title: …" between two lines of three hyphens, or give it a <title>.',
  );
}

/** Whether a file is one of those that Eleventy reads for a whole folder: `posts/posts.json`, `posts/posts.11tydata.json`. */
export function isFolderData(path: string): boolean {
  return /(?:^|[/\\])([^/\\]+)[/\\]\1\.json$|\.11tydata\.json$/i.test(path);
}

/** Tells files that lie in the folder of an article, which holds an `index` of its own, and are not that index. */
export function liesWithArticle(files: readonly ListedFile[]): (file: ListedFile) => boolean {
  const homes = new Set(files.flatMap(({ name }) => /^(.+[/\\])index\.\w+$/i.exec(name)?.[1] ?? []));
  return ({ name }) =>
    !/(?:^|[/\\])index\.\w+$/i.test(name) &&
    [...name.matchAll(/[/\\]/g)].some(({ index }) => homes.has(name.slice(0, index + 1)));
}

function isUnderscored(name: string): boolean {
  return name.split(/[/\\]/).some((part) => part.startsWith('_') && part !== '_posts');
}

/** Files for articles to show and offer, and those that systems and Tidings itself put there. */
function isMaterial(name: string): boolean {
  const type = typeOfEnding(name);
  const isMedia = type !== undefined && !/^text\/(?!csv|calendar|vtt)|xml$/.test(type);
  if (/\.(?:heic|heif|tiff?|bmp|ico|jxl|mov|mkv|avi|m4v|oga|ogv|aiff?)$/i.test(name)) return true;
  return isMedia || /(?:^|[/\\])(?:thumbs\.db|desktop\.ini|tidings\.[^/\\]*)$/i.test(name);
}

const ofArticle = [
  'this file lies in the folder of an article, and was passed over',
  'To make it an article, move it out of that folder; to keep it as a file of the other one, link to it from there.',
] as const;

function ofEnding(ending: string): readonly [message: string, hint: string] {
  const name = ending === '' ? 'without an ending' : `ending in ${ending}`;
  return [
    `a file ${name} was passed over`,
    'Articles end in .txt, .md, .markdown, .mdx, .html, .htm or .json. Convert it, link to it from an article, or put "_" before its name.',
  ];
}

function passedOver(file: string, message: string, hint: string): Problem {
  return { severity: 'warning', rule: 'passed-over', message, hint, file };
}
