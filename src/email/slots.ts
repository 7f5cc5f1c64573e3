import type { Issue } from '../issue.ts';
import { escapeXml } from '../lib/escape.ts';
import { ProblemError } from '../problem.ts';
import type { Settings } from '../publication.ts';
import type { Letter } from './compile.ts';

/** What differs by recipient, and what kind of value it is. A new slot is a new row. */
const slots = {
  email: 'text',
  unsubscribeUrl: 'url',
  preferencesUrl: 'url',
  viewUrl: 'url',
} as const satisfies Record<string, 'text' | 'url'>;

export type SlotName = keyof typeof slots;
export type SlotValues = Readonly<Partial<Record<SlotName, string>>>;

/** A text cut at its slots: literal pieces, and holes that know where they stand. */
export type Segments = readonly (string | Hole)[];

interface Hole {
  readonly slot: SlotName;
  readonly place: Place;
}

/** HTML text or a quoted attribute; the beginning of a URL in an attribute; a later part of one; plain text. */
type Place = 'html' | 'url' | 'urlPart' | 'text';

/** What stands for each slot while a letter is made; null for those that the publication cannot fill. */
export type Sentinels = { readonly email: string; readonly viewUrl: string } & Readonly<
  Record<SlotName, string | null>
>;

/**
 * Control characters that may stand nowhere else: XML, and so every record, excludes them, a theme that holds them
 * is refused, and `refuseSentinels` proves it of all the rest.
 */
export function sentinels(offered: readonly SlotName[]): Sentinels {
  const entries = slotNames.map((name, index) => [name, offered.includes(name) ? `\u0001${index}\u0002` : null]);
  return Object.fromEntries(entries) as Sentinels;
}

/** Throws a ProblemError if anything that goes into a letter could be taken for a slot. */
export function refuseSentinels(source: object): void {
  const texts = (value: unknown): string[] =>
    typeof value === 'string' ? [value] : value && typeof value === 'object' ? Object.values(value).flatMap(texts) : [];
  if (texts(source).some((text) => /[\u0001-\u0004]/.test(text))) {
    throw refusal('control-character', 'the record or the settings hold a control character, which XML 1.0 forbids');
  }
}

/** The slots that letters of a publication can fill: an unsubscribe link needs somewhere to lead. */
export function offeredSlots({ newsletter }: Settings): SlotName[] {
  return slotNames.filter((name) => {
    if (name === 'unsubscribeUrl') return newsletter.unsubscribeUrl ?? newsletter.unsubscribeEmail;
    if (name === 'preferencesUrl') return newsletter.preferencesUrl;
    return true;
  });
}

/** Cuts HTML or MJML at its sentinels. */
export function splitMarkup(source: string): Segments {
  return split(source, placeIn);
}

/** Cuts plain text at its sentinels. */
export function splitText(source: string): Segments {
  return split(source, () => 'text');
}

/** A letter to one person. */
export interface Email {
  readonly subject: string;
  readonly preheader: string;
  readonly html: string;
  readonly text: string;
}

/**
 * Fills a letter's slots for one reader, each value escaped for its place. Throws a ProblemError if a slot has no
 * value, if a value holds a control character, or if a link's is not a web or mail address.
 */
export function fillLetter({ subject, preheader, html, text }: Letter, values: SlotValues): Email {
  return { subject, preheader, html: fillSegments(html, values), text: fillSegments(text, values) };
}

/** The letter as an MJML document. Throws as `fillLetter` does. */
export function fillMjml({ mjml }: Letter, values: SlotValues): string {
  return fillSegments(mjml, values);
}

function fillSegments(segments: Segments, values: SlotValues): string {
  let filled = '';
  for (const segment of segments) {
    filled += typeof segment === 'string' ? segment : escapeFor(segment, checkedValue(segment.slot, values));
  }
  return filled;
}

/** What the built letters hold, for everybody to read: never a person's data. */
export function fallbackValues(issue: Issue, { newsletter }: Settings): SlotValues {
  const unsubscribeUrl =
    newsletter.unsubscribeUrl?.replace('{token}', 'token') ??
    (newsletter.unsubscribeEmail && mailtoUnsubscribe(newsletter.unsubscribeEmail));
  return {
    email: 'reader@example.org',
    viewUrl: issue.url,
    ...(unsubscribeUrl && { unsubscribeUrl }),
    ...(newsletter.preferencesUrl && { preferencesUrl: newsletter.preferencesUrl.replace('{token}', 'token') }),
  };
}

/** Where a person without a link unsubscribes: a letter to this address. */
export function mailtoUnsubscribe(address: string): string {
  return `mailto:${encodeURIComponent(address).replace('%40', '@')}?subject=unsubscribe`;
}

const slotNames = Object.keys(slots) as SlotName[];

function split(source: string, placeOf: (before: string) => Place): Segments {
  const segments: (string | Hole)[] = [];
  let end = 0;
  for (const match of source.matchAll(/\u0001(\d+)\u0002/g)) {
    segments.push(source.slice(end, match.index));
    segments.push({ slot: slotNames[Number(match[1])]!, place: placeOf(source.slice(0, match.index)) });
    end = match.index + match[0].length;
  }
  segments.push(source.slice(end));
  return segments.filter((segment) => segment !== '');
}

function placeIn(before: string): Place {
  const tag = before.slice(Math.max(0, before.lastIndexOf('<')));
  if (!tag.startsWith('<') || tag.includes('>')) return 'html';
  const [, name, double, single] = /\s([\w:-]+)\s*=\s*(?:"([^"]*)|'([^']*))$/.exec(tag) ?? [];
  if (name === undefined) throw refusal('slot-place', 'a slot stands in a tag of the theme without quotes around it');
  if (!/^(href|src|action|background|background-url|poster)$/i.test(name)) return 'html';
  return (double ?? single) === '' ? 'url' : 'urlPart';
}

function escapeFor({ slot, place }: Hole, value: string): string {
  if (place === 'text') return value;
  const partOfUrl = place === 'urlPart' || (place === 'url' && slots[slot] !== 'url');
  const text = partOfUrl ? encodeURIComponent(value) : value;
  return escapeXml(text).replaceAll("'", '&#39;');
}

function checkedValue(slot: SlotName, values: SlotValues): string {
  const value = values[slot];
  if (value === undefined) throw refusal('unfilled-slot', `the letter needs a value for ${slot}`);
  if (/\p{Cc}/u.test(value)) throw refusal('slot-value', `the value for ${slot} holds a control character`);
  if (slots[slot] === 'url' && !/^(https?:\/\/|mailto:)[^\s<>"]+$/i.test(value)) {
    throw refusal('slot-value', `the value for ${slot} is not an absolute web or mail address`);
  }
  return value;
}

function refusal(rule: string, message: string): ProblemError {
  return new ProblemError([{ severity: 'error', rule, message }]);
}
