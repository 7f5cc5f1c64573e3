import { stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Article, Manuscript } from '../model/article.ts';
import { isHeld } from '../model/held.ts';
import { pageFile } from '../model/page-path.ts';
import { hasErrors, type Problem } from '../model/problem.ts';
import type { Redirect, Settings } from '../model/publication.ts';
import { type SitePage, sitePagesFolder } from '../model/site-page.ts';
import { readArticles } from '../read/index.ts';
import { ownPages, pageClash } from '../web/page-clash.ts';

/** `about.md` is the page `/about/`, and `team/jobs.md` is `/team/jobs/`. */
const permalink = '/{section}/{slug}/';

/** What front matter says of articles alone. */
const unused = {
  keys: ['authors', 'source', 'tags', 'updated', 'id', 'guid', 'extensions'],
  where: 'in a page',
} as const;

interface SitePages {
  readonly pages: readonly SitePage[];
  /** From the addresses that their front matter says they had. */
  readonly redirects: readonly Redirect[];
  readonly problems: readonly Problem[];
  /** Those whose date has not come. */
  readonly future: readonly Manuscript[];
}

/**
 * Reads the pages of the site that are no articles: each is written as an article is, and has an address. A
 * date in the future keeps it back. A publication whose site another program makes has none, for there such a folder
 * holds code.
 * @param files The articles by their files, for the links of pages.
 */
export async function readSitePages(
  config: Config,
  articles: readonly Article[],
  files: ReadonlyMap<string, Article>,
): Promise<SitePages> {
  const folder = join(config.directory, sitePagesFolder);
  if (!hasSitePages(config, folder) || !(await isFolder(folder)))
    return { pages: [], redirects: [], problems: [], future: [] };
  const settings = { ...config.settings, permalink };
  const { manuscripts, problems } = await readArticles(folder, {
    settings,
    root: config.directory,
    display: config.display,
    slugFrom: 'file',
    published: [...config.published, sitePagesFolder],
    static: config.static,
    secrets: await config.secrets(),
    unused,
    others: files,
  });
  const shown = manuscripts.filter((manuscript) => !isHeld(manuscript, config.now));
  const pages = shown.map((manuscript) => pageOf(manuscript, pageFile(manuscript, settings)));
  const paths = pathsOf(articles, config.settings);
  const taken = pages.flatMap((page) => clashOf(page, paths) ?? []);
  return {
    pages: hasErrors(taken) ? [] : pages,
    redirects: shown.flatMap(({ redirects = [], url }) => redirects.map((from) => ({ from, to: url }))),
    problems: [...problems, ...taken],
    future: manuscripts.filter((manuscript) => !manuscript.draft && isHeld(manuscript, config.now)),
  };
}

function hasSitePages({ single, settings, directory, source }: Config, folder: string): boolean {
  const isAmongArticles = !relative(source, folder).startsWith('..') || !relative(folder, source).startsWith('..');
  return !single && settings.site && settings.generator === undefined && source !== directory && !isAmongArticles;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

function pageOf(manuscript: Manuscript, path: string): SitePage {
  const { url, title, summary, content, language, image, attachments, notice, files, origin } = manuscript;
  return {
    url,
    path,
    title,
    ...(summary && { summary }),
    content,
    language,
    ...(image && { image }),
    ...(attachments.length > 0 && { attachments }),
    ...(notice && { notice }),
    files,
    origin,
  };
}

/** The first parts of the paths that the output has of its own, or may have one day; `publish` compares with the others. */
const own: ReadonlySet<string> = new Set(
  `articles issues tags authors languages selections summaries archive subscribe sign-up preferences unsubscribe
  themes 404 index`.split(/\s+/),
);

function clashOf(page: SitePage, articles: ReadonlyMap<string, Article>): Problem | undefined {
  const [first = ''] = page.path.toLowerCase().split('/');
  if (own.has(first.replace(/\.html?$/, ''))) return pageClash(page, ownPages);
  const article = articles.get(page.path);
  return article && pageClash(page, `the article ${article.origin.file} is`);
}

function pathsOf(articles: readonly Article[], settings: Settings): ReadonlyMap<string, Article> {
  return new Map(articles.map((article) => [pageFile(article, settings), article]));
}
