import { isWebAddress } from '../lib/uri.ts';
import type { BasePage } from './addresses.ts';
import { fillFragment, referencesIn } from './fragment.ts';
import { clean } from './html.ts';
import { type MarkupToken, scanXhtml } from './xhtml.ts';

/**
 * Why content is no clean fragment of XHTML, naming the element; undefined if it is one. It is if cleaning changes
 * nothing in it but how it is written: the order of attributes, spaces in tags, and addresses that mean the same.
 */
export function uncleanIn(content: string, page: BasePage): string | undefined {
  const given = scanXhtml(content);
  if ('fault' in given) return given.fault;
  const cleaned = clean(content, page);
  if ('fault' in cleaned) return cleaned.fault;
  const [relative] = referencesIn(cleaned);
  if (relative) return `"${relative.value.slice(0, 80)}" is not an absolute address`;
  const expected = scanXhtml(fillFragment(cleaned, () => ({ url: '' })));
  if ('fault' in expected) return expected.fault;
  return firstDifference(trimmed(given.tokens), trimmed(expected.tokens));
}

/** Space around the whole is none of it. */
function trimmed(tokens: readonly MarkupToken[]): readonly MarkupToken[] {
  return tokens
    .map((token, index): MarkupToken => {
      if (token.kind !== 'text') return token;
      const text = index === 0 ? token.text.trimStart() : token.text;
      return { kind: 'text', text: index === tokens.length - 1 ? text.trimEnd() : text };
    })
    .filter((token) => token.kind !== 'text' || token.text !== '');
}

function firstDifference(given: readonly MarkupToken[], expected: readonly MarkupToken[]): string | undefined {
  for (const [index, token] of given.entries()) {
    const other = expected[index];
    if (token.kind === 'start' && other?.kind === 'start' && token.name === other.name) {
      const fault = attributeFault(token, other);
      if (fault) return fault;
    } else if (JSON.stringify(token) !== JSON.stringify(other)) return misplaced(token, other);
  }
  return expected.length > given.length ? misplaced(expected[given.length]!, undefined) : undefined;
}

function misplaced(token: MarkupToken, other: MarkupToken | undefined): string {
  // Where an element goes without a trace, the text around it becomes one.
  const culprit = token.kind === 'text' && other?.kind === 'start' ? other : token;
  if (culprit.kind === 'text')
    return `the text "${culprit.text.trim().slice(0, 40)}" or the element after it cannot stand there`;
  return `<${culprit.kind === 'end' ? '/' : ''}${culprit.name}> cannot stand there`;
}

type StartTag = Extract<MarkupToken, { kind: 'start' }>;

function attributeFault(given: StartTag, expected: StartTag): string | undefined {
  for (const [name, value] of given.attributes) {
    const wanted = expected.attributes.get(name);
    if (wanted !== undefined && comparable(name, wanted) === comparable(name, value)) continue;
    const shown = `<${given.name}> has ${name}="${value.slice(0, 80)}"`;
    return wanted === undefined ? `${shown}, which is not allowed` : `${shown}, which has to be "${wanted}"`;
  }
  for (const [name, value] of expected.attributes)
    if (!given.attributes.has(name)) return `<${given.name}> lacks ${name}="${value}"`;
  return undefined;
}

const addressed: ReadonlySet<string> = new Set(['cite', 'href', 'poster', 'src', 'srcset']);

/** `https://example.org` and `https://example.org/` are one address. */
function comparable(name: string, value: string): string {
  const words = value.trim().split(/\s+/);
  if (!addressed.has(name)) return words.join(' ');
  return words.map((word) => (isWebAddress(word) ? new URL(word).href : word)).join(' ');
}
