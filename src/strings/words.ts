import { isolating } from './isolate.ts';
import { perLanguage } from './language.ts';
import { tableFor } from './tables.ts';

/** What pages and letters say around an article, in one language. */
export interface Words {
  /** The language of these words: it may differ from the article's, and then has to be marked. */
  readonly language: string;
  /** Between a label and what it labels, with the space that belongs to it. */
  readonly colon: string;
  readonly quotes: readonly [open: string, close: string];
  readonly byline: (names: string) => string;
  readonly readOnTheWeb: string;
  readonly continueReading: string;
  /** Under an article of which the letter holds only the beginning. */
  readonly shortened: string;
  readonly firstPublishedBy: (name: string) => string;
  readonly attachments: string;
  readonly links: string;
  /** Over footnotes. */
  readonly notes: string;
  readonly image: string;
  readonly video: string;
  readonly audio: string;
  /** Maths, where it cannot be shown. */
  readonly formula: string;
  readonly playVideo: string;
  readonly playAudio: string;
  readonly openPage: (host: string) => string;
  /** Over the titles of what a letter of several articles holds. */
  readonly contents: string;
  /** Over articles that a letter only links to. */
  readonly moreOnTheWeb: string;
  readonly latestArticles: string;
  readonly articlesSince: (date: string) => string;
  /** The subject of a letter that nobody gave one. */
  readonly digestSubject: (publication: string, date: string) => string;
  /** Why this person gets the letter. */
  readonly why: (publication: string) => string;
  readonly sentTo: (address: string) => string;
  readonly unsubscribe: string;
  readonly unsubscribeByReply: string;
  readonly preferences: string;
  readonly viewInBrowser: string;
}

/** The words for a language tag (BCP 47); English where its language has no table yet. */
export const wordsFor = perLanguage((language): Words => {
  const { words } = tableFor(language);
  return isolating(words, words.language);
});
