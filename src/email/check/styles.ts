/** A rule of a style sheet. */
export interface StyleRule {
  readonly selectors: readonly string[];
  readonly declarations: readonly Declaration[];
  /** The at-rules around it, such as `@media (max-width: 480px)`, from the outside. */
  readonly within: readonly string[];
}

export interface Declaration {
  /** In lower case. */
  readonly property: string;
  readonly value: string;
  readonly important: boolean;
}

/** Reads a style sheet. What no program would understand is passed over; whatever the text, it ends. */
export function readStyles(css: string): StyleRule[] {
  const rules: StyleRule[] = [];
  const open: string[] = [];
  let pending = '';
  for (const piece of pieces(css)) {
    if (piece === '{') {
      open.push(pending.trim().replace(/\s+/g, ' '));
      pending = '';
    } else if (piece === '}') {
      const prelude = open.pop();
      if (prelude !== undefined && (pending.trim() !== '' || !prelude.startsWith('@'))) {
        const within = open.filter((text) => text.startsWith('@'));
        // The declarations of an at-rule such as @font-face belong to itself.
        const own = prelude.startsWith('@');
        rules.push({
          selectors: own ? [] : parted(prelude, ','),
          declarations: readDeclarations(pending),
          within: own ? [...within, prelude] : within,
        });
      }
      pending = '';
    } else if (piece === ';' && (open.length === 0 || pending.trim().startsWith('@'))) {
      // Such as @import; text outside of every rule is nothing.
      const text = pending.trim();
      if (text.startsWith('@')) rules.push({ selectors: [], declarations: [], within: [...open, text] });
      pending = '';
    } else pending += piece;
  }
  return rules;
}

/** Reads what a `style` attribute or the braces of a rule hold. */
export function readDeclarations(text: string): Declaration[] {
  return parted(text, ';').flatMap((declaration) => {
    const colon = declaration.indexOf(':');
    if (colon < 1) return [];
    const written = declaration.slice(colon + 1).trim();
    const value = written.replace(/\s*!\s*important$/i, '');
    const property = declaration.slice(0, colon).trim().toLowerCase();
    return value === '' ? [] : [{ property, value, important: value !== written }];
  });
}

/** Parts a text at a character, but not within brackets or quotes. Empty parts are left out. */
export function parted(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const [token] of text.matchAll(tokens)) {
    if (token === '(' || token === '[') depth += 1;
    if (token === ')' || token === ']') depth = Math.max(0, depth - 1);
    if (token === separator && depth === 0) {
      parts.push(part);
      part = '';
    } else if (!token.startsWith('/*')) part += token;
  }
  return [...parts, part].map((one) => one.trim()).filter((one) => one !== '');
}

/** Comments, quoted texts, and every other character by itself. */
const tokens = /\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?|[\s\S]/g;

function* pieces(css: string): Generator<string> {
  for (const [token] of css.matchAll(tokens)) if (!token.startsWith('/*') && !/^<!--$|^-->$/.test(token)) yield token;
}
