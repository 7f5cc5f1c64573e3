import { perLanguage } from './language.ts';

/**
 * What the pages of the web archive say. To add a language, add a table of this shape and its row in `tables`; what
 * stands around a single article is in `words.ts`.
 */
export interface PageWords {
  /** The language of these words: it may differ from the page's, and then has to be marked. */
  readonly language: string;
  readonly skipToContent: string;
  readonly site: string;
  readonly archive: string;
  readonly subscribe: string;
  readonly latest: string;
  readonly nothingYet: string;
  readonly years: string;
  readonly tags: string;
  readonly authors: string;
  readonly languages: string;
  /** The kind of a page, above its name. */
  readonly kinds: Readonly<Record<'tag' | 'author' | 'language', string>>;
  readonly allTags: (count: number) => string;
  readonly articles: (count: number) => string;
  readonly website: (address: string) => string;
  readonly updated: (date: string) => string;
  readonly table: string;
  readonly neighbours: string;
  readonly newer: string;
  readonly older: string;
  readonly followSite: (publication: string) => string;
  readonly follow: (name: string) => string;
  readonly feedOf: (format: string, name: string) => string;
  readonly whatAFeedIs: string;
  readonly howTo: string;
  readonly steps: readonly string[];
  readonly noReaderYet: string;
  readonly addresses: string;
  readonly copy: string;
  readonly copied: string;
  readonly parts: string;
  readonly partsExplained: string;
  readonly selections: string;
  readonly summaries: string;
  readonly inSummary: string;
  readonly allFeeds: string;
  /** Opens a feed that a browser shows. */
  readonly thisIsAFeed: string;
}

/** The words for a language tag (BCP 47); English where its language has no table yet. */
export const pageWordsFor = perLanguage((language): PageWords => {
  return tables[new Intl.Locale(language).language] ?? english;
});

const english: PageWords = {
  language: 'en',
  skipToContent: 'Skip to the content',
  site: 'Site',
  archive: 'Archive',
  subscribe: 'Subscribe',
  latest: 'Latest',
  nothingYet: 'Nothing has been published yet.',
  years: 'By year',
  tags: 'Tags',
  authors: 'Authors',
  languages: 'Languages',
  kinds: { tag: 'Tag', author: 'Author', language: 'Language' },
  allTags: (count) => `All ${count} tags`,
  articles: (count) => (count === 1 ? '1 article' : `${count} articles`),
  website: (address) => `Web site: ${address}`,
  updated: (date) => `Updated ${date}`,
  table: 'Table',
  neighbours: 'Newer and older articles',
  newer: 'Newer',
  older: 'Older',
  followSite: (publication) => `Follow ${publication} in a feed reader`,
  follow: (name) => `Follow ${name}:`,
  feedOf: (format, name) => `${format}: ${name}`,
  whatAFeedIs:
    'A feed is an address where a program, your feed reader, finds every new article and shows it to you. Nobody learns your e-mail address, and you leave by removing the feed from your reader.',
  howTo: 'How to subscribe',
  steps: [
    'Copy one of the addresses below. They all carry the same articles, whole.',
    'In your feed reader, choose “Add feed”, “Subscribe” or the plus sign.',
    'Paste the address.',
  ],
  noReaderYet:
    'If you have no feed reader yet, search for the words “feed reader” and the name of your phone or computer: there are good free ones for all of them.',
  addresses: 'Addresses',
  copy: 'Copy',
  copied: 'Copied',
  parts: 'Follow only a part',
  partsExplained: 'Each of these has feeds of its own.',
  selections: 'Selections',
  summaries: 'Summaries',
  inSummary: 'All articles, in a few words each',
  allFeeds: 'All of them in one file (OPML)',
  thisIsAFeed:
    'This is a feed. To be told when something new appears here, copy the address of this page into a feed reader.',
};

const tables: Readonly<Record<string, PageWords>> = { en: english };
