import { perLanguage } from './language.ts';

/**
 * What pages and letters say around an article, in one language. To add a language, add a table of this shape and
 * its row in `tables`.
 */
export interface Words {
  /** The language of these words: it may differ from the article's, and then has to be marked. */
  readonly language: string;
  readonly byline: (names: string) => string;
  readonly readOnTheWeb: string;
  readonly firstPublishedBy: (name: string) => string;
  readonly attachments: string;
  readonly links: string;
  readonly image: string;
  readonly playVideo: string;
  readonly playAudio: string;
  readonly openPage: (host: string) => string;
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
  return tables[new Intl.Locale(language).language] ?? english;
});

const english: Words = {
  language: 'en',
  byline: (names) => `By ${names}`,
  readOnTheWeb: 'Read on the web',
  firstPublishedBy: (name) => `First published by ${name}`,
  attachments: 'Attachments',
  links: 'Links',
  image: 'Image',
  playVideo: 'Play the video',
  playAudio: 'Play the audio',
  openPage: (host) => `Open the page at ${host}`,
  why: (publication) => `You receive this letter because you are subscribed to ${publication}.`,
  sentTo: (address) => `It was sent to ${address}.`,
  unsubscribe: 'Unsubscribe',
  unsubscribeByReply: 'To unsubscribe, reply with the word “unsubscribe”.',
  preferences: 'Change your preferences',
  viewInBrowser: 'View in browser',
};

const tables: Readonly<Record<string, Words>> = { en: english };
