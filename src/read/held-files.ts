import { basename, dirname, join, sep } from 'node:path';
import type { Problem } from '../model/problem.ts';
import type { Generator } from '../model/publication.ts';
import { isInside } from '../system/inside.ts';
import type { ListedFile } from './article-files.ts';
import { frontOfFile, smallText } from './front-of-file.ts';
import { cascadesDraft } from './hugo-cascade.ts';

/** Articles that the site does not publish, and the one warning about them. */
export interface Hold {
  readonly articles: readonly ListedFile[];
  readonly problem: Problem;
}

interface Where {
  /** The folder of articles, and that of the publication. */
  readonly folder: string;
  readonly root: string;
  readonly display: (path: string) => string;
}

/** The articles that a file of the site's generator holds back for a whole folder, or for the article next to it. */
export async function heldByFiles(
  generator: Generator | undefined,
  articles: readonly ListedFile[],
  all: readonly ListedFile[],
  where: Where,
): Promise<readonly Hold[]> {
  const above = foldersAbove(where.folder, where.root);
  if (generator === 'hugo' || generator === 'zola') {
    const listed = all.map(({ path }) => path).filter((path) => /^_index\.(?:md|markdown|html)$/.test(basename(path)));
    const sections = [...above.map((folder) => join(folder, '_index.md')), ...listed];
    const holds = await Promise.all(sections.map((path) => heldBySection(generator, path, articles, where)));
    return holds.flat();
  }
  if (generator !== 'eleventy') return [];
  const outer = above.flatMap((folder) => dataEndings.map((ending) => join(folder, basename(folder) + ending)));
  const holds = await Promise.all(
    [...outer, ...all.map(({ path }) => path)].map((path) => heldByData(path, articles, where)),
  );
  return holds.flat();
}

/** The folders around that of the articles, the publication's own among them. */
function foldersAbove(folder: string, root: string): string[] {
  const above: string[] = [];
  for (let one = folder; one !== root && isInside(root, one) && one !== dirname(one); ) {
    one = dirname(one);
    above.push(one);
  }
  return above;
}

async function heldBySection(
  generator: 'hugo' | 'zola',
  path: string,
  articles: readonly ListedFile[],
  { folder, root, display }: Where,
): Promise<readonly Hold[]> {
  const below = articles.filter((article) => isInside(dirname(path), article.path));
  if (below.length === 0) return [];
  const front = await frontOfFile(path);
  const content = contentFolder(folder, root);
  const held =
    generator === 'zola'
      ? below.filter(() => isTrue(front.draft))
      : below.filter((article) => cascadesDraft(front.cascade, article.path.slice(content.length)));
  return held.length === 0 ? [] : [{ articles: held, problem: byFile(display(path)) }];
}

/** Hugo's paths begin at the folder `content`, else at that of the articles. */
function contentFolder(folder: string, root: string): string {
  const parts = folder.slice(root.length).split(sep);
  const index = parts.indexOf('content');
  return index === -1 ? folder : root + parts.slice(0, index + 1).join(sep);
}

const dataEndings = ['.json', '.11tydata.json', '.11tydata.js', '.11tydata.cjs', '.11tydata.mjs'];

async function heldByData(path: string, articles: readonly ListedFile[], { display }: Where): Promise<readonly Hold[]> {
  const [, stem] = /^(.+?)(?:\.11tydata)?\.(?:json|[cm]?js)$/i.exec(path) ?? [];
  if (stem === undefined || (/js$/i.test(path) && !/\.11tydata\.[cm]?js$/i.test(path))) return [];
  const isOfFolder = basename(stem) === basename(dirname(stem));
  const covered = articles.filter(
    (one) => (isOfFolder && isInside(dirname(path), one.path)) || one.path.replace(/\.\w+$/, '') === stem,
  );
  if (covered.length === 0) return [];
  const text = await smallText(path);
  if (text === undefined) return [];
  if (/js$/i.test(path)) return [{ articles: [], problem: notRead(display(path)) }];
  const data = parsed(text);
  if (data === undefined) return [{ articles: covered, problem: unclearData(display(path)) }];
  return isHolding(data) ? [{ articles: covered, problem: byFile(display(path)) }] : [];
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return Object(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function isHolding(data: Readonly<Record<string, unknown>>): boolean {
  const { draft, permalink, published, eleventyExcludeFromCollections } = data;
  return isTrue(draft) || isTrue(eleventyExcludeFromCollections) || isFalse(permalink) || isFalse(published);
}

function isTrue(value: unknown): boolean {
  return /^(?:true|yes|on)$/i.test(String(value));
}

function isFalse(value: unknown): boolean {
  return /^(?:false|no|off)$/i.test(String(value));
}

function byFile(file: string): Problem {
  return {
    severity: 'warning',
    rule: 'held-back',
    message: 'this file keeps articles of its folder out of the site, so they are held back',
    hint: 'To publish them, take out the line that does, such as "draft: true".',
    file,
  };
}

function unclearData(file: string): Problem {
  return {
    severity: 'warning',
    rule: 'held-back',
    message: 'this file is no valid JSON and may keep articles out of the site, so they are held back',
    hint: 'Mend it, or take it away.',
    file,
  };
}

function notRead(file: string): Problem {
  return {
    severity: 'warning',
    rule: 'data-not-read',
    message: 'this file is a program with data for articles, and is not read',
    hint: 'If it keeps articles out of the site, write "draft: true" into their front matter, too.',
    file,
  };
}
