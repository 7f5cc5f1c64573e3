import type { Article, Author, LocalFile } from './article.ts';
import type { DataDeclaration, DataValue } from './data-value.ts';
import type { Issue } from './issue.ts';
import type { NavigationLink, SitePage } from './site-page.ts';

/** The checked `tidings.yaml` with every default filled in. */
export interface Settings {
  readonly title: string;
  /** The root of the web site, absolute, ending in `/`. */
  readonly url: string;
  /** BCP 47. */
  readonly language: string;
  /** An IANA name, such as `Europe/Vienna`: a bare date is midnight there. */
  readonly timezone: string;
  readonly description?: string;
  /** The authors of articles that name none; at least one. */
  readonly authors: readonly Author[];
  readonly rights?: string;
  /** A logo, absolute. */
  readonly image?: string;
  /** A square icon, absolute. */
  readonly icon?: string;
  /** The links in the header of every page; without it, one to each page that is no article. */
  readonly navigation?: readonly NavigationLink[];
  /** Path of an article below `url` with placeholders, such as `/articles/{slug}/`, `/:year/:title/` or `pretty`. */
  readonly permalink: string;
  /** Whether unknown keys and values in front matter are errors; without it, most are warnings. */
  readonly frontMatter?: 'strict';
  /** The program that also makes a site of the articles, where it has its own ways. */
  readonly generator?: Generator;
  /** Whether the pages are made here; else the site is what it is, and articles and their pictures are at its addresses. */
  readonly site: boolean;
  /** Whether there are feeds. */
  readonly syndicated: boolean;
  /** Whether Markdown gets the quotation marks, dashes and ellipses of its language. */
  readonly typography?: true;
  /** `keep` publishes unknown markup of other programs in articles as text. */
  readonly foreign?: 'keep';
  readonly feeds: FeedSettings;
  /** Whether each article is also made into a letter. */
  readonly letters: boolean;
  readonly newsletter: NewsletterSettings;
  /** Values for what the theme of letters declares under `data`, by their names. */
  readonly data?: Readonly<Record<string, DataValue>>;
  readonly bounces?: BounceSettings;
  readonly send: SendSettings;
  readonly server: ServerSettings;
  readonly schedule?: ScheduleSettings;
}

/** When `tidings serve --run` does a run by itself, and how many letters a run may send unattended. */
export interface ScheduleSettings {
  /** Lines of cron, such as `0 7 * * 5`; none where another program begins the runs. */
  readonly run: readonly string[];
  /** An IANA name: the clock of the lines. */
  readonly timezone: string;
  /** A list with more readers gets nothing unattended; without it no list does. */
  readonly maxReaders?: number;
  /** In milliseconds: how long after its time a run is still made up for. */
  readonly maxAge: number;
}

/** Programs that make sites and whose ways with articles differ. */
export const generators = ['jekyll', 'hugo', 'eleventy', 'astro', 'zola', 'vitepress', 'next'] as const;
export type Generator = (typeof generators)[number];

/** The settings of `tidings serve`. */
export interface ServerSettings {
  /** Where readers reach it, https, ending in `/`; without it nobody can leave by it. */
  readonly url?: string;
  /** Whether browsers are told to use https alone for a year. */
  readonly hsts: boolean;
  /** Other sites whose pages may hold a form to subscribe, as origins such as `https://www.example.org`. */
  readonly origins: readonly string[];
  /** How many proxies in front of it pass a request on, or their addresses and networks; without it there is none. */
  readonly trustProxy?: number | readonly string[];
  /** Whether the address of who confirms is kept with the consent. */
  readonly keepIp: boolean;
  /** The tags that readers may choose. */
  readonly tags: readonly ReaderTag[];
  readonly signUps: SignUpSettings;
}

/** A tag of subscribers, and the words by which readers choose it. */
export interface ReaderTag {
  readonly tag: string;
  readonly label: string;
}

/** How many confirmation mails leave in any hour. */
export interface SignUpSettings {
  /** All in all. */
  readonly perHour: number;
  /** To one domain of recipients. */
  readonly perDomain: number;
  /** For visitors of one network. */
  readonly perNetwork: number;
}

export interface FeedSettings {
  /** How many articles a feed holds at most. The main feed holds all that no closed archive page holds, however many. */
  readonly maxItems: number;
  /** How large a feed may grow, in bytes of each format; the same exception holds. */
  readonly maxBytes: number;
  /** How many articles fill an archive page; not more than `maxItems`. */
  readonly archiveItems: number;
  /** Days for which the Atom feed announces a removed article. */
  readonly tombstoneDays: number;
  /** Whether there are feeds with summaries instead of full articles, too. */
  readonly summaries: boolean;
  /** A WebSub hub. */
  readonly hub?: string;
  /** The data that directories of podcasts ask of a feed whose articles have audio. */
  readonly podcast?: PodcastSettings;
  /** Prefix → URI of the namespaces of articles' `extensions`. */
  readonly namespaces: Readonly<Record<string, string>>;
  /** Where the main feeds lie, relative to the output and to `url`. */
  readonly paths: { readonly atom: string; readonly rss: string; readonly json: string };
  /** Selections with feeds of their own, in addition to tags, authors and languages. */
  readonly selections: readonly SelectionSettings[];
}

/** In the terms of Apple Podcasts, which other directories read, too. */
export interface PodcastSettings {
  /** The cover, absolute: a square JPEG or PNG of 1400 to 3000 pixels. */
  readonly image: string;
  readonly category: string;
  readonly subcategory?: string;
  readonly explicit: boolean;
  readonly author: string;
  /** Everybody can read the address; Apple sends messages about the podcast there. */
  readonly owner?: { readonly name: string; readonly email: string };
}

/** Chooses the articles that meet every condition; there is at least one. */
export interface SelectionSettings {
  readonly name: string;
  readonly title?: string;
  readonly tag?: string;
  readonly author?: string;
  /** BCP 47; `de` chooses `de-AT`, too. */
  readonly language?: string;
}

export interface NewsletterSettings {
  /** `Name <address>` or a bare address. */
  readonly from?: string;
  readonly replyTo?: string;
  /** The postal address of the sender, which CAN-SPAM and its kin ask for. */
  readonly address?: string;
  /** RFC 2919, such as `letter.example.org`; if not set, the host that the lock has noted. */
  readonly listId?: string;
  /** https, holding `{token}`. */
  readonly unsubscribeUrl?: string;
  readonly unsubscribeEmail?: string;
  /** A bare address to which people write who want the letters; `tidings inbox` reads what comes there. */
  readonly subscribeEmail?: string;
  /** https, holding `{token}`. */
  readonly preferencesUrl?: string;
  /** A folder in the publication's `themes/`, or a theme that comes with Tidings; without it, `plain`. */
  readonly theme?: string;
  readonly style?: StyleSettings;
  /** The person at the end of letters who writes them. */
  readonly editor?: EditorSettings;
  /** Fields of a subscriber that letters can name, by their names. */
  readonly fields?: Readonly<Record<string, FieldSettings>>;
  readonly dkim?: DkimSettings;
  /** How many bytes the HTML of a letter may have with the longest values in its slots; 60,000 without it. */
  readonly maxBytes?: number;
}

/** Who writes the letters, as their footers say it. */
export interface EditorSettings {
  readonly name: string;
  /** An address, or the path of a file in the publication. */
  readonly image?: string;
  /** One line about the person. */
  readonly line?: string;
}

/** How letters are signed; the private keys are no settings. */
export interface DkimSettings {
  /** The public keys' places in the DNS: `selector._domainkey.domain`; one for each private key, in their order. */
  readonly selector: string | readonly string[];
  /** The sender's, if not set. */
  readonly domain?: string;
}

export interface BounceSettings {
  /** A bare address: where letters come back to that cannot be delivered; the sender's, if not set. */
  readonly address?: string;
  /** The folder of an IMAP account in which they arrive; `INBOX`, if not set. */
  readonly mailbox?: string;
  /** The name by which the own mail server signs its Authentication-Results (RFC 8601); joining by mail needs it. */
  readonly authserv?: string;
}

/** How fast and how long letters are sent. Rates are messages a second; without one there is no limit. */
export interface SendSettings {
  /** Of one server, over all its connections. */
  readonly rate?: number;
  readonly ratePerConnection?: number;
  /** After so many a new connection is made. */
  readonly messagesPerConnection?: number;
  /** How many letters one server gets within any hour and any day. */
  readonly perHour?: number;
  readonly perDay?: number;
  /** Of recipients at one domain. */
  readonly ratePerDomain?: number;
  /** How many are open to one server at most. */
  readonly connections: number;
  /** In milliseconds: how long a letter that a server does not take now is tried again. */
  readonly retryFor: number;
  /** A header field by which the first server knows a message that it has already, so that it may be sent once more. */
  readonly idempotencyHeader?: string;
  /** Servers that take over when those before them fail; how to reach them, the environment says. */
  readonly relays: readonly { readonly name: string; readonly idempotencyHeader?: string }[];
}

export interface FieldSettings {
  /** The text for a subscriber without a value; if absent, each place in a letter has to give its own. */
  readonly fallback?: string;
  /** In UTF-16 code units; 64 without it. Longer values are cut. */
  readonly maxLength?: number;
}

/** A publication's changes to its theme; everything else is as `theme.yaml` says. */
export interface StyleSettings {
  /** Of the letter with its side padding, in pixels. */
  readonly width?: number;
  /** In pixels. */
  readonly padding?: number;
  /** Font names without quotes, parted by commas. */
  readonly fonts?: { readonly title?: string; readonly text?: string; readonly small?: string; readonly code?: string };
  /** Pictures: addresses, or paths of files in the publication. The width is as shown, in pixels. */
  readonly logo?: { readonly light: string; readonly dark?: string; readonly width?: number };
  readonly light?: PaletteSettings;
  readonly dark?: PaletteSettings;
}

/** Colours such as `#1a1a1a`. */
export interface PaletteSettings {
  readonly background?: string;
  readonly text?: string;
  readonly muted?: string;
  readonly link?: string;
  readonly accent?: string;
  readonly rule?: string;
  readonly shade?: string;
  readonly code?: {
    readonly comment?: string;
    readonly keyword?: string;
    readonly string?: string;
    readonly number?: string;
    readonly name?: string;
  };
}

/** A whole `theme.yaml`, with a publication's changes. */
export interface ThemeSettings {
  /** Of the letter with its side padding, in pixels. */
  readonly width: number;
  /** In pixels. */
  readonly padding: number;
  readonly fonts: Required<NonNullable<StyleSettings['fonts']>>;
  readonly logo?: StyleSettings['logo'] | undefined;
  readonly light: ThemePalette;
  readonly dark: ThemePalette;
  /** What publications and issues can tell the theme, by names. */
  readonly data?: Readonly<Record<string, DataDeclaration>> | undefined;
}

export interface ThemePalette extends Required<Omit<PaletteSettings, 'code'>> {
  readonly code: Required<NonNullable<PaletteSettings['code']>>;
}

/** The settings and the articles together: the renderers' input. Drafts and future articles are not in it. */
export interface Publication {
  readonly settings: Settings;
  /** Newest first, or else they are sorted so; of equal dates in the order given. A draft is refused. */
  readonly articles: readonly Article[];
  /** The letters that an editor put together. Each article is a letter besides. */
  readonly issues?: readonly Issue[];
  /** The main feed's id, which never changes; without it, the publication's `url`. */
  readonly id?: string;
  /**
   * Article id → its archive page, from 1; removed articles count, so that no page disappears. The
   * last page is still filling. Without pages, feeds have no archive.
   */
  readonly pages?: ReadonlyMap<string, number>;
  readonly tombstones?: readonly Tombstone[];
  readonly redirects?: readonly Redirect[];
  /** Pages of the site that are no articles, in the order of their paths. */
  readonly sitePages?: readonly SitePage[];
  /** Pictures of the site as a whole. */
  readonly files?: readonly LocalFile[];
}

/** The tombstone of a removed article. */
export interface Tombstone {
  readonly id: string;
  /** RFC 3339. */
  readonly removed: string;
}

/** An article's former and present address. */
export interface Redirect {
  /** A path of this site, percent-encoded, beginning with `/`. */
  readonly from: string;
  /** Absolute. */
  readonly to: string;
}

/**
 * Puts articles in the one order that every output uses: newest first, equal dates by id.
 * @param order Article id → a number that is greater for the newer one of two with equal dates.
 */
export function newestFirst(articles: readonly Article[], order: ReadonlyMap<string, number> = new Map()): Article[] {
  const key = new Map(articles.map((article) => [article, Date.parse(article.published)]));
  const ordered = ({ id }: Article) => order.get(id) ?? 0;
  return articles.toSorted(
    (a, b) => key.get(b)! - key.get(a)! || ordered(b) - ordered(a) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
}

/** When the publication last changed: the newest `updated` of its articles, or nothing if it has none. */
export function lastUpdated(articles: Iterable<Pick<Article, 'updated'>>): string | undefined {
  let newest: string | undefined;
  let latest = Number.NaN;
  for (const { updated } of articles) {
    const moment = Date.parse(updated);
    if (newest !== undefined && !(moment > latest)) continue;
    newest = updated;
    latest = moment;
  }
  return newest;
}
