import { basename, dirname, extname, join, sep } from 'node:path';
import type { Problem } from '../model/problem.ts';
import type { Generator } from '../model/publication.ts';
import { isFolderData, type ListedFile, type PassedOver } from './article-files.ts';
import type { Hold } from './held-files.ts';
import { isListPage } from './list-pages.ts';

/** The files of a folder as the program that makes the site treats them, as far as their names tell. */
export interface GeneratorFiles<File extends ListedFile> {
  readonly files: readonly File[];
  readonly passed: readonly PassedOver[];
  readonly holds: readonly Hold[];
}

type Display = (path: string) => string;

/** Without the files that the generator publishes as no page of their own, or not by themselves. */
export async function publishedBy<File extends ListedFile>(
  generator: Generator | undefined,
  files: readonly File[],
  display: Display,
): Promise<GeneratorFiles<File>> {
  if (generator === 'hugo') return ofHugo(files, display);
  if (generator === 'jekyll') return { files, passed: [], holds: undatedPosts(files, display) };
  if (generator === 'eleventy' || generator === 'vitepress' || generator === 'next')
    return withoutLists(files, generator, display);
  return { files, passed: [], holds: [] };
}

/** Whether a file holds data for a folder or for the article next to it. */
export function isDataOfEleventy({ path }: ListedFile, files: readonly ListedFile[]): boolean {
  if (isFolderData(path) || /\.11tydata\.[cm]?js$/i.test(path)) return true;
  if (extname(path) !== '.json') return false;
  return files.some((one) => one.path !== path && withoutEnding(one.path) === withoutEnding(path));
}

function withoutEnding(path: string): string {
  return path.slice(0, -extname(path).length || undefined);
}

const indexFile = /^index(?:\.[a-z]{2})?\.\w+$/;

function ofHugo<File extends ListedFile>(files: readonly File[], display: Display): GeneratorFiles<File> {
  const paths = new Set(files.map(({ path }) => withoutEnding(path)));
  const translations = files.filter(({ path }) => isTranslation(path, paths));
  const homes = new Set(files.flatMap(({ name }) => (indexFile.test(basename(name)) ? dirname(name) : [])));
  homes.delete('.');
  const isResource = ({ name }: File) =>
    !indexFile.test(basename(name)) && foldersOf(name).some((folder) => homes.has(folder));
  return {
    files: files.filter((file) => !isResource(file)),
    passed: files.filter(isResource).map(({ path, real }) => ({ real, problem: resource(display(path)) })),
    holds: translations
      .filter((file) => !isResource(file))
      .map((file) => ({ articles: [file], problem: translation(display(file.path)) })),
  };
}

/** The folders in which a file lies, such as `a/b` and `a`. */
function foldersOf(name: string): string[] {
  const parts = dirname(name).split(sep);
  return parts.map((_, index) => join(...parts.slice(0, index + 1)));
}

let languages: Intl.DisplayNames | undefined;

/** Whether a name ends in the tag of a language, such as `frost.de.md`, and the same name without it is there. */
function isTranslation(path: string, paths: ReadonlySet<string>): boolean {
  const [, stem, tag] = /^(.+)\.([a-z]{2})$/.exec(withoutEnding(path)) ?? [];
  if (stem === undefined || !paths.has(stem)) return false;
  languages ??= new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
  return languages.of(tag!) !== undefined;
}

function undatedPosts(files: readonly ListedFile[], display: Display): Hold[] {
  const isUndated = ({ path }: ListedFile) =>
    path.split(sep).includes('_posts') && !/^\d{2,4}-\d{1,2}-\d{1,2}-/.test(basename(path));
  return files.filter(isUndated).map((file) => ({ articles: [file], problem: undated(display(file.path)) }));
}

async function withoutLists<File extends ListedFile>(
  files: readonly File[],
  generator: Generator,
  display: Display,
): Promise<GeneratorFiles<File>> {
  const found = await Promise.all(files.map((file) => isListPage(file, files, generator)));
  const lists = files.filter((_, index) => found[index]);
  return {
    files: files.filter((_, index) => !found[index]),
    passed: lists.map(({ path, real }) => ({ real, problem: listPage(display(path)) })),
    holds: [],
  };
}

function resource(file: string): Problem {
  return {
    severity: 'warning',
    rule: 'passed-over',
    message: 'this file belongs to the page in its folder for Hugo, and was passed over',
    hint: 'To make it an article, move it out of the folder of that page.',
    file,
  };
}

function listPage(file: string): Problem {
  return {
    severity: 'warning',
    rule: 'passed-over',
    message: 'this page lists the articles of its folder, and was passed over',
    hint: 'To make it an article, give it a date and a name of its own.',
    file,
  };
}

function translation(file: string): Problem {
  return {
    severity: 'warning',
    rule: 'held-back',
    message: 'the article is held back, since it translates the one of the same name, and the site has it elsewhere',
    hint: 'To publish it here, give it a name of its own, and "language" and "permalink" in its front matter.',
    file,
  };
}

function undated(file: string): Problem {
  return {
    severity: 'warning',
    rule: 'held-back',
    message: 'the article is held back, since Jekyll publishes no file in _posts whose name begins without a date',
    hint: 'Put the date before its name, such as 2026-11-23-frost.md.',
    file,
  };
}
