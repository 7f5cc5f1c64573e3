/** All words of one language. To add a language, add its file to `languages/` and its row to `tables`. */
export interface Table {
  readonly words: Words;
  readonly pages: PageWords;
  readonly server: ServerWords;
}

/** The words of pages and letters around an article, in one language. */
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
  /** Under a table of which the letter lacks so many rows. */
  readonly moreRows: (count: number) => string;
  readonly firstPublishedBy: (name: string) => string;
  readonly attachments: string;
  readonly links: string;
  /** Over footnotes. */
  readonly notes: string;
  readonly image: string;
  /** Maths, where it cannot be shown. */
  readonly formula: string;
  readonly playVideo: string;
  readonly playAudio: string;
  readonly openPage: (host: string) => string;
  /** Over the titles of what an issue of several articles holds, in its letter and on its page. */
  readonly contents: string;
  /** Over articles that a letter only links to. */
  readonly moreOnTheWeb: string;
  /** The subject of a letter that nobody gave one. */
  readonly digestSubject: (publication: string, date: string) => string;
  /** The same for one that holds an article of this title and so many others. */
  readonly digestTitles: (title: string, others: number) => string;
  /** The reason why this person gets the letter. */
  readonly why: (publication: string) => string;
  readonly sentTo: (address: string) => string;
  readonly unsubscribe: string;
  readonly unsubscribeByReply: string;
  readonly preferences: string;
  readonly viewInBrowser: string;
  /** The link for people to whom somebody forwarded a letter. */
  readonly forwarded: string;
  /** The link to the person who writes. */
  readonly reply: string;
}

/** The words of the web archive's pages; those around a single article are in `Words`. */
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
  readonly followIssues: string;
  /** Before the links to an issue as it was mailed. */
  readonly byEmail: string;
  /** A letter's part without HTML. */
  readonly plainText: string;
  readonly allTags: (count: number) => string;
  readonly articles: (count: number) => string;
  readonly website: (address: string) => string;
  readonly updated: (date: string) => string;
  readonly table: string;
  readonly neighbours: string;
  /** The neighbour of an article, an issue and a year alike: a word without a noun, and with no gender or one that fits all three. */
  readonly newer: string;
  /** As `newer`. */
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

/** The words of the form to subscribe, of the pages on which readers act, and of the mails that these send. */
export interface ServerWords {
  /** Above the button that ends letters to a reader. */
  readonly leaving: (publication: string) => string;
  readonly left: (publication: string) => string;
  /** Over what went wrong: a link that is not whole or too old, a failure of the server. */
  readonly didNotWork: string;
  /** In the place of the page of a link that is not whole. */
  readonly brokenLink: string;
  /** After a failure of the server. */
  readonly tryAgain: string;
  readonly notFound: string;
  /** A body that is too large, of another type or cannot be read. */
  readonly formBroken: string;
  /** A form of a site that may not have it; followed by a link to ours. */
  readonly formElsewhere: string;

  /** Over the form. */
  readonly joinHeading: (publication: string) => string;
  readonly joinExplained: string;
  readonly email: string;
  readonly name: string;
  readonly tagsLegend: string;
  readonly languageLabel: string;
  /** The button of the form. */
  readonly join: string;
  /** Beside the button: what a person agrees to by pressing it. Its hash is kept with the consent. */
  readonly consentText: (publication: string) => string;
  /** Of a field that only programs see. */
  readonly trapLabel: string;
  /** In the place of the form, while our server cannot send mail. */
  readonly joinClosed: (publication: string) => string;
  readonly askedHeading: string;
  /** The same for every address, whatever was done with it. */
  readonly asked: (publication: string) => string;
  readonly badAddress: string;
  readonly addressBeyondAscii: string;
  /** Sends a form that was filled in on another site or without a script. */
  readonly goOn: string;
  readonly goOnText: string;

  /** The page behind the link of the mail. */
  readonly confirmHeading: string;
  readonly confirmText: (publication: string) => string;
  readonly confirmButton: string;
  readonly confirmedHeading: string;
  readonly confirmed: (publication: string) => string;
  readonly latestIssue: string;
  readonly spentLink: string;

  /** The mail that asks to confirm. */
  readonly mailSubject: (publication: string) => string;
  readonly mailText: (publication: string) => string;
  readonly mailButton: string;
  readonly mailIgnore: string;
  /** Over the address of the button, written out. */
  readonly mailLinkInstead: string;
  /** In the place of the button, where one confirms by answering. */
  readonly mailByReply: string;
  readonly mailExpires: string;

  /** The mails about a change of address: to the new one, then to the old one. */
  readonly newAddressSubject: (publication: string) => string;
  readonly newAddressText: (publication: string) => string;
  readonly newAddressButton: string;
  readonly addressChangedSubject: (publication: string) => string;
  readonly addressChangedText: (publication: string) => string;
  /** The page after the change. */
  readonly addressMoved: (publication: string) => string;

  readonly preferencesHeading: string;
  readonly saved: string;
  readonly frequencyLegend: string;
  readonly eachIssue: string;
  /** Issues of several articles only. */
  readonly digestsOnly: string;
  readonly changeAddress: string;
  readonly newAddressAsked: string;
  readonly download: string;
  readonly forget: string;
  readonly forgetText: string;
  readonly forgotten: string;
  readonly save: string;

  /** In the place of the form, where there is no server. */
  readonly subscribeByMail: (address: string) => string;
  /** Over the feeds, after the form. */
  readonly orFeeds: string;
}
