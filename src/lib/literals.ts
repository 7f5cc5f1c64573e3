/** A value that is written out in a program, by the keys that lead to it. */
export interface Literal {
  /** `[]` and `()` are the inside of a list and of a call. */
  readonly path: readonly string[];
  readonly value: string;
  /** Whether parts of it, which only the running program knows, are left out. */
  readonly isPartial: boolean;
}

/** Comments, strings, regular expressions, names, brackets and all else, one at a time. */
const tokens =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'''[\s\S]*?'''|"""[\s\S]*?"""|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|(?<=[(,=:[!&|?{};\n] *)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*|[A-Za-z_$][\w$]*|[^\s]/g;
const pythonTokens = new RegExp(`#[^\n]*|${tokens.source}`, 'g');

/**
 * The strings, numbers and truth values that a program in JavaScript, TypeScript or Python writes out: found by pattern,
 * since a program of a site is never run. A value that is computed is not among them.
 */
export function literalsIn(source: string, isPython = false): Literal[] {
  const found: Literal[] = [];
  const stack: string[] = [];
  let key = '';
  for (const match of source.matchAll(isPython ? pythonTokens : tokens)) {
    const [token] = match;
    const after = source.slice(match.index + token.length, match.index + token.length + 40);
    if (/^(\/\/|\/\*|#.)/.test(token)) continue;
    const opens = { '{': '', '[': '[]', '(': '()' }[token];
    if (opens !== undefined) {
      stack.push(key, opens);
      key = '';
    } else if (/^[}\])]$/.test(token)) {
      stack.splice(-2);
      key = '';
    } else if (/^[,;]$/.test(token)) {
      key = '';
    } else if (isKey(token, after)) {
      key = /^\s*=/.test(after) && key !== '' ? key : textOf(token);
    } else if (key !== '' && isValue(token)) {
      const text = textOf(token);
      const value = text.replace(/\$\{[^}]*\}/g, '');
      found.push({ path: [...stack.filter((part) => part !== ''), key], value, isPartial: value !== text });
      key = '';
    } else if (/^['"`]https?:/.test(token) && stack.at(-1) === '()' && stack.at(-2) !== '') {
      // metadataBase: new URL('https://example.org')
      found.push({
        path: stack.filter((part) => part !== '' && part !== '()'),
        value: textOf(token),
        isPartial: false,
      });
    } else if (isValue(token) && stack.at(-1) === '[]') {
      found.push({ path: stack.filter((part) => part !== ''), value: textOf(token), isPartial: false });
    }
  }
  return found;
}

function isKey(token: string, after: string): boolean {
  return /^['"A-Za-z_$]/.test(token) && /^\s*(\??:(?!:)|=(?![=>]))/.test(after);
}

function isValue(token: string): boolean {
  return /^(['"`]|(true|false)$)/.test(token);
}

function textOf(token: string): string {
  const inner = /^('''|"""|['"`])([\s\S]*)\1$/.exec(token)?.[2] ?? token;
  return inner.replace(/\\u\{?([0-9a-f]{4,6})\}?|\\(.)/gi, (_, code?: string, letter?: string) =>
    code === undefined
      ? (({ n: '\n', t: '\t' } as Record<string, string>)[letter!] ?? letter!)
      : String.fromCodePoint(Number.parseInt(code, 16)),
  );
}
