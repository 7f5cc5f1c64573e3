import type { Article } from '../article.ts';
import type { Publication } from '../publication.ts';
import { articleFile } from './address.ts';
import { articlePage, authorPages } from './article.ts';
import { headersFile } from './headers.ts';
import { homePage, latest } from './home.ts';
import { topicPage, yearPage } from './list.ts';
import { pageRenderer } from './page.ts';
import { type Site, siteOf } from './site.ts';
import { sitemaps } from './sitemap.ts';
import { subscribePage } from './subscribe.ts';
import { compileTemplates, type WebTemplates } from './template.ts';

/** A file of the web archive that is not rendered yet, and all that it follows from beside settings and templates. */
export interface WebPage {
  /** Relative to the output, with `/`. */
  readonly path: string;
  /** The articles that it shows or names. */
  readonly articles: readonly Article[];
  /** What else it says, as plain values. */
  readonly context: readonly unknown[];
  /** @throws ProblemError that names a template's file and line. */
  render(): string;
}

/**
 * The web archive: a page for each article, the first page, the years, tags, authors and languages, the page about
 * subscribing, style sheets, the sitemap and the headers for hosts. Nothing is rendered and no article's content is
 * read before a page is asked for it. A new article changes its own page, its neighbour's, and the lists it stands in.
 */
export function* webPages(publication: Publication, templates: WebTemplates): Generator<WebPage> {
  const site = siteOf(publication);
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
  yield { path: 'subscribe/index.html', articles: [], context: [named], render: () => toHtml(subscribePage(site)) };
  yield* articlePages(site, toHtml);
  yield* listPages(site, toHtml);
  yield { path: 'style.css', articles: [], context: [], render: () => templates.style };
  yield { path: 'feed.css', articles: [], context: [], render: () => render('feed', { words: site.words }) };
  for (const sitemap of sitemaps(site)) yield { ...sitemap, articles, context: [named] };
  yield { path: '_headers', articles: [], context: [], render: () => headersFile(site.settings) };
}

type ToHtml = ReturnType<typeof pageRenderer>;

function* articlePages(site: Site, toHtml: ToHtml): Generator<WebPage> {
  for (const [index, article] of site.articles.entries()) {
    const near = { newer: site.articles[index - 1], older: site.articles[index + 1] };
    yield {
      path: articleFile(site.settings, article.slug),
      articles: [article, near.newer, near.older].filter((one) => one !== undefined),
      context: [near.newer?.id, authorPages(article, site)],
      render: () => toHtml(articlePage(article, near, site)),
    };
  }
}

function* listPages(site: Site, toHtml: ToHtml): Generator<WebPage> {
  for (const [index, year] of site.years.entries()) {
    yield {
      path: `${year.path}index.html`,
      articles: year.articles,
      context: [year.name, site.years[index - 1]?.name, site.years[index + 1]?.name],
      render: () => toHtml(yearPage(year, site)),
    };
  }
  for (const selection of site.selections) {
    const { kind, name, path, articles } = selection;
    const context = [kind, name, path];
    yield { path: `${path}index.html`, articles, context, render: () => toHtml(topicPage(selection, site)) };
  }
}
