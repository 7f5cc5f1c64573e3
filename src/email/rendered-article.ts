import { Drop } from 'liquidjs';
import { pieceToken } from './tokens.ts';

/**
 * An article that is rendered already, as the layout meets it in `articles`. Printed as it is, it stays with its
 * tokens; to filters and conditions it is the text that it is without tokens.
 */
export class RenderedArticle extends Drop {
  readonly #render: () => string;
  #text: string | undefined;
  /** Its place in a layout; white space around it is the layout's. */
  readonly inLayout: string;

  /** `inLayout` as `pieceFrom` makes it of its text with tokens. */
  constructor(render: () => string, inLayout: string) {
    super();
    this.#render = render;
    this.inLayout = inLayout;
  }

  override toString(): string {
    this.#text ??= this.#render();
    return this.#text;
  }

  override valueOf(): string {
    return this.toString();
  }

  get size(): number {
    return this.toString().length;
  }
}

/** The place of an article's text in a layout: a token between the white space around it. */
export function pieceFrom(text: string): string {
  return hoisted(text, () => pieceToken);
}

/** White space at its ends is printed as it is, because mjml removes it in some places; an empty value stays empty. */
export function hoisted(text: string, tokenFor: (inner: string) => string): string {
  const inner = text.trim();
  if (inner === '') return text;
  if (inner.length === text.length) return tokenFor(text);
  const at = text.indexOf(inner);
  return text.slice(0, at) + tokenFor(inner) + text.slice(at + inner.length);
}
