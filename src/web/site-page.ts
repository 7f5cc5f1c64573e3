import { oneLine } from '../lib/escape.ts';
import type { SitePage } from '../model/site-page.ts';
import { rootFrom } from './address.ts';
import { extrasOf } from './article.ts';
import { pageContent } from './content.ts';
import type { Page } from './page.ts';
import type { Site } from './site.ts';

/** A page of the site that is no article, such as "About". */
export function sitePage(page: SitePage, site: Site): Page {
  const { url, path, title, summary = '', content, language, image } = page;
  const { settings, words } = site;
  const root = rootFrom(path);
  const place = { base: settings.url, url, root, table: words.table };
  return {
    path,
    template: 'page',
    title,
    description: oneLine(summary),
    language,
    canonical: url,
    ...(image && { image }),
    values: {
      title: oneLine(title),
      summary: oneLine(summary),
      content: pageContent(content, place),
      ...extrasOf(page, site, root),
    },
  };
}
