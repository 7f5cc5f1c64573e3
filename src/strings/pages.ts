import { isolating } from './isolate.ts';
import { perLanguage } from './language.ts';
import { tableFor } from './tables.ts';

/** What the pages of the web archive say; what stands around a single article is in `words.ts`. */
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
  readonly kinds: Readonly<Record<'tag' | 'author' | 'language' | 'issue', string>>;
  /** Letters that were sent. */
  readonly issues: string;
  readonly issuesExplained: string;
  readonly inThisIssue: string;
  readonly followIssues: string;
  readonly byEmail: string;
  /** A letter's part without HTML. */
  readonly plainText: string;
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
  const { pages } = tableFor(language);
  // Programs take what `feedOf` says for the name of a feed: no characters stand in it that nobody sees.
  return { ...isolating(pages, pages.language), feedOf: pages.feedOf };
});
