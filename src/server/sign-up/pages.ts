import { oneLine } from '../../lib/escape.ts';
import { serverWordsFor, wordsFor } from '../../strings/tables.ts';
import { markOf } from '../../web/language.ts';
import type { Doors } from '../doors.ts';

/** What differs between the pages that follow the form. */
export interface SignUpPage {
  readonly heading: string;
  readonly text: string;
  readonly button?: string;
  readonly action?: string;
  readonly fields?: readonly { readonly name: string; readonly value: string }[];
  readonly link?: { readonly href: string; readonly text: string };
  readonly script?: string;
}

/** Makes a page that follows the form, in a language (BCP 47) or in that of the publication. */
export function signUpPage({ pages, settings }: Doors, page: SignUpPage, language = settings.language): string {
  const mark = markOf(wordsFor(language).language, language);
  const absent = { button: '', action: '', fields: [], link: null, script: '' };
  const values = { ...absent, ...page, mark };
  // Thousands may ask for one in a minute; a page with a button holds the data of one person.
  const isForAll = page.button === undefined;
  return pages.form({ template: 'signUp', title: page.heading, language, values, isForAll });
}

/** The words of these pages, with the publication's title filled in. */
export function signUpWords({ settings }: Pick<Doors, 'settings'>, language = settings.language) {
  const words = serverWordsFor(language);
  const title = oneLine(settings.title);
  return {
    ...words,
    asked: words.asked(title),
    consent: words.consentText(title),
    confirmText: words.confirmText(title),
    confirmed: words.confirmed(title),
    joinHeading: words.joinHeading(title),
    joinClosed: words.joinClosed(title),
  };
}
