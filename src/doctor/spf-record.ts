import { isIP } from 'node:net';
import { nearest } from '../lib/nearest.ts';

/** A mechanism of an SPF record (RFC 7208, section 5). */
export interface Term {
  /** As written in the record. */
  readonly text: string;
  readonly qualifier: '+' | '-' | '~' | '?';
  readonly name: 'all' | 'include' | 'a' | 'mx' | 'ptr' | 'ip4' | 'ip6' | 'exists';
  /** The domain or address that it names; without it, the record's own domain is meant. */
  readonly target?: string;
  /** The length of the network's prefix, in bits. */
  readonly prefix4: number;
  readonly prefix6: number;
}

export interface SpfRecord {
  readonly text: string;
  /** Up to `all`: a check never reads further. */
  readonly terms: readonly Term[];
  /** Where the rest of the record is found; never together with `all`. */
  readonly redirect?: string;
  /** Mechanisms behind `all`. */
  readonly ignored: readonly string[];
  /** A syntax error; one makes the whole record invalid. */
  readonly faults: readonly string[];
}

/** Whether a TXT record is one of SPF (RFC 7208, section 4.5). */
export function isSpf(text: string): boolean {
  return /^v=spf1( |$)/i.test(text);
}

export function parseSpf(text: string): SpfRecord {
  const words = text.split(' ').filter(Boolean).slice(1);
  const faults = /[^\x20-\x7e]/.test(text) ? ['it holds a character that is not printable ASCII'] : [];
  const modifiers = words.filter((word) => isModifier(word));
  const terms: Term[] = [];
  for (const word of words.filter((one) => !isModifier(one))) {
    const term = parseTerm(word);
    if (typeof term === 'string') faults.push(term);
    else terms.push(term);
  }
  const end = terms.findIndex(({ name }) => name === 'all');
  const redirect = modifiers.find((word) => /^redirect=/i.test(word))?.slice('redirect='.length);
  faults.push(...modifierFaults(modifiers));
  return {
    text,
    terms: end < 0 ? terms : terms.slice(0, end + 1),
    ...(redirect !== undefined && end < 0 && { redirect }),
    ignored: end < 0 ? [] : terms.slice(end + 1).map((term) => term.text),
    faults,
  };
}

function isModifier(word: string): boolean {
  return /^[a-z][a-z0-9_.-]*=/i.test(word);
}

/** Macros, which receivers expand (RFC 7208, section 7); they cannot be followed from here. */
export function hasMacro(target: string): boolean {
  return target.includes('%');
}

function modifierFaults(modifiers: readonly string[]): string[] {
  return ['redirect', 'exp'].flatMap((name) => {
    const values = modifiers.filter((word) => word.toLowerCase().startsWith(`${name}=`));
    const several = values.length > 1 ? [`"${name}=" occurs in it ${values.length} times`] : [];
    const bad = values.filter((value) => !isDomain(value.slice(name.length + 1)));
    return [...several, ...bad.map((value) => `"${value}" names no domain`)];
  });
}

const names: readonly Term['name'][] = ['all', 'include', 'a', 'mx', 'ptr', 'ip4', 'ip6', 'exists'];

/** A term, or its fault. */
function parseTerm(word: string): Term | string {
  const [, sign, said, rest] = /^([+?~-]?)([^:/]*)(.*)$/.exec(word)!;
  const name = names.find((one) => one === said!.toLowerCase());
  if (!name) {
    const near = nearest(said!, names);
    return `"${word}" is no mechanism of SPF${near ? `; did you mean "${near}"?` : ''}`;
  }
  const term = { text: word, qualifier: (sign || '+') as Term['qualifier'], name, prefix4: 32, prefix6: 128 };
  if (name === 'all') return rest === '' ? term : `"${word}" says too much: "all" has no value`;
  if (name === 'ip4' || name === 'ip6') return addressed(term, rest!);
  return domained(term, rest!);
}

/** The part behind `ip4` or `ip6`: one address, or a network. */
function addressed(term: Term, rest: string): Term | string {
  const [, target = '', prefix] = /^:([^/]*)(?:\/(.*))?$/.exec(rest) ?? [];
  const bits = term.name === 'ip4' ? 32 : 128;
  const length = prefix === undefined ? bits : prefixOf(prefix, bits);
  if (isIP(target) !== Number(term.name.slice(2)) || length === undefined)
    return `"${term.text}" names no ${term.name === 'ip4' ? 'IPv4' : 'IPv6'} address or network`;
  return { ...term, target, prefix4: length, prefix6: length };
}

/** The part behind the mechanisms that name a domain: `:domain`, and for `a` and `mx` the lengths of networks. */
function domained(term: Term, rest: string): Term | string {
  const sized = term.name === 'a' || term.name === 'mx';
  const [, target, four, six] = (sized ? /^(?::(.*?))?(?:\/(\d+))?(?:\/\/(\d+))?$/ : /^(?::(.*))?$/).exec(rest) ?? [];
  const needed = term.name === 'include' || term.name === 'exists';
  if (target === '' || (needed && target === undefined))
    return `"${term.text}" names no domain; is there a blank behind its colon?`;
  const prefix4 = four === undefined ? 32 : prefixOf(four, 32);
  const prefix6 = six === undefined ? 128 : prefixOf(six, 128);
  const understood = rest === '' || target !== undefined || four !== undefined || six !== undefined;
  if (!understood || prefix4 === undefined || prefix6 === undefined || (target !== undefined && !isDomain(target)))
    return `"${term.text}" names no domain`;
  return { ...term, ...(target !== undefined && { target }), prefix4, prefix6 };
}

function prefixOf(digits: string, most: number): number | undefined {
  return /^(0|[1-9]\d{0,2})$/.test(digits) && Number(digits) <= most ? Number(digits) : undefined;
}

/** RFC 7208, section 7.1: a name ends in a dot and a top label that is not a number, or in a macro. */
function isDomain(target: string): boolean {
  const macro = /%(?:\{[a-z]\d*r?[.+,/_=-]*\}|%|_|-)/gi;
  if (target.replace(macro, '').includes('%') || !/^[\x21-\x7e]+$/.test(target)) return false;
  if (hasMacro(target) && /%\{[^}]*\}$/.test(target)) return true;
  return /\.(?!\d+\.?$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.?$/i.test(target);
}
