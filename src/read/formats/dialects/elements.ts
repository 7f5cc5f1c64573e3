import { Cursor } from './cursor.ts';

/** Finds the ends of elements, expressions and statements of MDX. */
export class Elements {
  readonly #text: string;
  /** For each brace that opens, the one that closes it. */
  #braces: ReadonlyMap<number, number> | undefined;
  #isBroken = false;
  readonly #blanks: Cursor;

  constructor(text: string) {
    this.#text = text;
    this.#blanks = new Cursor(text);
  }

  /** The place after the expression in braces that begins at a place. */
  expressionEnd(at: number): number | undefined {
    this.#braces ??= bracesIn(this.#text);
    const end = this.#braces.get(at);
    return end === undefined ? undefined : end + 1;
  }

  /** The place after the tag that begins at a place: `<Name key="value" other={…}>`, `</Name>`, `<>`. */
  elementEnd(at: number, meet: (name: string, value: string) => void = () => {}): number | undefined {
    opening.lastIndex = at;
    if (!opening.test(this.#text)) return undefined;
    let end = opening.lastIndex;
    for (;;) {
      attribute.lastIndex = end;
      const [whole = '', name = '', value = ''] = attribute.exec(this.#text) ?? [];
      end += whole.length;
      const braces = this.#text[end] === '{' ? this.expressionEnd(end) : undefined;
      if (braces === undefined && whole === '') break;
      if (name !== '') meet(name, braces === undefined ? value : this.#text.slice(end, braces));
      end = braces ?? end;
    }
    closing.lastIndex = end;
    return closing.test(this.#text) ? closing.lastIndex : undefined;
  }

  /** The place after `import … from '…'` or `export …`: where its brackets are closed, and the line ends. */
  statementEnd(at: number): number | undefined {
    statement.lastIndex = at;
    if (!statement.test(this.#text)) return undefined;
    const balanced = this.#isBroken ? undefined : this.#balancedEnd(at);
    if (balanced !== undefined) return balanced;
    this.#isBroken = true;
    return this.#blanks.next('\n\n', at);
  }

  #balancedEnd(at: number): number | undefined {
    let depth = 0;
    const signs = new RegExp(inCode);
    signs.lastIndex = at;
    for (let found = signs.exec(this.#text); found; found = signs.exec(this.#text)) {
      const [sign] = found;
      if (/^[([{]$/.test(sign)) depth += 1;
      else if (/^[)\]}]$/.test(sign)) depth -= 1;
      else if (sign === '\n' && depth <= 0 && !goesOn(this.#text, found.index)) return found.index;
    }
    return depth <= 0 ? this.#text.length : undefined;
  }
}

const opening = /<(?:\/?[A-Za-z][\w.:-]*|\/?(?=>))/y;
const attribute =
  /\s+(?:([A-Za-z_@:#][\w.:@-]*)(?:\s*=\s*("(?:[^"`\n]|\n(?!\s*\n))*"|'(?:[^'`\n]|\n(?!\s*\n))*'|(?=\{)))?|(?=\{))/y;
const closing = /\s*\/?>/y;
const statement =
  /import\s+(?:["']|[\w*{][^\n;]*(?:\n[^\n;]+){0,100}?from\s*["'])|export\s+(?:default|const|let|var|function|async|class|type|interface|\*|\{)/y;
/** Strings and comments pass as a whole. */
const inCode =
  /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`|\/\/[^\n]*|\/\*[\s\S]{0,5000}?\*\/|[()[\]{}\n]/g;

/** The attributes of a tag: texts in their quotes, and expressions in their braces. */
export function attributesOf(tag: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  new Elements(tag).elementEnd(0, (name, value) => found.set(name, value));
  return found;
}

/** Whether a statement goes on after the end of a line. */
function goesOn(text: string, lineEnd: number): boolean {
  return (
    /[=+,.?:&|(]\s*$/.test(text.slice(Math.max(0, lineEnd - 20), lineEnd)) ||
    /^\s*(?:[.?:+&|]|from\b)/.test(text.slice(lineEnd + 1, lineEnd + 20).split('\n')[0]!)
  );
}

/** Braces that stand in a fence, in code between backquotes or in a text of JavaScript are none. */
const brace =
  /[{}]|^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})[^\n]*$|`+[^`\n]*`+|<(pre|code)\b[\s\S]{0,5000}?<\/\2>|(?<=[=:(,[{?+]\s?)(?:"[^"\n]*"|'[^'\n]*')/gm;

function bracesIn(text: string): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  let open: number[] = [];
  const pattern = new RegExp(brace);
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const { 0: sign, 1: fence, index } = match;
    if (sign === '{') open.push(index);
    else if (sign === '}') {
      const start = open.pop();
      if (start !== undefined) found.set(start, index);
    } else if (fence !== undefined) {
      // No expression goes on behind a fence.
      open = [];
      const close = new RegExp(`^[ \\t>]*${fence[0]}{${fence.length},}[ \\t]*$`, 'gm');
      close.lastIndex = pattern.lastIndex;
      pattern.lastIndex = close.exec(text) ? close.lastIndex : text.length;
    }
  }
  return found;
}
