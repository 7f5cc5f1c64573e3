import { oneLine } from '../../lib/escape.ts';
import { serverWordsFor, wordsFor } from '../../strings/tables.ts';
import { markOf } from '../../web/language.ts';
import type { Doors } from '../doors.ts';
import type { ReaderPages } from '../reader-pages.ts';

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
  const key = JSON.stringify([language, page]);
  const known = kept.get(pages) ?? new Map<string, string>();
  const mark = markOf(wordsFor(language).language, language);
  const absent = { button: '', action: '', fields: [], link: null, script: '' };
  const values = { ...absent, ...page, mark };
  const text = known.get(key) ?? pages.form({ template: 'signUp', title: page.heading, language, values });
  // A page with a button holds the data of one person.
  if (page.button === undefined && known.size < mostKept) kept.set(pages, known.set(key, text));
  return text;
}

/** Pages that are the same for everybody: thousands may ask for one in a minute. */
const kept = new WeakMap<ReaderPages, Map<string, string>>();
const mostKept = 200;

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
