import type { Article } from '../model/article.ts';
import { lastChange } from '../model/edition.ts';
import { pageFile } from '../model/page-path.ts';
import type { Publication } from '../model/publication.ts';
import { hasSubscribePage, subscribeFolder, waysIn } from '../model/ways-in.ts';
import { articlePage, authorPages } from './article.ts';
import { headersFile, scriptableFiles } from './headers.ts';
import { homePage, latest } from './home.ts';
import { issueFile, issuePage, letterPage } from './issue.ts';
import { issuesPage } from './issues.ts';
import { topicPage, yearPage } from './list.ts';
import type { SiteLogo } from './look.ts';
import { missingPage } from './missing.ts';
import { pageRenderer } from './page.ts';
import { type Site, siteOf } from './site.ts';
import { sitePage } from './site-page.ts';
import { sitemaps } from './sitemap.ts';
import { subscribePage } from './subscribe.ts';
import { compileTemplates } from './template.ts';
import type { WebTemplates } from './template-files.ts';

/** A file of the web archive, not rendered yet, with its inputs in addition to settings and templates. */
export interface WebPage {
  /** Relative to the output, with `/`. */
  readonly path: string;
  /** The slug of the letter that it links to. */
  readonly letter?: string;
  /** The articles that it shows or links to. */
  readonly articles: readonly Article[];
  /** Its other inputs, as plain values. */
  readonly context: readonly unknown[];
  /**
   * @param isMade Whether the letter is there to be linked to.
   * @throws ProblemError that names a template's file and line.
   */
  render(isMade?: boolean): string;
}

/**
 * The web archive: a page for each article and each issue, the first page, the years, tags, authors and languages, the
 * pages that are no articles, the page about subscribing, that for addresses where nothing is, style sheets, the sitemap and the headers for hosts. A page is rendered, and
 * the content of its articles read, only on demand. A new article changes its own page, its neighbour's, and the lists
 * that contain it; the first hand-made issue changes all pages, because they link to the issues.
 * @param changed All other articles are as they were: only pages that may have changed with these are given.
 */
export function* webPages(
  publication: Publication,
  templates: WebTemplates,
  logo?: SiteLogo,
  changed?: ReadonlySet<Article>,
): Generator<WebPage> {
  const site = siteOf(publication, logo);
  for (const page of pagesOf(site, templates, touching(changed)))
    yield { ...page, context: [site.issues.length > 0, site.navigation, logo, page.context] };
  const files = changed && [...changed].flatMap((article) => article.files.map(({ path }) => path));
  if (!files || scriptableFiles(files).length > 0) yield headersPage(publication);
}

/** Tells whether a page of some articles may have changed. */
type Touches = (articles: readonly (Article | undefined)[]) => boolean;

function touching(changed: ReadonlySet<Article> | undefined): Touches {
  return (articles) => !changed || articles.some((article) => article && changed.has(article));
}

function* pagesOf(site: Site, templates: WebTemplates, touches: Touches): Generator<WebPage> {
  const render = compileTemplates(templates);
  const toHtml = pageRenderer(site, render);
  const { articles, years, selections } = site;
  const named = selections.map(({ kind, name, path, articles: { length } }) => [kind, name, path, length]);
  yield {
    path: 'index.html',
    articles: articles.slice(0, latest),
    context: [named, years.map(({ name, articles: { length } }) => [name, length])],
    render: () => toHtml(homePage(site)),
  };
  if (hasSubscribePage(site.settings)) {
    const path = `${subscribeFolder}index.html`;
    yield { path, articles: [], context: [named], render: () => toHtml(subscribePage(site)) };
  }
  yield* articlePages(site, toHtml, touches);
  yield* issuePages(site, toHtml, touches);
  yield* listPages(site, toHtml, touches);
  for (const page of site.sitePages)
    yield { path: page.path, articles: [], context: [page], render: () => toHtml(sitePage(page, site)) };
  yield { path: '404.html', articles: [], context: [], render: () => toHtml(missingPage(site)) };
  yield { path: 'style.css', articles: [], context: [], render: () => templates.style };
  if (site.settings.site) yield* scripts(site, templates);
  if (site.settings.syndicated)
    yield { path: 'feed.css', articles: [], context: [], render: () => render('feed', { words: site.words }) };
  const dated = site.issues.map((issue) => [issue.url, lastChange(issue)]);
  for (const sitemap of sitemaps(site))
    yield { ...sitemap, articles, context: [named, dated, site.sitePages.map(({ url }) => url)] };
}

/** The scripts of the page about subscribing, one for each of the two ways that it tells of. */
function* scripts({ settings }: Site, templates: WebTemplates): Generator<WebPage> {
  const script = { articles: [], context: [] };
  if (settings.syndicated) yield { ...script, path: `${subscribeFolder}copy.js`, render: () => templates.copy };
  if (waysIn(settings).form) yield { ...script, path: `${subscribeFolder}join.js`, render: () => templates.joinScript };
}

function headersPage({ settings, articles, issues = [], sitePages = [], files = [] }: Publication): WebPage {
  const named = [...articles, ...issues, ...sitePages].flatMap((one) => one.files ?? []);
  const scriptable = scriptableFiles([...named, ...files].map(({ path }) => path));
  const render = () => headersFile(settings, scriptable);
  return { path: '_headers', articles: [], context: scriptable, render };
}

type ToHtml = ReturnType<typeof pageRenderer>;

function* articlePages(site: Site, toHtml: ToHtml, touches: Touches): Generator<WebPage> {
  for (const [index, article] of site.articles.entries()) {
    const near = { newer: site.articles[index - 1], older: site.articles[index + 1] };
    if (!touches([article, near.newer, near.older])) continue;
    yield {
      path: pageFile(article, site.settings),
      articles: [article, near.newer, near.older].filter((one) => one !== undefined),
      context: [near.newer?.id, authorPages(article, site)],
      render: () => toHtml(articlePage(article, near, site)),
    };
  }
}

/** The list of hand-made issues, their pages, and a page for each article that is a letter by itself. */
function* issuePages(site: Site, toHtml: ToHtml, touches: Touches): Generator<WebPage> {
  const { issues, welcomes, articles, settings } = site;
  if (issues.length > 0) {
    const context = issues.map(({ slug, subject, date, language, items }) => [
      slug,
      subject,
      date,
      language,
      items.length,
    ]);
    yield { path: 'issues/index.html', articles: [], context, render: () => toHtml(issuesPage(site)) };
  }
  const near = new Map(issues.map((issue, index) => [issue, { newer: issues[index - 1], older: issues[index + 1] }]));
  for (const issue of [...issues, ...welcomes]) {
    const neighbours = near.get(issue) ?? { newer: undefined, older: undefined };
    const named = [neighbours.newer, neighbours.older].map((one) => one && [one.slug, one.subject, one.language]);
    const { items, ...own } = issue;
    yield {
      path: issueFile(issue.slug),
      letter: issue.slug,
      articles: items.map(({ article }) => article),
      context: [
        own,
        items.map(({ article, layout }) => [layout, authorPages(article, site), site.nameOf(article)]),
        named,
      ],
      render: (isMade) => toHtml(issuePage(issue, neighbours, site, isMade)),
    };
  }
  for (const article of settings.letters ? articles : []) {
    if (!touches([article])) continue;
    const name = site.nameOf(article);
    const path = issueFile(name);
    const context = authorPages(article, site);
    const render = (isMade?: boolean) => toHtml(letterPage(article, site, isMade));
    yield { path, letter: name, articles: [article], context, render };
  }
}

function* listPages(site: Site, toHtml: ToHtml, touches: Touches): Generator<WebPage> {
  for (const [index, year] of site.years.entries()) {
    if (!touches(year.articles)) continue;
    yield {
      path: `${year.path}index.html`,
      articles: year.articles,
      context: [year.name, site.years[index - 1]?.name, site.years[index + 1]?.name],
      render: () => toHtml(yearPage(year, site)),
    };
  }
  for (const selection of site.selections) {
    const { kind, name, path, articles } = selection;
    if (!touches(articles)) continue;
    const context = [kind, name, path];
    yield { path: `${path}index.html`, articles, context, render: () => toHtml(topicPage(selection, site)) };
  }
}
