import { rewriteTags } from './rewrite-tags.ts';

/**
 * The letter for a reader of this scheme, whatever the operating system of the writer prefers: each question of a
 * media query about the scheme becomes one that is always or never true, and the rest of the query is kept.
 */
export function decideScheme(html: string, scheme: 'light' | 'dark'): string {
  const decided = rewriteTags(html, {
    css: (text) => decideInSheet(text, scheme),
    tag(name, attributes) {
      const { media, content } = attributes;
      if (name === 'meta' && /^(supported-)?color-schemes?$/i.test(attributes.name ?? '') && content !== undefined)
        return { ...attributes, content: scheme };
      if (media === undefined || !asked.test(media)) return undefined;
      return { ...attributes, media: decideInQuery(media, scheme) };
    },
  });
  return intoHead(decided, `<style>:root { color-scheme: ${scheme} !important; }</style>`);
}

/** Puts markup at the end of the head, or before everything where there is none. */
export function intoHead(html: string, markup: string): string {
  const end = /<\/head\s*>/i.exec(html)?.index;
  if (end !== undefined) return html.slice(0, end) + markup + html.slice(end);
  const start = /^(?:\s*<!doctype[^>]*>)?(?:\s*<html[^>]*>)?/i.exec(html)![0].length;
  return html.slice(0, start) + markup + html.slice(start);
}

/** The same for a style sheet. Only the words of at-rules are changed: a text in a declaration may hold the same. */
export function decideInSheet(css: string, scheme: 'light' | 'dark'): string {
  return css.replace(tokens, (token) => (/^@(?:media|import)/i.test(token) ? decideInQuery(token, scheme) : token));
}

/** Comments, quoted texts, and the words of at-rules up to their braces. */
const tokens = /\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\]|\\[\s\S])*"?|'(?:[^'\\]|\\[\s\S])*'?|@(?:media|import)\b[^{};]*/gi;

const asked = /\(\s*prefers-color-scheme\s*(?::\s*([a-z-]+)\s*)?\)/i;

function decideInQuery(query: string, scheme: 'light' | 'dark'): string {
  return query.replace(new RegExp(asked, 'gi'), (_, wanted: string | undefined) =>
    wanted === undefined || wanted.toLowerCase() === scheme ? '(min-width: 0)' : '(max-width: 0)',
  );
}
