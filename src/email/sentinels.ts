import { displayWidth } from '../lib/wrap.ts';
import type { Origin } from '../model/article.ts';
import { ProblemError } from '../model/problem.ts';
import type { Slot, SlotKind } from '../model/slot.ts';
import type { Hole, Segments, SlotPlace } from './letter.ts';

/** The sentinels that replace slots while a letter is compiled. */
export interface Sentinels {
  /** For templates, by name; null for a slot that the publication cannot fill and that has no fallback. */
  readonly offered: Offered;
  /** For a slot in an issue. */
  write(slot: Slot): string;
  /** Splits HTML or MJML at its sentinels; `within` is the markup before it, if it begins in a tag. Throws a ProblemError for a place where no value is safe. */
  splitMarkup(source: string, within?: string): Segments;
  /** The hole of a sentinel at a place. */
  hole(id: string, place: SlotPlace): Hole;
  /** Splits plain text at its sentinels. */
  splitText(source: string): Segments;
}

/** The `slots` of the templates. */
export type Offered = { readonly email: string; readonly viewUrl: string } & Readonly<
  Record<'unsubscribeUrl' | 'preferencesUrl' | (string & {}), string | null>
>;

/**
 * A sentinel is the number of a slot between U+FDD0 and U+FDD1, which are noncharacters in Unicode and are neither
 * stripped nor escaped here; `refuseSentinels` proves that they occur nowhere else. It is about as wide as a typical
 * value, so that the lines of plain text wrap in the right places.
 */
export function makeSentinels(kinds: ReadonlyMap<string, SlotKind>): Sentinels {
  const slots: Slot[] = [];
  const write = (slot: Slot) => {
    slots.push(slot);
    const digits = String(slots.length - 1);
    const width = displayWidth(slot.fallback ?? typical[slot.name] ?? '') - 2;
    return `\ufdd0${digits}${'.'.repeat(Math.max(0, width - digits.length))}\ufdd1`;
  };
  const offered = [...kinds].map(([name, { always, lacks, fallback }]) => {
    const isFilled = !lacks && (always || fallback !== undefined);
    return [name, isFilled ? write({ kind: 'slot', name, ...(fallback !== undefined && { fallback }) }) : null];
  });
  const holeOf = (id: string, place: SlotPlace): Hole => {
    const { name, fallback } = slots[Number(id)]!;
    const { type, always, maxLength } = kinds.get(name)!;
    return { slot: name, place, type, always, maxLength, ...(fallback !== undefined && { fallback }) };
  };
  return {
    offered: Object.fromEntries(offered) as Offered,
    write,
    hole: holeOf,
    splitMarkup: (source, within = '') => split(source, holeOf, (before) => placeInMarkup(within + before)),
    splitText: (source) => split(source, holeOf, placeInText),
  };
}

/** Throws a ProblemError if any input of a letter could be mistaken for a slot or for a token of a skeleton. */
export function refuseSentinels(source: object, { file, line }: Partial<Origin> = {}): void {
  if (!holdsSentinel(source)) return;
  const message = `${file === undefined ? 'the record or the settings hold' : 'the text holds'} a control character, or one from U+FDD0 to U+FDD4, which are no characters`;
  const place = { ...(file !== undefined && { file }), ...(line !== undefined && { line }) };
  const hint = 'Delete it: editors show it as an empty box, or not at all.';
  throw new ProblemError([{ severity: 'error', rule: 'control-character', message, hint, ...place }]);
}

function holdsSentinel(value: unknown): boolean {
  if (typeof value === 'string') return sentinelsAndMarks.test(value);
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(holdsSentinel);
  for (const key in value) if (holdsSentinel((value as Record<string, unknown>)[key])) return true;
  return false;
}

const sentinelsAndMarks = /[\u0001-\u0004\ufdd0-\ufdd4]/;

/** Typical values, for their width. */
const typical: Readonly<Record<string, string>> = { email: 'reader@example.org' };

type HoleOf = (id: string, place: SlotPlace) => Hole;

function split(source: string, holeOf: HoleOf, placeOf: (before: string) => SlotPlace): Segments {
  const segments: (string | Hole)[] = [];
  let end = 0;
  for (const match of source.matchAll(/\ufdd0(\d+)\.*\ufdd1/g)) {
    segments.push(source.slice(end, match.index));
    segments.push(holeOf(match[1]!, placeOf(source.slice(0, match.index))));
    end = match.index + match[0].length;
  }
  segments.push(source.slice(end));
  for (const segment of segments) if (typeof segment === 'string') refuseChangedSlots(segment);
  return segments.filter((segment) => segment !== '');
}

/** Throws a ProblemError if something is left of a sentinel between the slots of a text. */
export function refuseChangedSlots(text: string): void {
  if (/[\ufdd0\ufdd1]|%EF%B7%9[01]/i.test(text))
    throw refusal('slot-place', 'a filter of the theme changes a slot, which has no value yet');
}

/** Throws a ProblemError for a place where no value is safe. */
export function placeInMarkup(before: string): SlotPlace {
  const tag = before.slice(Math.max(0, before.lastIndexOf('<')));
  if (!tag.startsWith('<') || tag.includes('>')) {
    if (before.lastIndexOf('<style') > before.lastIndexOf('</style')) throw unsafe('in a style sheet');
    return 'html';
  }
  const [, name, double, single] = /\s([\w:-]+)\s*=\s*(?:"([^"]*)|'([^']*))$/.exec(tag) ?? [];
  if (name === undefined) throw unsafe('in a tag without quotes around it');
  if (/^(style|srcset|on.*)$/i.test(name)) throw unsafe(`in the attribute ${name}`);
  if (!/^(href|src|action|background|background-url|poster)$/i.test(name)) return 'html';
  return (double ?? single) === '' ? 'url' : 'urlPart';
}

/** In an address, a value must neither end it nor change where it leads. */
function placeInText(before: string): SlotPlace {
  return /(?:https?:\/\/|mailto:)[^\s<>"]*$/i.test(before.slice(-2000)) ? 'textUrlPart' : 'text';
}

function unsafe(where: string): ProblemError {
  return refusal('slot-place', `a slot of the theme is ${where}, where no value is safe`);
}

function refusal(rule: string, message: string): ProblemError {
  return new ProblemError([{ severity: 'error', rule, message }]);
}
