import { domainOf, parseMailbox } from '../lib/address.ts';
import { nearest } from '../lib/nearest.ts';
import { slugOf } from '../lib/slug.ts';
import { isDay, isInstant } from '../lib/time.ts';
import { isLanguage, languageNamed } from '../lib/uri.ts';
import type { Suppression } from './subscriber.ts';
import {
  type Address,
  addressOf,
  type Consent,
  type Frequency,
  frequencies,
  isDeparture,
  type Status,
} from './subscriber.ts';

/** The values to store for one person. Absent ones stay as they are. */
export interface Entry {
  readonly address: Address;
  readonly name?: string;
  readonly language?: string;
  /** These are added; none is taken away. */
  readonly tags: readonly string[];
  readonly fields: Readonly<Record<string, string>>;
  readonly frequency?: Frequency;
  readonly status: Exclude<Status, 'erased'>;
  /** Always present for active subscribers. */
  readonly consent?: Consent;
  /** The time of leaving, for people who are no longer active. */
  readonly left?: Date;
  /** How it is known that they left, for the log. */
  readonly told?: string;
  /** Whether a person who left has asked to come back. */
  readonly again?: boolean;
}

/** The same as a person or a file writes it. An empty text says nothing. */
export interface RawEntry {
  /** Bare, or with a name before it: `Ada <ada@example.org>`. */
  readonly address: string;
  readonly name?: string | undefined;
  readonly language?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly fields?: Readonly<Record<string, string>> | undefined;
  /** `each` issue or `digests` only. */
  readonly frequency?: string | undefined;
  readonly status?: string | undefined;
  /** How they agreed. */
  readonly consent?: string | undefined;
  /** When they agreed. */
  readonly consented?: string | Date | undefined;
  /** The text that they were shown. */
  readonly shown?: string | undefined;
  readonly left?: string | Date | undefined;
  /** How it is known that they left. */
  readonly told?: string | undefined;
}

/** Longer texts are not names, and no letter has room for them. */
const maximumLength = 500;

/** Checks the values to store. Returns an entry, or the reason for refusing it in words. */
export function checkEntry(raw: RawEntry, declared: ReadonlySet<string>): Entry | string {
  const mailbox = parseMailbox(raw.address);
  const address = addressOf(mailbox?.address ?? raw.address);
  if (!address) return raw.address.trim() === '' ? 'there is no address' : `"${raw.address}" is not an e-mail address`;
  // Settings may name this machine, but no reader's mailbox is on it for good.
  if (!domainOf(address.normal).includes('.')) return `"${raw.address}" is no address that mail from elsewhere reaches`;
  const status = statusOf(raw.status ?? '');
  if (!status) return `"${raw.status}" is not a status`;
  const texts = textsOf({ ...raw, name: raw.name || mailbox?.name }, declared);
  if (typeof texts === 'string') return texts;
  const language = raw.language && languageOf(raw.language);
  if (language === null) return `"${raw.language}" is not a language tag such as en or de-AT`;
  const tags = tagsOf(raw.tags ?? []);
  if (typeof tags === 'string') return tags;
  const frequency = raw.frequency && frequencyOf(raw.frequency);
  if (frequency === null) return `"${raw.frequency}" is not a frequency; write each or digests`;
  const [consented, left] = [raw.consented, raw.left].map(
    (when) => when && (when instanceof Date ? when : (momentOf(when) ?? null)),
  );
  if (consented === null) return `"${raw.consented}" is not a date such as 2026-11-23`;
  if (left === null) return `"${raw.left}" is not a date such as 2026-11-23`;
  const { name, consent, shown, told } = texts;
  if (!consent && !isDeparture(status)) return 'nothing says how this person agreed';
  return {
    address,
    ...(name && { name }),
    ...(language && { language }),
    tags,
    fields: texts.fields,
    ...(frequency && { frequency }),
    status,
    ...(consent && { consent: { how: consent, ...(shown && { shown }), ...(consented && { at: consented }) } }),
    ...(left && { left }),
    ...(told && isDeparture(status) && { told }),
  };
}

/** Tags as they are stored: sorted, each once; or, for an invalid one, the fault in words. */
export function tagsOf(words: readonly string[]): string[] | string {
  for (const word of words) {
    const slug = slugOf(word);
    if (slug === '') return `"${word}" is not a tag`;
    if (slug !== word) return `"${word}" is not a tag; "${slug}" would be one`;
  }
  return [...new Set(words)].sort();
}

interface Texts extends Record<'name' | 'consent' | 'shown' | 'told', string> {
  readonly fields: Readonly<Record<string, string>>;
}

function textsOf(raw: RawEntry, declared: ReadonlySet<string>): Texts | string {
  const fields: Record<string, string> = {};
  for (const [field, value] of Object.entries(raw.fields ?? {})) {
    if (!declared.has(field)) return undeclared(field, declared);
    const text = plain(value);
    if (text.length > maximumLength) return `${field} is longer than ${maximumLength} characters`;
    if (text !== '') fields[field] = text;
  }
  const texts = { name: plain(raw.name), consent: plain(raw.consent), shown: plain(raw.shown), told: plain(raw.told) };
  for (const key of ['name', 'consent'] as const)
    if (texts[key].length > maximumLength) return `${key} is longer than ${maximumLength} characters`;
  if (texts.shown.length > 10_000) return 'shown is longer than 10000 characters';
  return { ...texts, fields };
}

function undeclared(field: string, declared: ReadonlySet<string>): string {
  const near = nearest(field, [...declared]);
  return `there is no field "${field}"${near ? `; did you mean "${near}"?` : ' under "newsletter", "fields" in tidings.yaml'}`;
}

/** One line without control characters, marks that change the writing direction, and U+FFFD, which stands for a letter that got lost. */
function plain(text = ''): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll('\ufffd', '')
    .replace(/[\p{Cc}\s\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim();
}

/** The names that other programs use: Mailchimp, listmonk, Ghost. */
const foreign: Readonly<Record<string, Entry['status']>> = {
  '': 'active',
  subscribed: 'active',
  enabled: 'active',
  confirmed: 'active',
  true: 'active',
  false: 'unsubscribed',
  unconfirmed: 'pending',
  cleaned: 'bounced',
  blocklisted: 'unsubscribed',
  disabled: 'unsubscribed',
};
const own: ReadonlySet<string> = new Set<Entry['status']>([
  'pending',
  'active',
  'unsubscribed',
  'bounced',
  'complained',
]);

/** Nothing if the word is no status. */
export function statusOf(text: string): Entry['status'] | undefined {
  const word = text.trim().toLowerCase();
  return own.has(word) ? (word as Entry['status']) : Object.hasOwn(foreign, word) ? foreign[word] : undefined;
}

/** A list of a million lines has few languages, and asking Intl is slow. */
const languages = new Map<string, string | null>();

/** In the canonical form; null if it is none. */
function languageOf(text: string): string | null {
  let language = languages.get(text);
  if (language === undefined) {
    language = isLanguage(text) ? Intl.getCanonicalLocales(text)[0]! : (languageNamed(text) ?? null);
    if (languages.size < 1000) languages.set(text, language);
  }
  return language;
}

/** Null if the word is none. */
function frequencyOf(text: string): Frequency | null {
  const word = text.trim().toLowerCase();
  return frequencies.find((one) => one === word) ?? null;
}

/** Such as `2024-03-01 09:00`, `2024-03-01T09:00:00.5Z`, and Go's `2024-03-01 09:00:00 +0530 IST`. */
const moment = /^([\d-]{10})[ T](\d\d:\d\d)(:\d\d)?(\.\d+)? ?(?:Z|UTC|GMT|([+-]\d\d):?(\d\d)?)?(?: [A-Z+\d-]{1,6})?$/;

/** A day or an instant; without an offset it is UTC. Nothing if it is neither. */
export function momentOf(text: string): Date | undefined {
  const day = text.trim();
  if (isDay(day)) return new Date(`${day}T00:00:00Z`);
  const [, date, time, seconds = ':00', fraction = '', hours, minutes = '00'] = moment.exec(day) ?? [];
  const instant = `${date}T${time}${seconds}${fraction}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`;
  return isInstant(instant) ? new Date(instant) : undefined;
}

/** A line of a list with its entry, or the reason why it cannot be read. */
export interface Row {
  /** Of which list, where several are merged at once. */
  readonly file?: string;
  readonly line: number;
  /** As it was written, for the report. */
  readonly address: string;
  readonly entry: Entry | Stranger | string;
}

/** A person who must not be written to, known only by a hash. */
export interface Stranger extends Suppression {
  /** By `suppressionHash`. */
  /** 32 bytes. */
  readonly hash: Uint8Array;
}
