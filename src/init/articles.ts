import type { Fact } from './settings.ts';
import type { Tree } from './tree.ts';

/** A file that may be an article. */
interface Page {
  /** Relative to the site; an article that has a folder of its own goes by the folder. */
  readonly path: string;
  readonly isDated: boolean;
}

export interface ArticlesFolder extends Fact {
  /** How many articles are there. */
  readonly count: number;
  /** Of those, how many have no date in their front matter or name. */
  readonly undated: number;
}

const markdown = /\.(md|mdx|markdown)$/i;
/** They speak to those who work on the files. */
const internal =
  /(^|\/)(readme|license|licence|changelog|contributing|code_of_conduct|security|claude|agents|_index|pull_request_template|history)(\.[\w-]+)*$/i;
const dateKey =
  /^["']?(date|pubdate|publishdate|publish_date|published|published_at|publishedat|pubdatetime|created|created_at|datepublished)["']?\s*[:=]\s*["']?[\w ,]*\d/im;
/** Zola takes the date of such an address. */
const datedPath = /^["']?(path|slug|url|permalink)["']?\s*[:=]\s*["']?\/?([\w-]+\/)?\d{4}[/-]\d{1,2}[/-]/im;
/** Names that say that articles are inside. */
const typical = /(^|\/)_?(posts?|blog|articles?|writings?|news|journal|essays?|entries|weblog)$/i;
/** Such a share of the articles makes a folder theirs. */
const most = 0.8;

/** Finds the folder below `start` that holds the articles: the smallest one with nearly all that have a date. */
export async function findArticles(
  tree: Tree,
  start: string,
  { language, by }: { readonly language?: string | undefined; readonly by?: string | undefined } = {},
): Promise<ArticlesFolder | undefined> {
  const pages = await pagesBelow(tree, start);
  const dated = pages.filter(({ isDated }) => isDated);
  const counted = dated.length > 0 ? dated : pages;
  if (counted.length === 0) return undefined;
  const folder = densest(
    counted.map(({ path }) => path),
    start,
    language,
  );
  const inside = pages.filter(({ path }) => isBelow(folder, path));
  const undated = inside.filter(({ isDated }) => !isDated).length;
  const from = by ?? `${inside.length - undated} of ${dated.length} articles with a date are there`;
  return {
    value: folder || '.',
    from: dated.length > 0 || by ? from : `${inside.length} Markdown files are there`,
    ...(by === undefined && { isGuess: true as const }),
    count: inside.length,
    undated,
  };
}

async function pagesBelow(tree: Tree, start: string): Promise<Page[]> {
  const files = tree.files.filter((file) => isBelow(start, file) && markdown.test(file) && !internal.test(file));
  const pages = await Promise.all(
    files.map(async (file): Promise<Page> => {
      const name = file.slice(file.lastIndexOf('/') + 1);
      const folder = file.slice(0, Math.max(0, file.lastIndexOf('/')));
      const isDated = /^\d{4}-\d{1,2}-\d{1,2}/.test(name) || isDatedFront(frontOf(await tree.text(file)));
      return { path: /^index\.\w+$/i.test(name) && folder !== start ? folder : file, isDated };
    }),
  );
  return pages;
}

function isDatedFront(front: string): boolean {
  return dateKey.test(front) || datedPath.test(front);
}

/** Front matter in YAML or TOML, or the lines that Pelican begins an article with. */
function frontOf(text: string): string {
  const fenced = /^\s*(---|\+\+\+)[ \t]*\r?\n([\s\S]{0,20000}?)\n\1/.exec(text)?.[2];
  return fenced ?? /^(?:[A-Za-z_]+:[^\n]*\r?\n)+/.exec(text)?.[0] ?? '';
}

function densest(paths: readonly string[], start: string, language: string | undefined): string {
  let folder = start;
  let rest = paths;
  for (;;) {
    const children = childrenOf(rest, folder);
    const [name, inside] = [...children].toSorted(([, a], [, b]) => b.length - a.length)[0] ?? [];
    const own = languageFolder([...children.keys()], language);
    const next = own ?? name;
    if (next === undefined || /^\d+$/.test(next)) return folder;
    const share = (own === undefined ? inside! : children.get(own)!).length / rest.length;
    const isOnly = share === 1;
    if (own === undefined && !(typical.test(folder) ? isOnly : share >= most)) return folder;
    folder = folder === '' ? next : `${folder}/${next}`;
    rest = rest.filter((path) => isBelow(folder, path));
  }
}

/** The paths in each child folder. A path that ends there is an article itself. */
function childrenOf(paths: readonly string[], folder: string): Map<string, string[]> {
  const children = new Map<string, string[]>();
  for (const path of paths) {
    const name = /^([^/]+)\//.exec(folder === '' ? path : path.slice(folder.length + 1))?.[1];
    if (name !== undefined) children.set(name, [...(children.get(name) ?? []), path]);
  }
  return children;
}

const languages = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

/** Of folders that are named by languages, the one of the site's own. */
function languageFolder(names: readonly string[], language = 'en'): string | undefined {
  const tags = names.filter((name) => /^[a-z]{2}([-_][a-z]{2,4})?$/i.test(name) && languages.of(name.slice(0, 2)));
  if (tags.length < 2) return undefined;
  return [language, language.slice(0, 2)]
    .map((one) => tags.find((tag) => tag.toLowerCase() === one.toLowerCase()))
    .find(Boolean);
}

function isBelow(folder: string, path: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}
