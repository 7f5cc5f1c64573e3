import { escapeXml, oneLine } from '../lib/escape.ts';
import type { Image } from '../model/article.ts';
import type { Settings } from '../model/publication.ts';
import { hasSubscribePage, waysIn } from '../model/ways-in.ts';
import { directionOf, perLanguage } from '../strings/language.ts';
import type { PageWords } from '../strings/table.ts';
import { serverWordsFor } from '../strings/tables.ts';
import { encodePath, fromPage, rootFrom } from './address.ts';
import { feedLinks, feedsIn } from './feeds.ts';
import { markOf } from './language.ts';
import type { SiteLogo } from './look.ts';
import type { Site } from './site.ts';
import type { PageTemplate, Render } from './template.ts';

/** A page's metadata and the values that its template can use. */
export interface Page {
  /** Its file, relative to the output, with `/`. */
  readonly path: string;
  readonly template: PageTemplate;
  /** Empty for the first page, which has the publication's title. */
  readonly title: string;
  /** Plain text in one line; may be empty. */
  readonly description: string;
  /** BCP 47. */
  readonly language: string;
  /** The canonical address, absolute; absent on a page for one reader, which nobody else is to find. */
  readonly canonical?: string;
  /** For a page that is none of the archive's files. */
  readonly outside?: Outside;
  readonly image?: Image;
  /** Set only on the page of an article or an issue. */
  readonly article?: {
    readonly published: string;
    readonly updated: string;
    readonly authors: string;
    readonly tags: readonly string[];
  };
  /** JSON-LD, escaped for a `script` element. */
  readonly data?: string;
  /** The topic whose feeds the page lists before the main feeds. */
  readonly follow?: { readonly path: string; readonly name: string };
  /** The form within the page: the values of its template. */
  readonly form?: object;
  /** Every name that the template can use is always defined, if only as null or empty: a misspelt one is a problem. */
  readonly values: object;
}

/** How a page of a server, which may be on another host, leads to the archive. */
export interface Outside {
  /** The address of the archive, ending in `/`. */
  readonly root: string;
  /** The address of the style sheet. */
  readonly style: string;
  /** Whether a page is at the address of the archive, and a list of issues below it. */
  readonly hasFront: boolean;
  readonly hasIssues: boolean;
}

/** Renders pages as HTML. Header and footer are rendered once for all pages of one language and depth. */
export function pageRenderer(site: Site, render: Render): (page: Page) => string {
  const frames = new Map<string, Frame>();
  return (page) => {
    const { outside } = page;
    const root = outside?.root ?? rootFrom(page.path);
    const key = JSON.stringify([page.template === 'home', page.language, outside ?? root]);
    const frame = frames.get(key) ?? frameOf(page, root, site, render);
    frames.set(key, frame);
    return render('layout', {
      root,
      style: outside?.style ?? `${root}style.css`,
      language: page.language,
      direction: directionOf(page.language),
      title: titleOf(page, site),
      head: headOf(page, site),
      header: frame.header,
      main: render(page.template, { ...page.values, ...formIn(page, frame, render), ...frame.shared }),
      footer: frame.footer,
    });
  };
}

interface Frame {
  /** The values that every page's template has. */
  readonly shared: object;
  readonly header: string;
  readonly footer: string;
}

function formIn({ form }: Page, { shared }: Frame, render: Render): { form?: string } {
  return form ? { form: render('join', { ...form, ...shared }) } : {};
}

function frameOf(
  { template, language, outside }: Page,
  root: string,
  { settings, words, issues, navigation, logo }: Site,
  render: Render,
): Frame {
  const ways = waysIn(settings);
  const values = {
    root,
    home: template === 'home',
    logo: logo ? logoIn(logo, settings, root) : '',
    navigation: navigation.map(({ label, url }) => ({ label, href: fromPage(url, settings, root) })),
    icon: settings.icon === undefined ? null : fromPage(settings.icon, settings, root),
    words: { ...textsOf(words), mark: markOf(words.language, language) },
    site: {
      title: oneLine(settings.title),
      description: oneLine(settings.description ?? ''),
      rights: oneLine(settings.rights ?? ''),
      mark: markOf(settings.language, language),
      front: outside?.hasFront ?? true,
      archive: settings.site,
      issues: outside?.hasIssues ?? issues.length > 0,
      subscribe: hasSubscribePage(settings),
      feeds: feedsIn('', settings).map(({ format, path }) => ({ format, path: encodePath(path) })),
    },
  };
  const invitation =
    ways.page === undefined ? '' : serverWordsFor(settings.language).joinHeading(oneLine(settings.title));
  const shared = { root, words: values.words, invitation };
  return { shared, header: render('header', values), footer: render('footer', values) };
}

/** The logo in the place of the title, as HTML. A size keeps the page from moving while it loads. */
function logoIn({ url, darkUrl, width, height }: SiteLogo, settings: Settings, root: string): string {
  const at = (address: string) => escapeXml(fromPage(address, settings, root));
  const size = [width && ` width="${width}"`, height && ` height="${height}"`].filter(Boolean).join('');
  const image = `<img class="logo" src="${at(url)}" alt="${escapeXml(oneLine(settings.title))}"${size}>`;
  if (!darkUrl) return image;
  return `<picture><source media="(prefers-color-scheme: dark)" srcset="${at(darkUrl)}">${image}</picture>`;
}

/** The words without parameters: Liquid would call the others without arguments. */
function textsOf(words: PageWords): object {
  return Object.fromEntries(Object.entries(words).filter(([, word]) => typeof word !== 'function'));
}

function titleOf({ title }: Page, { settings }: Site): string {
  const publication = oneLine(settings.title);
  const own = oneLine(title);
  return own === '' || own === publication ? publication : `${own} – ${publication}`;
}

/**
 * The metadata in the head of a page, as HTML: its description, its address, its feeds, its card (OpenGraph), its data
 * (JSON-LD).
 */
function headOf(page: Page, site: Site): string {
  const { article, canonical } = page;
  const { icon } = site.settings;
  const mark = icon === undefined ? '' : `<link rel="icon" href="${escapeXml(icon)}">\n`;
  if (canonical === undefined) return `${meta('name', 'robots', 'noindex')}${mark}`;
  return [
    meta('name', 'description', page.description),
    `<link rel="canonical" href="${escapeXml(canonical)}">\n`,
    mark,
    ...feedsOf(page, site),
    meta('name', 'author', article?.authors),
    meta('property', 'og:site_name', oneLine(site.settings.title)),
    meta('property', 'og:title', oneLine(page.title) || oneLine(site.settings.title)),
    meta('property', 'og:description', page.description),
    meta('property', 'og:type', article ? 'article' : 'website'),
    meta('property', 'og:url', canonical),
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

/** The feeds of the page's topic, then the main feeds. */
function feedsOf({ follow }: Page, site: Site): string[] {
  const { title } = site.settings;
  const own = follow ? feedLinks(follow.path, `${title}: ${follow.name}`, site) : [];
  return [...own, ...feedLinks('', title, site)].map(
    ({ type, label, url }) =>
      `<link rel="alternate" type="${type}" title="${escapeXml(label)}" href="${escapeXml(url)}">\n`,
  );
}

/** An article's image gets a large card; the publication's logo a small one next to the text. */
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

/** OpenGraph requires a country, as in `en_GB`; a tag without one gets the likeliest. */
const localeOf = perLanguage((tag) => {
  const { language, region } = new Intl.Locale(tag).maximize();
  return region ? `${language}_${region}` : language;
});
