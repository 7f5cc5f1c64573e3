import { decodeXML } from 'entities';
import { voidElements } from '../lib/html.ts';

export type MarkupToken =
  | { readonly kind: 'start'; readonly name: string; readonly attributes: ReadonlyMap<string, string> }
  | { readonly kind: 'end'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

/** The markup of a fragment of XML that knows no entities but XML's own, or why it is none, naming the element. */
export function scanXhtml(content: string): { readonly tokens: readonly MarkupToken[] } | { readonly fault: string } {
  const scanner = new XhtmlScanner();
  try {
    for (const [piece] of content.replace(/\r\n?/g, '\n').matchAll(pieces)) scanner.take(piece);
    return { tokens: scanner.finish() };
  } catch (error) {
    if (error instanceof XhtmlFault) return { fault: error.message };
    throw error;
  }
}

/** Tags, in whose values `>` may stand, and the text between them. */
const pieces = /<(?:[^<>"']|"[^"<]*"|'[^'<]*')*>?|[^<]+/g;

const value = /"[^"<]*"|'[^'<]*'/.source;
const tag = new RegExp(`^<(/?)([a-z][a-z0-9-]*)((?:\\s+[^\\s=/<>"']+\\s*=\\s*(?:${value}))*)\\s*(/?)>$`, 'i');
const attribute = new RegExp(`\\s([^\\s=/<>"']+)\\s*=\\s*(${value})`, 'y');

class XhtmlFault extends Error {}

class XhtmlScanner {
  readonly #tokens: MarkupToken[] = [];
  readonly #open: string[] = [];

  take(piece: string): void {
    if (!piece.startsWith('<')) {
      if (piece.includes(']]>')) throw new XhtmlFault('the text holds "]]>", which is written ]]&gt; in XML');
      this.#tokens.push({ kind: 'text', text: decoded(piece) });
      return;
    }
    const [, slash, name, attributes = '', empty] = tag.exec(piece) ?? [];
    if (name === undefined) throw new XhtmlFault(`"${piece.slice(0, 40)}" is no tag of XHTML`);
    if (slash === '/') {
      if (attributes !== '' || empty !== '') throw new XhtmlFault(`"${piece.slice(0, 40)}" is no end tag`);
      this.#end(name);
      return;
    }
    this.#open.push(name);
    this.#tokens.push({ kind: 'start', name, attributes: attributesIn(name, attributes) });
    if (empty === '/') this.#end(name);
    else if (voidElements.has(name)) throw new XhtmlFault(`<${name}> has no end: write <${name} />`);
  }

  finish(): readonly MarkupToken[] {
    if (this.#open.length > 0) throw new XhtmlFault(`<${this.#open.at(-1)}> has no end tag`);
    return this.#tokens;
  }

  #end(name: string): void {
    const last = this.#open.pop();
    if (last !== name)
      throw new XhtmlFault(last ? `<${last}> is open where </${name}> stands` : `</${name}> ends nothing`);
    this.#tokens.push({ kind: 'end', name });
  }
}

function attributesIn(element: string, written: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = '', quoted = ''] of written.matchAll(new RegExp(attribute, 'g'))) {
    if (attributes.has(name)) throw new XhtmlFault(`<${element}> has ${name} twice`);
    attributes.set(name, decoded(quoted.slice(1, -1)));
  }
  return attributes;
}

/** The names of characters that HTML knows mean nothing in a feed. */
function decoded(text: string): string {
  const foreign = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)[^\s;&]{0,20};?/i.exec(text)?.[0];
  if (foreign === undefined) return decodeXML(text);
  throw new XhtmlFault(`"${foreign}" is not known to XML: write the character itself, and &amp; for &`);
}
