import { Drop } from 'liquidjs';
import type { Outcome, Path, Step } from './template-paths.ts';
import { pieceToken, type Tokens } from './tokens.ts';

/**
 * An article that is rendered already, as the layout meets it in `articles`. Printed as it is, it stays with its
 * tokens; to filters and conditions it is the text that it is without tokens.
 */
export class RenderedArticle extends Drop {
  readonly #render: () => string;
  #text: string | undefined;
  /** Its place in a layout; white space around it is the layout's. */
  readonly inLayout: string;

  /** `inLayout` as `placeOf` makes it of its text with tokens. */
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
export function placeOf(text: string): string {
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

/** The values and places that are recorded while a template is rendered with tokens. */
export interface Recording {
  readonly tokens: Tokens;
  /** The articles that a layout prints, in that order. */
  readonly pieces: RenderedArticle[];
  /** The way that the rendering takes through the template. */
  readonly path: Path;
}

let current: Recording | undefined;

/** The recording of the template that is rendered, where it is rendered with tokens. */
export function currentRecording(): Recording | undefined {
  return current;
}

/** Renders with tokens where a template allows for them; without a recording, with the values themselves. */
export function recording<Result>(recorded: Recording | undefined, render: () => Result): Result {
  const before = current;
  current = recorded;
  try {
    return render();
  } finally {
    current = before;
  }
}

/** Tells the recording what a rendering decided or printed. */
export function note(step: Step, outcome: Outcome): void {
  current?.path.note(step, outcome);
}

/** Tells it that the text follows from more than what it was told. */
export function noteUnknown(): void {
  current?.path.giveUp();
}
