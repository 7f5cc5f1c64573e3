/** A span of the text of a JSON document, in UTF-16 code units. */
export interface JsonNode {
  readonly start: number;
  readonly end: number;
  /** Of an object, by key; of two equal keys the last, as in JSON.parse. */
  readonly members?: ReadonlyMap<string, { readonly key: JsonNode; readonly value: JsonNode }>;
  /** Of an array. */
  readonly items?: readonly JsonNode[];
}

/** The value that JSON.parse reads, or the position where the text stops being JSON (RFC 8259). */
export type ParsedJson =
  | { readonly value: unknown; readonly root: JsonNode }
  | { readonly fault: { readonly offset: number; readonly message: string } };

/** Reads JSON and keeps the place of every value, so that a finding can point at it. */
export function parseJson(text: string): ParsedJson {
  try {
    return { root: new Scanner(text).document(), value: JSON.parse(text) };
  } catch (error) {
    if (error instanceof JsonFault) return { fault: { offset: error.offset, message: error.message } };
    throw error;
  }
}

/** JSON.parse would take more; no reader of ours goes deeper. */
const deepest = 200;

class JsonFault extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

class Scanner {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonNode {
    const root = this.#value();
    this.#space();
    if (this.#at < this.#text.length) this.#fail('nothing may follow the closing bracket');
    return root;
  }

  #value(): JsonNode {
    this.#space();
    const start = this.#at;
    const first = this.#text[start];
    if (first === '"') return this.#string();
    if (first === '{' || first === '[') {
      this.#depth += 1;
      if (this.#depth > deepest) this.#fail(`values are nested deeper than ${deepest} levels`);
      const inner = first === '{' ? { members: this.#members() } : { items: this.#items() };
      this.#depth -= 1;
      return { start, end: this.#at, ...inner };
    }
    if (!this.#skip(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y))
      this.#fail(first === undefined ? 'a value is missing at the end' : 'expected a value here');
    return { start, end: this.#at };
  }

  #members(): Map<string, { key: JsonNode; value: JsonNode }> {
    const members = new Map<string, { key: JsonNode; value: JsonNode }>();
    this.#list('}', () => {
      if (this.#text[this.#at] !== '"') this.#fail('expected a key in double quotes');
      const key = this.#string();
      this.#space();
      if (!this.#skip(/:/y)) this.#fail('expected a colon after the key');
      members.set(JSON.parse(this.#text.slice(key.start, key.end)), { key, value: this.#value() });
    });
    return members;
  }

  #items(): JsonNode[] {
    const items: JsonNode[] = [];
    this.#list(']', () => items.push(this.#value()));
    return items;
  }

  /** The values between two brackets, separated by commas. */
  #list(close: '}' | ']', entry: () => void): void {
    this.#at += 1;
    this.#space();
    for (let first = true; this.#text[this.#at] !== close; first = false) {
      if (!first) {
        if (!this.#skip(/,/y)) this.#fail(`expected a comma or ${close} here`);
        this.#space();
        if (this.#text[this.#at] === close) this.#fail(`no comma may come before ${close}`);
      }
      entry();
      this.#space();
    }
    this.#at += 1;
  }

  #string(): JsonNode {
    const start = this.#at;
    this.#at += 1;
    for (let code = this.#code(); code !== 0x22; code = this.#code()) {
      if (code !== 0x5c) this.#at += 1;
      else if (!this.#skip(/\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y)) this.#fail('this escape does not exist in JSON');
    }
    this.#at += 1;
    return { start, end: this.#at };
  }

  #code(): number {
    const code = this.#text.charCodeAt(this.#at);
    if (Number.isNaN(code)) this.#fail('the closing double quote is missing');
    if (code < 0x20) this.#fail('a line end or control character must be escaped, such as \\n');
    return code;
  }

  #space(): void {
    this.#skip(/[ \t\n\r]*/y);
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #fail(message: string): never {
    throw new JsonFault(this.#at, message);
  }
}
