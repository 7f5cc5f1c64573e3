import type { Token } from 'markdown-it';

/** The id that a list of attributes gives: `{#name .class}`, `{: id="name"}`. */
export function idIn(list: string): string | undefined {
  const [, sign, quoted] = /[\s{:]#([\w:.-]+)|\bid=["']?([\w:.-]+)/.exec(list) ?? [];
  return sign ?? quoted;
}

/** The token that begins what the last of a row of tokens ends; itself if it is whole. */
export function describedBy(tokens: readonly Token[]): Token | undefined {
  const last = tokens.at(-1);
  if (last?.nesting !== -1) return last;
  let depth = 0;
  return tokens.findLast(({ nesting }) => {
    depth -= nesting;
    return depth === 0;
  });
}
