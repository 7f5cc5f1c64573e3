import { escapeXml, oneLine } from '../lib/escape.ts';
import { perLanguage } from '../strings/language.ts';
import { feedLinks } from './feeds.ts';
import type { Page } from './page.ts';
import type { Site } from './site.ts';

/**
 * What machines read in the head of a page, as HTML: its description, its address, its feeds, its card (OpenGraph),
 * its data (JSON-LD).
 */
export function headOf(page: Page, site: Site): string {
  const { article } = page;
  const { icon } = site.settings;
  return [
    meta('name', 'description', page.description),
    `<link rel="canonical" href="${escapeXml(page.canonical)}">\n`,
    icon === undefined ? '' : `<link rel="icon" href="${escapeXml(icon)}">\n`,
    ...feedsOf(page, site),
    meta('name', 'author', article?.authors),
    meta('property', 'og:site_name', oneLine(site.settings.title)),
    meta('property', 'og:title', oneLine(page.title) || oneLine(site.settings.title)),
    meta('property', 'og:description', page.description),
    meta('property', 'og:type', article ? 'article' : 'website'),
    meta('property', 'og:url', page.canonical),
    meta('property', 'og:locale', localeOf(page.language)),
    meta('property', 'article:published_time', article?.published),
    meta('property', 'article:modified_time', article?.updated),
    ...(article?.tags ?? []).map((tag) => meta('property', 'article:tag', tag)),
    ...cardImage(page, site),
    page.data ? `<script type="application/ld+json">${page.data}</script>\n` : '',
  ].join('');
}

function meta(kind: 'name' | 'property', name: string, content: string | number | undefined): string {
  if (content === undefined || content === '') return '';
  return `<meta ${kind}="${name}" content="${escapeXml(String(content))}">\n`;
}

/** The feeds of what the page shows, then those of everything. */
function feedsOf({ follow }: Page, site: Site): string[] {
  const { title } = site.settings;
  const own = follow ? feedLinks(follow.path, `${title}: ${follow.name}`, site) : [];
  return [...own, ...feedLinks('', title, site)].map(
    ({ type, label, url }) =>
      `<link rel="alternate" type="${type}" title="${escapeXml(label)}" href="${escapeXml(url)}">\n`,
  );
}

/** An article's picture fills its card; the publication's logo only stands beside the words. */
function cardImage({ image }: Page, { settings }: Site): string[] {
  const shown = image ?? (settings.image === undefined ? undefined : { url: settings.image, alt: settings.title });
  return [
    meta('property', 'og:image', shown?.url),
    meta('property', 'og:image:type', image?.type),
    meta('property', 'og:image:width', image?.width),
    meta('property', 'og:image:height', image?.height),
    meta('property', 'og:image:alt', shown && oneLine(shown.alt)),
    meta('name', 'twitter:card', image ? 'summary_large_image' : 'summary'),
  ];
}

/** OpenGraph names a language with a country, `en_GB`; where the tag has none, the likeliest. */
const localeOf = perLanguage((tag) => {
  const { language, region } = new Intl.Locale(tag).maximize();
  return region ? `${language}_${region}` : language;
});
