import type { Notation } from './tag.ts';

/** The notation that begins at a place, and the mark that ends it. */
export function bracesAt(text: string, at: number): readonly [Notation, string] | undefined {
  const opening = text.slice(at, at + 3);
  if (opening === '{{<') return ['shortcode', '>}}'];
  if (opening === '{{%') return ['shortcode', '%}}'];
  if (opening.startsWith('{{')) return ['value', '}}'];
  if (opening.startsWith('{%')) return ['liquid', '%}'];
  return opening.startsWith('{#') && opening !== '{#}' ? ['silent', '#}'] : undefined;
}

/** Braces are grouping in formulas of LaTeX: `\frac{{a}}{b}`, `x_{{1}}`. */
export function isFormula(before: string): boolean {
  return /(?:[_^]|[^%}]\}|\\[a-zA-Z]+\*?)$/.test(before);
}

const list =
  /\{:?[ \t]*(?:[#.][\w:-]+(?:[ \t]+(?:[#.]?[\w-]+(?:=(?:"[^"\n]*"|'[^'\n]*'|[^\s{}"']+))?))*|toc(?:[ \t]+[#.][\w-]+)*)[ \t]*\}|\{:[ \t]*[\w-]+=[^}\n]{0,500}\}|\{:[\w-]+:[^}\n]{0,500}\}|\{::[ \t]*[\w-]+[^}\n]{0,500}\}|\{:\/[\w-]*\}/y;
/** Lists that begin with a name count only right after what they describe. */
const pairs =
  /\{[ \t]*[\w-]+=(?:"[^"\n]*"|'[^'\n]*'|[\w%.-]+)(?:[ \t]+[#.]?[\w-]+(?:=(?:"[^"\n]*"|'[^'\n]*'|[\w%.-]+))?)*[ \t]*\}/y;

/** Where a list of attributes ends that begins at a place. */
export function attributesAt(text: string, at: number): number | undefined {
  for (const pattern of [list, ...(/[)\]`*_]/.test(text[at - 1] ?? '') ? [pairs] : [])]) {
    pattern.lastIndex = at;
    if (pattern.test(text)) return pattern.lastIndex;
  }
  return undefined;
}
