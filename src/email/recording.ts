import type { RenderedArticle } from './rendered-article.ts';
import type { Path, PathOutcome, PathStep } from './template-paths.ts';
import type { Tokens } from './tokens.ts';

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
export function note(step: PathStep, outcome: PathOutcome): void {
  current?.path.note(step, outcome);
}

/** Tells it that the text follows from more than what it was told. */
export function noteUnknown(): void {
  current?.path.giveUp();
}
