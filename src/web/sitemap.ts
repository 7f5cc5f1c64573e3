import { escapeXml } from '../lib/escape.ts';
import type { Article } from '../model/article.ts';
import { lastChange } from '../model/edition.ts';
import { lastUpdated } from '../model/publication.ts';
import { hasSubscribePage, subscribeFolder } from '../model/ways-in.ts';
import { absolute } from './address.ts';
import type { Site } from './site.ts';

/** The most addresses that one sitemap may list (sitemaps.org); beyond that, an index lists several sitemaps. */
const most = 50_000;

/**
 * The files that list every page for search engines: `sitemap.xml`, and further ones if that would be too long. The
 * oldest article comes first, so that a new one moves none of the others.
 */
export function sitemaps(site: Site): { path: string; render(): string }[] {
  const issues = site.issues.length > 0 ? site.issues.length + 1 : 0;
  const count =
    2 + site.sitePages.length + ownArticles(site).length + issues + site.years.length + site.selections.length;
  if (count <= most) return [{ path: 'sitemap.xml', render: () => document('urlset', 'url', entriesOf(site)) }];
  let known: Entry[] | undefined;
  const entries = () => {
    known ??= entriesOf(site);
    return known;
  };
  const parts = Array.from({ length: Math.ceil(count / most) }, (_, index) => ({
    path: `sitemap-${index + 1}.xml`,
    render: () => document('urlset', 'url', entries().slice(index * most, (index + 1) * most)),
  }));
  const named = parts.map(({ path }) => ({ address: absolute(path, site.settings) }));
  return [{ path: 'sitemap.xml', render: () => document('sitemapindex', 'sitemap', named) }, ...parts];
}

/** The articles published here; the canonical address of any other is on another site. */
function ownArticles({ articles, settings }: Site): readonly Article[] {
  return articles.filter(({ url }) => url.startsWith(settings.url));
}

interface Entry {
  readonly address: string;
  readonly updated?: string | undefined;
}

function entriesOf(site: Site): Entry[] {
  const list = (path: string, articles: readonly Article[]): Entry => ({
    address: absolute(path, site.settings),
    updated: lastUpdated(articles),
  });
  return [
    list('', site.articles),
    ...(hasSubscribePage(site.settings) ? [{ address: absolute(subscribeFolder, site.settings) }] : []),
    ...site.sitePages.map(({ url }) => ({ address: url })),
    ...ownArticles(site)
      .map(({ url, updated }) => ({ address: url, updated }))
      .reverse(),
    ...issueEntries(site),
    ...site.years.map(({ path, articles }) => list(path, articles)).reverse(),
    ...site.selections.map(({ path, articles }) => list(path, articles)),
  ];
}

/** The list of issues, then each issue, oldest first. A letter of one article is left out: its article is listed. */
function issueEntries({ issues, settings }: Site): Entry[] {
  if (issues.length === 0) return [];
  const entries = issues.map((issue) => ({ address: issue.url, updated: lastChange(issue) }));
  return [{ address: absolute('issues/', settings), updated: lastUpdated(entries) }, ...entries.reverse()];
}

function document(root: string, element: string, entries: readonly Entry[]): string {
  const lines = entries.map(({ address, updated }) => {
    const modified = updated === undefined ? '' : `<lastmod>${updated}</lastmod>`;
    return `  <${element}><loc>${escapeXml(address)}</loc>${modified}</${element}>\n`;
  });
  const namespace = 'http://www.sitemaps.org/schemas/sitemap/0.9';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${namespace}">\n${lines.join('')}</${root}>\n`;
}
