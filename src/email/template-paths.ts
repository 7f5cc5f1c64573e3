import type { Context } from 'liquidjs';
import type { Forloop } from './liquid-values.ts';
import type { RenderedArticle } from './rendered-article.ts';
import type { Tokens } from './tokens.ts';

/*
 * A template takes few ways: which branches it enters, how often its loops run, and what it prints but values that
 * become tokens. All text of a rendering follows from its way. So each way is rendered once and remembered as a tree
 * of steps; a second article that takes it is walked through the tree, where nothing is evaluated but the decisions
 * and the values.
 */

/** An outcome of a step: a decision, the length of a list, a printed text. */
export type PathOutcome = boolean | number | string;

/** What a walk gathers, and the lists that its loops are in. */
export interface Walk {
  readonly tokens: Tokens;
  readonly pieces: RenderedArticle[];
  readonly loops: Loop[];
}

/** A loop that a walk is in: its list, its counter and its scope of variables. */
export interface Loop {
  readonly list: readonly unknown[];
  readonly forloop: Forloop;
  readonly scope: Record<string, unknown>;
}

/** Evaluates again what a rendering decided or printed. It may throw; then the template has to be rendered. */
export type PathStep = (context: Context, walk: Walk) => PathOutcome;

interface Place<Text> {
  step?: PathStep;
  /** Where the first outcome leads; most steps have no other. */
  outcome?: PathOutcome;
  next?: Place<Text>;
  others?: Map<PathOutcome, Place<Text>>;
  text?: Text;
}

/** More than a letter of a hundred articles takes. */
const longest = 3_000;

/** More ways than a publication has; a theme that prints each title by a filter takes another for each letter. */
const most = 300;

/** The way of one rendering. */
export class Path {
  readonly steps: { readonly step: PathStep; readonly outcome: PathOutcome }[] = [];
  isKnown = true;

  note(step: PathStep, outcome: PathOutcome): void {
    if (this.steps.length < longest) this.steps.push({ step, outcome });
    else this.isKnown = false;
  }

  giveUp(): void {
    this.isKnown = false;
  }
}

/** The ways through one template that were rendered already. */
export class TemplatePaths<Text> {
  #root: Place<Text> = {};
  #count = 0;

  /** What the template prints, if it takes a way that is known. */
  find(context: Context, walk: Walk): Text | undefined {
    let place = this.#root;
    try {
      for (;;) {
        const { step } = place;
        if (!step) return place.text;
        const outcome = step(context, walk);
        const next = outcome === place.outcome ? place.next : place.others?.get(outcome);
        if (!next) return undefined;
        place = next;
      }
    } catch {
      // Rendering the template finds the fault with its place.
      return undefined;
    }
  }

  /** Keeps what it printed on its way. */
  keep({ steps, isKnown }: Path, text: Text): void {
    if (!isKnown) return;
    if (++this.#count > most) {
      this.#root = {};
      this.#count = 1;
    }
    let place = this.#root;
    for (const { step, outcome } of steps) {
      // A way that is known to end here is no beginning of another.
      if (place.text !== undefined || (place.step && place.step !== step)) return;
      place.step = step;
      place = after(place, outcome);
    }
    if (!place.step) place.text = text;
  }
}

function after<Text>(place: Place<Text>, outcome: PathOutcome): Place<Text> {
  if (place.next === undefined || outcome === place.outcome) {
    place.outcome = outcome;
    place.next ??= {};
    return place.next;
  }
  place.others ??= new Map();
  const next = place.others.get(outcome) ?? {};
  place.others.set(outcome, next);
  return next;
}
