import { isBeyondAscii } from '../../lib/address.ts';
import { oneLine } from '../../lib/escape.ts';
import { capitalised } from '../../strings/language.ts';
import { serverWordsFor, wordsFor } from '../../strings/tables.ts';
import { type Address, addressOf, isDeparture, type Subscriber } from '../../subscribers/subscriber.ts';
import { writeToken } from '../../subscribers/token.ts';
import { languageOption } from '../../web/join-form.ts';
import { markOf } from '../../web/language.ts';
import type { Doors } from '../doors.ts';
import type { Choices } from './form.ts';

/** Words above the form, or about the new address. */
export interface Said {
  readonly status?: 'saved' | 'newAddressAsked';
  /** A new address that cannot be one, as it was typed. */
  readonly badAddress?: string;
}

/** The page on which a reader chooses, with what is known of them. */
export function preferencesPage(doors: Doors, reader: Subscriber, token: string, said: Said = {}): string {
  const { settings, pages } = doors;
  const { language = settings.language } = reader;
  const words = serverWordsFor(language);
  const hasLeft = isDeparture(reader.status);
  const values = {
    mark: markOf(wordsFor(language).language, language),
    heading: words.preferencesHeading,
    status: said.status ? words[said.status] : '',
    left: hasLeft ? words.left(oneLine(settings.title)) : '',
    address: reader.address.typed,
    ...choiceValues(doors, reader, language),
    save: words.save,
    move: !canMove(doors, reader)
      ? false
      : {
          ...{ heading: words.changeAddress, label: words.email, value: said.badAddress ?? '' },
          fault: said.badAddress === undefined ? '' : words[faultOf(said.badAddress)],
        },
    links: linksOf(doors, reader, token, language),
  };
  return pages.form({ template: 'preferences', title: words.preferencesHeading, language, values });
}

function faultOf(typed: string): 'addressBeyondAscii' | 'badAddress' {
  return addressOf(typed) && isBeyondAscii(typed) ? 'addressBeyondAscii' : 'badAddress';
}

/** A page that says one thing, and may have one button. */
export function actPage(
  { pages, settings }: Doors,
  values: { readonly heading: string; readonly text: string; readonly button?: string },
  language = settings.language,
): string {
  const mark = markOf(wordsFor(language).language, language);
  return pages.form({ template: 'act', title: values.heading, language, values: { button: '', ...values, mark } });
}

/** Who has left is not written to, nor at another address; and where no mail can be sent, nobody can confirm one. */
export function canMove({ closed }: Pick<Doors, 'closed'>, { status }: Subscriber, to?: Address): boolean {
  return !closed(to) && !isDeparture(status);
}

/** The choices that the reader has here. */
export function choicesOf({ settings, languages }: Doors, reader: Subscriber): Choices {
  return {
    tags: new Set(settings.server.tags.map(({ tag }) => tag)),
    languages: new Set([...languages(), ...(reader.language ? [reader.language] : [])]),
    language: settings.language,
    fields: new Set(Object.keys(settings.newsletter.fields ?? {}).filter((field) => field !== 'name')),
  };
}

function choiceValues(doors: Doors, reader: Subscriber, language: string) {
  const words = serverWordsFor(language);
  const choices = choicesOf(doors, reader);
  const frequency = reader.frequency ?? 'each';
  return {
    name: { label: words.name, value: reader.name ?? '' },
    fields: [...choices.fields].map((field) => ({
      ...{ field, label: capitalised(field.replaceAll('_', ' '), language), value: reader.fields[field] ?? '' },
    })),
    languages: {
      label: words.languageLabel,
      options: [...choices.languages].map((code) => ({ ...languageOption(code), isChosen: code === language })),
    },
    tags: {
      legend: words.tagsLegend,
      options: doors.settings.server.tags.map(({ tag, label }) => ({
        tag,
        label,
        isChosen: reader.tags.includes(tag),
      })),
    },
    frequency: {
      legend: words.frequencyLegend,
      options: [
        { value: 'each', label: words.eachIssue, isChosen: frequency === 'each' },
        { value: 'digests', label: words.digestsOnly, isChosen: frequency === 'digests' },
      ],
    },
  };
}

function linksOf({ base, key, store }: Doors, reader: Subscriber, token: string, language: string) {
  const words = serverWordsFor(language);
  const ticket = { purpose: 'unsubscribe', list: store.subscribers.list, subscriber: reader.id } as const;
  const leave = { href: `${base}unsubscribe/${writeToken(key, ticket)}`, text: wordsFor(language).unsubscribe };
  return [
    { href: `${base}preferences/${token}/data`, text: words.download },
    ...(isDeparture(reader.status) ? [] : [leave]),
    { href: `${base}preferences/${token}/forget`, text: words.forget },
  ];
}
