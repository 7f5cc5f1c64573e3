import { oneLine } from '../lib/escape.ts';
import type { Settings } from '../model/publication.ts';
import { capitalised, directionOf } from '../strings/language.ts';
import { serverWordsFor, wordsFor } from '../strings/tables.ts';
import { markOf } from './language.ts';

export interface JoinForm {
  /** Where it is sent to. */
  readonly action: string;
  /** The languages to choose from, BCP 47; with one alone nothing is asked. */
  readonly languages: readonly string[];
  /** The address of the page with the form; kept with the consent. */
  readonly page?: string;
  /** Proves to the server when it gave out the form. */
  readonly stamp?: string;
  /** What a person has typed already. */
  readonly given?: {
    readonly email?: string;
    readonly name?: string;
    readonly tags?: readonly string[];
    readonly language?: string;
  };
  /** What is wrong with the address. */
  readonly fault?: string;
  /** The level of its heading; 1 on a page of its own. */
  readonly level?: 1 | 2;
}

/**
 * The values of the template `join`: the form by which people subscribe, in the language of the settings. Its text of
 * consent is what `consentText` says in that language, which the field `shown` names; the field `consent` holds it, so that a server with
 * other settings does not take it for its own.
 */
export function joinForm({ title, language, server }: Settings, form: JoinForm): object {
  const words = serverWordsFor(language);
  const { given = {} } = form;
  const name = oneLine(title);
  const consent = words.consentText(name);
  const languages = form.languages.length > 1 ? form.languages : [];
  const chosen = given.language || languageAmong(languages, language);
  return {
    level: form.level ?? 1,
    mark: markOf(wordsFor(language).language, language),
    action: form.action,
    heading: words.joinHeading(name),
    explained: words.joinExplained,
    email: { label: words.email, value: given.email ?? '', fault: form.fault ?? '' },
    name: { label: words.name, value: given.name ?? '' },
    tags: {
      legend: words.tagsLegend,
      options: server.tags.map(({ tag, label }) => ({ tag, label, isChosen: given.tags?.includes(tag) === true })),
    },
    languages: {
      label: words.languageLabel,
      options: languages.map((code) => ({
        ...languageOption(code),
        isChosen: code === chosen,
      })),
    },
    trap: words.trapLabel,
    hidden: Object.entries({ page: form.page, stamp: form.stamp, shown: language, consent }).flatMap(
      ([field, value]) => (value === undefined ? [] : [{ field, value }]),
    ),
    consent,
    button: words.join,
    failed: words.tryAgain,
  };
}

/** That of the publication, or the variant of it that its articles have: `en-GB` for `en`. */
function languageAmong(languages: readonly string[], language: string): string | undefined {
  const base = (code: string) => new Intl.Locale(code).language;
  return languages.find((code) => code === language) ?? languages.find((code) => base(code) === base(language));
}

/** A language to choose, by its own name. */
export function languageOption(code: string): { code: string; name: string; direction: 'ltr' | 'rtl' } {
  const name = new Intl.DisplayNames(code, { type: 'language' }).of(code) ?? code;
  return { code, name: capitalised(name, code), direction: directionOf(code) };
}
