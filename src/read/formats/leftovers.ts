import type { Token } from 'markdown-it';
import { codeDepthOf } from './code-depth.ts';

/** Markup of another program in the text, which readers would see as it stands: the first of its kind. */
export interface Leftover {
  readonly kind: keyof typeof kinds;
  readonly text: string;
  /** Counted from 1, in the text of the body. */
  readonly line: number;
  /** How many of its kind the text has. */
  readonly count: number;
}

/** The name of each kind, the pattern that finds one, and the way out. */
const kinds = {
  picture: [/!\[[^\]\n]*\]\([^)\n]*\)/g, 'a picture whose address has blanks'],
  definition: [/^\[[^\]\n]+\]:[ \t]+[^\n]+\.(?:avif|gif|jpe?g|pdf|png|svg|webp)$/gim, 'an address with blanks'],
  shortcode: [/\{\{[<%][^\n]{0,2000}?[>%]\}\}/g, 'a shortcode'],
  tag: [/\{%[^\n]{0,2000}?%\}/g, 'a tag of a template'],
  value: [/\{\{[^\n]{0,2000}?\}\}/g, 'a value of a template'],
  container: [/^:{3,}.*$/gm, 'the edge of a container'],
  attributes: [
    /\{:?\s*(?:[#.][\w-]+(?:\s+[#.]?[\w-]+(?:=(?:"[^"\n]*"|[^\s}]+))?)*|toc)\s*\}|\{:\s*[\w-]+=[^}\n]*\}/g,
    'a list of attributes',
  ],
  contents: [/^\[(?:\[_?toc_?\]|toc)\]$/gim, 'a mark for a table of contents'],
  alert: [/^\[!(?:note|tip|important|warning|caution|info|danger)\]/gim, 'the mark of a box'],
  block: [
    /\[\/?(?:caption|gallery|embed|audio|video|playlist|youtube)(?:\s+\w+=[^\]\n]*)?\]/g,
    'a shortcode in brackets',
  ],
  // But no class of characters, such as [^a-z].
  note: [/\[\^(?!\w-\w\])[\p{L}\p{N}_-]+\](?![+*?{(:])/gu, 'the mark of a footnote that is nowhere defined'],
} as const satisfies Readonly<Record<string, readonly [pattern: RegExp, name: string]>>;

/** The name of a kind, with an article. */
export function nameOfLeftover({ kind }: Leftover): string {
  return kinds[kind][1];
}

/** Finds markup of template languages and other dialects of Markdown in what readers see; code may hold anything. */
export function findLeftovers(tokens: readonly Token[], only?: readonly Leftover['kind'][]): Leftover[] {
  const sought = Object.entries(kinds).filter(([kind]) => only?.includes(kind as Leftover['kind']) ?? true);
  const found = new Map<Leftover['kind'], Leftover>();
  for (const token of tokens) {
    const shown =
      token.type === 'inline' ? wordsOf(token) : token.type === 'html_block' ? withoutCode(token.content) : '';
    if (!/[{:[]/.test(shown)) continue;
    let rest = shown;
    for (const [kind, [pattern]] of sought as [Leftover['kind'], (typeof kinds)[Leftover['kind']]][])
      rest = rest.replace(pattern, (text: string, ...position: unknown[]) => {
        const at = position.find((one) => typeof one === 'number') as number;
        const line = (token.map?.[0] ?? 0) + rest.slice(0, at).split('\n').length;
        const first = found.get(kind);
        found.set(kind, first ? { ...first, count: first.count + 1 } : { kind, text, line, count: 1 });
        // A match has a kind already.
        return ' '.repeat(text.length);
      });
  }
  return [...found.values()];
}

/** The text of a paragraph as it is shown, code left out, line for line as in the source. */
function wordsOf({ children }: Token): string {
  let code = 0;
  return (children ?? [])
    .map(({ type, content }) => {
      if (type === 'softbreak' || type === 'hardbreak') return '\n';
      if (type === 'html_inline') code = Math.max(0, code + codeDepthOf(content));
      return type === 'text' && code === 0 ? content : content.replace(/[^\n]/g, ' ');
    })
    .join('');
}

function withoutCode(html: string): string {
  const blank = (text: string) => text.replace(/[^\n]/g, ' ');
  return html.replace(/<(pre|code|script|style)\b[\s\S]*?(?:<\/\1>|$)|<[^<>]*>/gi, blank);
}

/** The kinds that another program would have taken out. */
const swept = ['shortcode', 'tag', 'value', 'container', 'attributes', 'contents', 'alert'] as const;

/** Words without the markup of other programs, and that markup. */
export function sweep(words: string): { readonly kept: string; readonly found: readonly string[] } {
  if (!/\{[{%#:.]|:::|\[[!t[]/i.test(words)) return { kept: words, found: [] };
  const found: string[] = [];
  let kept = words;
  for (const kind of swept)
    kept = kept.replace(kinds[kind][0], (text: string) => {
      found.push(text);
      return '';
    });
  return { kept, found };
}
