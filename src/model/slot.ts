import { nearest } from '../lib/nearest.ts';
import { placesIn } from '../lib/place.ts';
import type { Problem } from './problem.ts';
import { type SlotToken, scan, type Token } from './slot-scan.ts';

/*
 * The parts of a hand-made issue that differ by reader, in Liquid's notation: slots, `{{ name | default: 'friend' }}`,
 * and conditions, `{% if tag == 'members' %} … {% elsif tag == 'friends' %} … {% else %} … {% endif %}`. Braces that
 * are meant as text are written `{{ '{{' }}`.
 */

/** The parts of an issue's text. */
export type SlotPart = string | Slot | Condition;

export interface Slot {
  readonly kind: 'slot';
  readonly name: string;
  /** The fallback for an unknown value: as written here, else as the settings declare it. */
  readonly fallback?: string;
}

/** A reader gets the first branch whose test succeeds; nothing if none does. */
export interface Condition {
  readonly kind: 'condition';
  readonly branches: readonly Branch[];
}

export interface Branch {
  /** Without a tag, everybody passes. */
  readonly tag?: string;
  /** Whether the branch is for readers with the tag, or for those without it. */
  readonly has: boolean;
  readonly parts: readonly SlotPart[];
}

/** A slot that issues of a publication can hold. */
export interface SlotKind {
  readonly type: 'text' | 'url';
  /** Whether every reader has a value; else a fallback is needed. */
  readonly always: boolean;
  readonly fallback?: string;
  /** In UTF-16 code units; longer values are cut, or refused if they are addresses. */
  readonly maxLength: number;
  /** Which settings it needs, where the publication lacks them. */
  readonly lacks?: string;
}

/** The settings that declare the slots. */
export interface SlotSettings {
  readonly unsubscribeUrl?: string | undefined;
  readonly unsubscribeEmail?: string | undefined;
  readonly preferencesUrl?: string | undefined;
  /** Of the list of subscribers, by their names. */
  readonly fields?: Readonly<Record<string, { readonly fallback?: string; readonly maxLength?: number }>> | undefined;
}

/** Every slot by its name. A field called `name` says more about the slot that is always there. */
export function slotKinds(settings: SlotSettings): ReadonlyMap<string, SlotKind> {
  const { unsubscribeUrl, unsubscribeEmail, preferencesUrl, fields = {} } = settings;
  const url = { type: 'url', always: true, maxLength: 512 } as const;
  return new Map<string, SlotKind>([
    ['email', { type: 'text', always: true, maxLength: 254 }],
    ['unsubscribeUrl', { ...url, ...(!unsubscribeUrl && !unsubscribeEmail && { lacks: 'newsletter.unsubscribeUrl' }) }],
    ['preferencesUrl', { ...url, ...(!preferencesUrl && { lacks: 'newsletter.preferencesUrl' }) }],
    ['viewUrl', { ...url, maxLength: 2048 }],
    ...Object.entries({ name: {}, ...fields }).map(([name, field]): [string, SlotKind] => [
      name,
      { type: 'text', always: false, maxLength: 64, ...field },
    ]),
  ]);
}

/**
 * Reads an issue's text: its subject, its preheader, or its introduction, as Markdown or, with `markup`, as an XHTML
 * fragment. In that, a condition begins and ends within one element, so that no branch leaves one open; a paragraph
 * that holds nothing but a condition's tags is none. Problems have their place in the text, and no file yet.
 */
export function parseSlots(
  text: string,
  kinds: ReadonlyMap<string, SlotKind>,
  { markup = false } = {},
): { parts: readonly SlotPart[]; problems: readonly Problem[] } {
  const source = markup ? text.replace(/<p>((?:\s*\{%[^{}%<]*%\})+)\s*<\/p>/g, '$1') : text;
  const place = placesIn(source);
  const problems: Problem[] = [];
  const refuse: Refuse = ({ start, end }, message, hint) =>
    problems.push({ severity: 'error', rule: 'slot', message, hint, ...place(start, end) });
  const reading = { source, tokens: scan(source, markup), kinds, refuse, next: 0, end: 0, depth: 0, lowest: 0 };
  return { parts: readParts(reading, 0), problems };
}

/** The text for readers with these tags. `write` gives the text of a slot; the rest is kept as it is. */
export function resolveSlots(
  parts: readonly SlotPart[],
  tags: ReadonlySet<string>,
  write: (slot: Slot) => string,
): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      if (part.kind === 'slot') return write(part);
      const branch = part.branches.find(({ tag, has }) => tag === undefined || tags.has(tag) === has);
      return branch ? resolveSlots(branch.parts, tags, write) : '';
    })
    .join('');
}

/** The tags that conditions ask for, each once, in the order of the text. */
export function tagsIn(parts: readonly SlotPart[]): string[] {
  const tags = parts.flatMap((part) => {
    if (typeof part === 'string' || part.kind === 'slot') return [];
    return part.branches.flatMap((branch) => [
      ...(branch.tag === undefined ? [] : [branch.tag]),
      ...tagsIn(branch.parts),
    ]);
  });
  return [...new Set(tags)];
}

/** Writes plain text so that the braces in it stay text where slots are read. */
export function asText(plain: string): string {
  return plain.replace(/\{\{|\{%/g, "{{ '$&' }}");
}

type Refuse = (token: Token, message: string, hint: string) => void;

/** How far a text is read. */
interface Reading {
  readonly source: string;
  readonly tokens: readonly Token[];
  readonly kinds: ReadonlyMap<string, SlotKind>;
  readonly refuse: Refuse;
  /** The index of the next token. */
  next: number;
  /** End of the text that is already in `parts`. */
  end: number;
  /** How many elements are open, and the fewest since the condition began. */
  depth: number;
  lowest: number;
}

/** Limits the nesting of conditions, since deeper ones would overflow the stack. */
const deepest = 20;

/** Reads on to the end, or within a condition to the tag that ends its branch. */
function readParts(reading: Reading, nesting: number): SlotPart[] {
  const parts: SlotPart[] = [];
  for (; reading.next < reading.tokens.length; reading.next += 1) {
    const token = reading.tokens[reading.next]!;
    const { meaning } = token;
    if (meaning.kind === 'open' || meaning.kind === 'close' || meaning.kind === 'empty') {
      reading.depth += { open: 1, close: -1, empty: 0 }[meaning.kind];
      reading.lowest = Math.min(reading.lowest, reading.depth);
      continue;
    }
    parts.push(reading.source.slice(reading.end, token.start));
    reading.end = token.end;
    if (meaning.kind === 'literal') parts.push(meaning.text);
    else if (meaning.kind === 'slot') parts.push(readSlot(reading, token, meaning));
    else if (meaning.kind === 'if') parts.push(readCondition(reading, token, meaning, nesting + 1));
    else if (meaning.kind === 'wrong') reading.refuse(token, meaning.message, meaning.hint);
    else if (nesting > 0) return parts.filter((part) => part !== '');
    else reading.refuse(token, 'no condition is open here', "Begin one with {% if tag == 'members' %}.");
  }
  parts.push(reading.source.slice(reading.end));
  reading.end = reading.source.length;
  return parts.filter((part) => part !== '');
}

function readSlot(reading: Reading, token: Token, { name, fallback }: Extract<SlotToken, { kind: 'slot' }>): Slot {
  const kind = reading.kinds.get(name);
  const shown = fallback ?? kind?.fallback;
  const refuse = (message: string, hint: string) => reading.refuse(token, message, hint);
  if (!kind) {
    const known = [...reading.kinds.keys()];
    const near = nearest(name, known);
    refuse(`there is no field "${name}"`, near ? `Did you mean "${near}"?` : fieldsHint(known));
  } else if (kind.lacks)
    refuse(`${name} needs ${kind.lacks} in tidings.yaml`, 'Add that setting, or take the slot out.');
  else if (kind.always && fallback !== undefined)
    refuse(`${name} has a value for every reader`, `Write {{ ${name} }} without a default.`);
  else if (!kind.always && shown === undefined)
    refuse(
      `${name} has no replacement for readers of whom it is not known`,
      `Write {{ ${name} | default: 'friend' }}.`,
    );
  return { kind: 'slot', name, ...(shown !== undefined && { fallback: shown }) };
}

function fieldsHint(known: readonly string[]): string {
  return `There are ${known.join(', ')}. Others are declared in tidings.yaml under newsletter, fields.`;
}

function readCondition(
  reading: Reading,
  opening: Token,
  { tag, has }: Extract<SlotToken, { kind: 'if' }>,
  nesting: number,
): Condition {
  const outside = { depth: reading.depth, lowest: reading.lowest };
  const branches: Branch[] = [];
  let test: Omit<Branch, 'parts'> | undefined = { tag, has };
  if (nesting > deepest) {
    reading.refuse(opening, 'conditions are nested too deep', `Use at most ${deepest}.`);
    reading.next = Number.POSITIVE_INFINITY;
  }
  while (test) {
    reading.lowest = reading.depth;
    reading.next += 1;
    branches.push({ ...test, parts: readParts(reading, nesting) });
    test = nextTest(reading, { opening, depth: outside.depth, of: has ? 'if' : 'unless', last: test });
  }
  reading.lowest = Math.min(outside.lowest, reading.lowest);
  return { kind: 'condition', branches };
}

/** The test of the next branch, at the tag that ends the last one; undefined where the condition ends. */
function nextTest(
  { tokens, next, depth, lowest, refuse }: Reading,
  at: { opening: Token; depth: number; of: 'if' | 'unless'; last: Omit<Branch, 'parts'> },
): Omit<Branch, 'parts'> | undefined {
  const token = tokens[next];
  if (!token) {
    // Where parsing was given up, a problem says so already.
    if (Number.isFinite(next))
      refuse(at.opening, `this {% ${at.of} %} does not end`, `Write {% end${at.of} %} where its text ends.`);
    return undefined;
  }
  const { meaning } = token;
  if (depth !== at.depth || lowest < at.depth)
    refuse(
      token,
      'a condition begins in one paragraph or item and goes on in another',
      'Give each of its tags a line of its own, with empty lines around it.',
    );
  if (meaning.kind === 'end') {
    if (meaning.of !== at.of)
      refuse(token, `{% end${meaning.of} %} ends an {% ${at.of} %}`, `Write {% end${at.of} %}.`);
    return undefined;
  }
  if (at.last.tag === undefined) refuse(token, 'this branch follows {% else %}', 'Let {% else %} be the last one.');
  return meaning.kind === 'elsif' ? { tag: meaning.tag, has: true } : { has: true };
}
