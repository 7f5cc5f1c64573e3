import { escapeXml, oneLine } from '../lib/escape.ts';
import type { Issue } from '../model/issue.ts';
import { ProblemError } from '../model/problem.ts';
import type { NewsletterSettings, Settings } from '../model/publication.ts';
import { slotKinds } from '../model/slot.ts';
import type { Email, Hole, Letter, Segments, SlotValues } from './letter.ts';

/**
 * Fills a letter's slots for one reader, each value escaped for its place. A text loses its control characters and
 * is cut to its length; if it is then empty, the fallback is used. Throws a ProblemError if a slot has neither
 * value nor fallback, if an address is too long, or if a link's is not a web or mail address.
 */
export function fillLetter({ subject, preheader, html, text }: Letter, values: SlotValues): Email {
  const read = readerOf(values);
  return {
    subject: fillSegments(subject, read),
    preheader: fillSegments(preheader, read),
    html: fillSegments(html, read),
    text: fillSegments(text, read),
  };
}

/**
 * The text for each hole of a letter to one reader, escaped for its place; a value is checked once, however many holes
 * it fills. Throws as `fillLetter` does.
 */
export function readerOf(values: SlotValues): Read {
  const reader: Reader = { values, checked: new Map() };
  return (hole) => escapeFor(hole, valueFor(hole, reader));
}

/** Fills one text of a letter. */
export function fillSegments(segments: Segments, read: Read): string {
  let filled = '';
  for (const segment of segments) filled += typeof segment === 'string' ? segment : read(segment);
  return filled;
}

/** The letter as an MJML document. Throws as `fillLetter` does. */
export function fillMjml({ mjml }: Letter, values: SlotValues): string {
  return fillSegments(mjml, readerOf(values));
}

/** The values in the published letters, which everybody can read: no personal data. Other slots get their fallback. */
export function fallbackValues(issue: Issue, { newsletter }: Settings): SlotValues {
  return { email: 'reader@example.org', viewUrl: issue.url, ...linksWith('token', newsletter) };
}

/**
 * The longest possible values: none takes more bytes in HTML. Texts are all quotation marks, which escape to six bytes
 * each; links have a long token.
 */
export function longestValues(issue: Issue, { newsletter }: Settings): SlotValues {
  const kinds = slotKinds(newsletter);
  const texts = [...kinds].flatMap(([name, kind]) => (kind.always ? [] : [[name, '"'.repeat(kind.maxLength)]]));
  const template = [newsletter.unsubscribeUrl, newsletter.preferencesUrl].map((url) => url?.length ?? 0);
  const token = 'A'.repeat(
    Math.max(0, kinds.get('unsubscribeUrl')!.maxLength + '{token}'.length - Math.max(...template)),
  );
  const { unsubscribeUrl, unsubscribeEmail } = newsletter;
  const mailto =
    unsubscribeUrl === undefined && unsubscribeEmail && mailtoUnsubscribe(unsubscribeEmail, 'A'.repeat(59));
  return {
    ...Object.fromEntries(texts),
    email: `${'&'.repeat(64)}@${'x'.repeat(kinds.get('email')!.maxLength - 65)}`,
    viewUrl: issue.url,
    ...linksWith(token, newsletter),
    ...(mailto && { unsubscribeUrl: mailto }),
  };
}

/** The most bytes that segments can take, with any values. */
export function longestBytes(segments: Segments, longest: SlotValues): number {
  return segments.reduce((sum, segment) => {
    if (typeof segment === 'string') return sum + Buffer.byteLength(segment);
    // In a URL, a character takes at most nine bytes: three, each written with three.
    if (segment.place === 'urlPart' && !segment.always) return sum + 9 * segment.maxLength;
    return sum + Buffer.byteLength(escapeFor(segment, longest[segment.slot] ?? ''));
  }, 0);
}

/**
 * The `mailto:` address for unsubscribing by mail. The reader's token is in the subject, because the local part of an
 * address has at most 64 characters.
 */
export function mailtoUnsubscribe(address: string, token?: string): string {
  const word = token === undefined ? 'unsubscribe' : `unsubscribe%20${token}`;
  return `mailto:${encodeURIComponent(address).replace('%40', '@')}?subject=${word}`;
}

function linksWith(
  token: string,
  { unsubscribeUrl, unsubscribeEmail, preferencesUrl }: NewsletterSettings,
): SlotValues {
  const unsubscribe =
    unsubscribeUrl?.replace('{token}', token) ?? (unsubscribeEmail && mailtoUnsubscribe(unsubscribeEmail));
  return {
    ...(unsubscribe && { unsubscribeUrl: unsubscribe }),
    ...(preferencesUrl && { preferencesUrl: preferencesUrl.replace('{token}', token) }),
  };
}

type Read = (hole: Hole) => string;

/** A reader's values, each checked once. */
interface Reader {
  readonly values: SlotValues;
  readonly checked: Map<string, string>;
}

function valueFor(hole: Hole, { values, checked }: Reader): string {
  let value = checked.get(hole.slot);
  if (value === undefined) {
    value = checkedValue(hole, values[hole.slot] ?? '');
    checked.set(hole.slot, value);
  }
  if (value !== '') return value;
  if (hole.fallback !== undefined) return hole.fallback;
  throw refusal('unfilled-slot', `the letter needs a value for ${hole.slot}`);
}

function escapeFor({ type, place }: Hole, value: string): string {
  if (place === 'text') return value;
  if (place === 'textUrlPart') return type === 'url' ? value : encodeURIComponent(value);
  const partOfUrl = place === 'urlPart' || (place === 'url' && type !== 'url');
  const text = partOfUrl ? encodeURIComponent(value) : value;
  return /[&<>"']/.test(text) ? escapeXml(text).replaceAll("'", '&#39;') : text;
}

function checkedValue({ slot, type, always, maxLength }: Hole, value: string): string {
  if (!always)
    return /^[!-~]+(?: [!-~]+)*$/.test(value) && value.length <= maxLength ? value : cleaned(value, maxLength);
  if (/[\p{Cc}\u2028\u2029]/u.test(value))
    throw refusal('slot-value', `the value for ${slot} holds a control character`);
  if (value.length > maxLength)
    throw refusal('slot-value', `the value for ${slot} is longer than ${maxLength} characters`);
  if (type === 'url' && value !== '' && !/^(https?:\/\/|mailto:)[^\s<>"]+$/i.test(value)) {
    throw refusal('slot-value', `the value for ${slot} is not an absolute web or mail address`);
  }
  return value;
}

/**
 * One line without control characters, and without marks that change the direction of all following text (UAX 9,
 * section 2); right-to-left letters keep their own direction.
 */
function cleaned(value: string, maxLength: number): string {
  const line = oneLine(value.replace(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, ' '));
  if (line.length <= maxLength) return line;
  let kept = '';
  graphemes ??= new Intl.Segmenter('en');
  for (const { segment } of graphemes.segment(line.slice(0, maxLength))) {
    if (kept.length + segment.length >= maxLength) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Made when a value is first too long: that takes as long as a letter. */
let graphemes: Intl.Segmenter | undefined;

function refusal(rule: string, message: string): ProblemError {
  return new ProblemError([{ severity: 'error', rule, message }]);
}
