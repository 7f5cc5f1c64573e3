/** The findings of a mail server about the sender of a mail, by the Authentication-Results field that it added (RFC 8601). */
export interface AuthenticationResults {
  /** The name by which the server signs its field, in lower case. */
  readonly authserv: string;
  readonly results: readonly AuthenticationResult[];
}

export interface AuthenticationResult {
  /** In lower case, such as `dkim`. */
  readonly method: string;
  /** In lower case, such as `pass`. */
  readonly result: string;
  /** By type and name in lower case, such as `header.d`; the first of several. */
  readonly properties: ReadonlyMap<string, string>;
}

/** Longer ones are somebody's attempt to keep us busy. */
const longest = 65_536;

/**
 * Parses the value of an Authentication-Results field, folded or not. Nothing comes back if it breaks the grammar
 * anywhere, or has another version than 1: parts of it may be a sender's words, so half of it proves nothing.
 */
export function parseAuthenticationResults(value: string): AuthenticationResults | undefined {
  if (value.length > longest) return undefined;
  const reader = new Reader(value.replace(/\r?\n(?=[ \t])/g, ''));
  const authserv = reader.skip() && reader.value();
  if (!authserv || !reader.skip() || !version(reader)) return undefined;
  const results: AuthenticationResult[] = [];
  while (!reader.isAtEnd()) {
    if (!reader.take(';') || !reader.skip()) return undefined;
    // Many servers end the last result with a semicolon.
    if (reader.isAtEnd()) break;
    const result = resinfo(reader);
    if (result === undefined) return undefined;
    if (result !== 'none') results.push(result);
  }
  return { authserv: authserv.toLowerCase(), results };
}

function version(reader: Reader): boolean {
  const digits = reader.match(/\d+/y);
  return (digits === undefined || Number(digits) === 1) && reader.skip();
}

/** `method/1 = result reason="…" header.d=example.org`, or the word `none` alone. */
function resinfo(reader: Reader): AuthenticationResult | 'none' | undefined {
  const method = reader.keyword();
  if (method === undefined || !reader.skip()) return undefined;
  if (method === 'none' && (reader.isAtEnd() || reader.isAt(';'))) return 'none';
  if (reader.take('/') && !(reader.skip() && reader.match(/\d+/y) && reader.skip())) return undefined;
  if (!reader.take('=') || !reader.skip()) return undefined;
  const result = reader.keyword();
  if (result === undefined || !reader.skip()) return undefined;
  const properties = new Map<string, string>();
  while (!reader.isAtEnd() && !reader.isAt(';')) {
    const property = propspec(reader);
    if (!property) return undefined;
    if (!properties.has(property.name)) properties.set(property.name, property.value);
  }
  return { method, result, properties };
}

/** `reason = value` or `ptype . property = pvalue`. */
function propspec(reader: Reader): { readonly name: string; readonly value: string } | undefined {
  let name = reader.keyword();
  if (name === undefined || !reader.skip()) return undefined;
  if (reader.take('.')) {
    const property = reader.skip() && reader.keyword();
    if (!property || !reader.skip()) return undefined;
    name = `${name}.${property}`;
  }
  if (!reader.take('=') || !reader.skip()) return undefined;
  const value = reader.pvalue();
  return value === undefined || !reader.skip() ? undefined : { name, value };
}

/** Reads from the left, each character once. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  isAt(sign: string): boolean {
    return this.#text[this.#at] === sign;
  }

  take(sign: string): boolean {
    if (!this.isAt(sign)) return false;
    this.#at += 1;
    return true;
  }

  /** @param pattern Sticky. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  /** White space and comments (CFWS), which may be nested; false if one has no end. */
  skip(): boolean {
    for (let depth = 0; ; ) {
      if (this.take('(')) depth += 1;
      else if (depth === 0) {
        if (this.match(/[ \t]+/y) === undefined) return true;
      } else if (this.take(')')) depth -= 1;
      else if (this.match(/(?:[^()\\\x00-\x08\x0a-\x1f\x7f]|\\[^\x00-\x08\x0a-\x1f\x7f])+/y) === undefined)
        return false;
    }
  }

  keyword(): string | undefined {
    return this.match(/[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?/iy)?.toLowerCase();
  }

  /** A token or a quoted string (RFC 2045). */
  value(): string | undefined {
    return this.isAt('"') ? this.#quoted() : this.match(/[^\x00-\x20\x7f()<>@,;:\\"/[\]?=]+/y);
  }

  /** Servers write addresses, networks and Base64 bare. */
  pvalue(): string | undefined {
    if (!this.isAt('"')) return this.match(/[^\x00-\x20\x7f();"\\]+/y);
    const quoted = this.#quoted();
    return quoted === undefined ? undefined : quoted + (this.match(/@[^\x00-\x20\x7f();"\\@]+/y) ?? '');
  }

  #quoted(): string | undefined {
    const found = this.match(/"(?:[^"\\\x00-\x08\x0a-\x1f\x7f]|\\[^\x00-\x08\x0a-\x1f\x7f])*"/y);
    return found?.slice(1, -1).replace(/\\(.)/gs, '$1');
  }
}
