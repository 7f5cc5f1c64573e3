import { basename, dirname, sep } from 'node:path';
import { slugOf } from '../lib/slug.ts';
import { inZone } from '../lib/time.ts';
import { addressBelow, isWebAddress, withoutBlanks } from '../lib/uri.ts';
import type { Manuscript } from '../model/article.ts';
import { folderOf, ownPath } from '../model/page-path.ts';
import { expandPermalink, holdsPlaceholders, type PermalinkFacts, permalinkFault } from '../model/permalink.ts';
import type { Problem } from '../model/problem.ts';
import type { Settings } from '../model/publication.ts';
import type { Front } from './formats/front-matter.ts';
import type { ParsedArticle, SourceFile } from './formats/source.ts';

/** The fields of an article that say where it is on the web. */
export type ArticlePlace = Pick<Manuscript, 'slug' | 'section' | 'url' | 'page' | 'redirects'>;

/**
 * Settles the address of an article: the path or address in its front matter, else the permalink of the settings. The
 * page lies at the address where that is on this site.
 * @param published The date that the address may hold.
 * @returns The folder of its pictures, too: where the page lies, unless its whole address is written out.
 */
export function placeArticle(
  draft: ParsedArticle,
  file: SourceFile,
  settings: Settings,
  published: string,
): { readonly place: ArticlePlace; readonly folder: string; readonly problems: readonly Problem[] } {
  const { front, name } = draft;
  const title = front.title ?? draft.body.title;
  const slug = front.slug ?? slugOf(name ?? title ?? '');
  const section = sectionOf(file.name);
  const facts: PermalinkFacts = {
    slug,
    hasOwnSlug: front.slug !== undefined,
    title,
    name,
    isDated: draft.nameDate !== undefined,
    // Jekyll takes the day of the site, and others the day that is written.
    published: settings.generator === 'jekyll' ? inZone(new Date(published), settings.timezone) : published,
    section,
    categories: front.categories,
    generator: settings.generator,
  };
  const given = givenPath(draft, facts, settings);
  const usual = expandPermalink(settings.permalink, facts);
  const here = addressBelow(given.path ?? encoded(usual), settings.url);
  const path = ownPath(here, settings) ?? usual;
  const unfit = isFit(path) ? [] : [unfitPath(path, draft)];
  const elsewhere = canonicalOf(front, settings);
  const { redirects, problems } = formerPlaces(draft, settings);
  const place = {
    slug,
    ...(section !== '' && { section }),
    url: elsewhere ?? here,
    ...(elsewhere !== undefined && { page: path }),
    ...(redirects.length > 0 && { redirects }),
  };
  const folder = folderOf(given.isAddress ? usual : path);
  return { place, folder, problems: [...given.problems, ...unfit, ...problems] };
}

/** Whether a site made no page of an article: Eleventy's `permalink: false`. */
export function isWithheld({ permalink }: Front): boolean {
  return permalink === 'false';
}

/** The section of a file, by its path below the folder of articles; Jekyll's `_posts` and what is in it are none. */
export function sectionOf(name: string): string {
  const folder = /^index\.\w+$/i.test(basename(name)) ? dirname(dirname(name)) : dirname(name);
  const parts = folder.split(sep).filter((part) => part !== '.' && part !== '');
  const hidden = parts.findIndex((part) => /^_(posts|drafts)$/.test(part));
  return (hidden === -1 ? parts : parts.slice(0, hidden)).join('/').normalize('NFC');
}

const keys = ['permalink', 'path', 'url'] as const;

/** The path that front matter gives, relative to the publication's `url`. */
function givenPath(
  { front, at }: ParsedArticle,
  facts: PermalinkFacts,
  settings: Settings,
): { readonly path?: string; readonly isAddress?: boolean; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  for (const key of keys) {
    const given = front[key]?.trim();
    if (!given || given === 'true' || given === 'false') continue;
    if (/\{\{|\{%|<%|\$\{/.test(given)) {
      problems.push({ ...foreignPermalink, ...at([key]) });
      continue;
    }
    const isAddress = isWebAddress(given);
    const own = isAddress ? pathOfAddress(given, settings) : given;
    if (own === undefined) continue;
    const found = settled(own, facts, settings);
    if ('path' in found) return { path: found.path, isAddress, problems };
    problems.push({ severity: 'error', rule: 'permalink', ...found, ...at([key]) });
    return { problems };
  }
  return { problems };
}

/** A path with its placeholders filled, if it stays below the site and is not its first page. */
function settled(
  given: string,
  facts: PermalinkFacts,
  settings: Settings,
): { readonly path: string } | { readonly message: string; readonly hint: string } {
  const fault = holdsPlaceholders(given) ? permalinkFault(given, { ofAll: false }) : undefined;
  if (fault) return { ...fault, message: `the path ${fault.message}` };
  const path = holdsPlaceholders(given) ? encoded(expandPermalink(given, facts)) : given;
  // An address takes a backslash for a slash.
  const plain = path
    .replaceAll('\\', '/')
    .replace(/^(\.?\/)+/, '')
    .replace(/\/{2,}/g, '/');
  const url = addressBelow(plain, settings.url);
  const own = ownPath(url, settings);
  const hint = 'Write it below "url", such as /2026/first-frost/.';
  if (!own || own.startsWith('/')) return { message: `"${given.slice(0, 80)}" is no page of this site`, hint };
  return { path: url.slice(settings.url.length) };
}

/** Whether files can have a path, on the way to its last part, too. */
function isFit(path: string): boolean {
  return (
    !/[\\\u0000-\u001f\u007f]|%(2f|5c|[01][0-9a-f]|7f)|\/\/|^\/|(^|\/)\.{1,2}(\/|$)|^[a-z]:/i.test(path) &&
    path.split('/').every((part) => Buffer.byteLength(part) <= longestName)
  );
}

/** In bytes; file systems allow 255 a name. */
const longestName = 240;

function unfitPath(path: string, { at }: ParsedArticle): Problem {
  return {
    severity: 'error',
    rule: 'permalink',
    message: `"${path.slice(0, 80)}" is no path that a file can have`,
    hint: 'Add "permalink:" with a path below "url", such as /2026/first-frost/.',
    ...at(['permalink']),
  };
}

/** Signs that would end the path of an address. */
function encoded(path: string): string {
  return path.replace(/[%?#\\]/g, encodeURIComponent);
}

/** The path of an address of the own site; undefined for any other. */
function pathOfAddress(address: string, settings: Settings): string | undefined {
  const [url, site] = [new URL(address), new URL(settings.url)];
  const isOwn = url.host === site.host && url.pathname.startsWith(site.pathname) && url.pathname !== site.pathname;
  return isOwn && url.search === '' && url.hash === '' ? url.pathname.slice(site.pathname.length) : undefined;
}

/** The address on another site that front matter names as the article's own. */
function canonicalOf(front: Front, settings: Settings): string | undefined {
  const address = keys.map((key) => front[key]?.trim()).find((given) => given !== undefined && isWebAddress(given));
  return address === undefined || pathOfAddress(address, settings) !== undefined ? undefined : withoutBlanks(address);
}

/** The paths from which readers are sent to the article. */
function formerPlaces(
  { front, at }: ParsedArticle,
  settings: Settings,
): { readonly redirects: readonly string[]; readonly problems: readonly Problem[] } {
  const redirects = new Set<string>();
  const problems: Problem[] = [];
  for (const [index, given] of (front.redirects ?? []).entries()) {
    const url = URL.parse(given.replace(/^\/(?!\/)/, ''), settings.url);
    if (url?.host === new URL(settings.url).host && url.search === '') redirects.add(url.pathname);
    else problems.push({ ...foreignRedirect(given), ...at(['redirects', index]) });
  }
  return { redirects: [...redirects], problems };
}

const foreignPermalink: Omit<Problem, 'file'> = {
  severity: 'warning',
  rule: 'permalink',
  message: 'the address of this article is a template of another program, and not used',
  hint: 'Write the path itself, such as "permalink: /2026/first-frost/", or let "permalink" in tidings.yaml make it.',
};

function foreignRedirect(given: string): Omit<Problem, 'file'> {
  return {
    severity: 'warning',
    rule: 'redirect',
    message: `"${given.slice(0, 80)}" is no path of this site, so nothing leads on from there`,
    hint: 'Name the old path below "url", such as /2019/first-frost.html. What only a query tells apart, your host has to lead on.',
  };
}
