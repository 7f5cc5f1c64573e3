/**
 * A token is the number of a value between U+FDD2 and U+FDD3, which are noncharacters in Unicode; `refuseSentinels`
 * proves that no record holds one. It replaces the value while a layout is compiled.
 */
export function tokenOf(id: number): string {
  return known[id] ?? `\ufdd2${id}\ufdd3`;
}

/** Each letter has hundreds. */
const known = Array.from({ length: 256 }, (_, id) => `\ufdd2${id}\ufdd3`);

/** Stands in a layout for an article that is compiled by itself, or for a run of them, the one after the other. */
export const pieceToken = '\ufdd2=\ufdd3';

/** A value and whether it is HTML or CSS that a template prints as it is; any other is escaped where it is filled in. */
export interface TokenValue {
  readonly text: string;
  readonly isHtml: boolean;
}

/** The values of tokens, by number. */
export class Tokens {
  readonly values: TokenValue[] = [];

  add(value: TokenValue): string {
    this.values.push(value);
    return tokenOf(this.values.length - 1);
  }
}

/** Escapes as Liquid's filter of that name does, so that a value that is filled in is the same as a printed one. */
export function escapeAsLiquid(text: string): string {
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (character) => entities[character]!) : text;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};
