import type { MarkdownIt, StateBlock } from 'markdown-it';

type Rule = (state: StateBlock, line: number, endLine: number, silent: boolean) => boolean;

/** How many lines a quotation is looked for in at first. */
const few = 16;

/** Trials within trials take twice the steps for each level. */
const deepest = 2;

/** How deep a state is in trials. */
const depths = new WeakMap<StateBlock, number>();

/**
 * Lets a quotation look at few more lines than it has. The rule of markdown-it takes every line up to the next empty one
 * for a part of it before it finds out that it ended long before, so that many quotations in a row, each followed by a
 * line without its mark, took steps to the square of their number.
 */
export function shortQuotations(markdown: MarkdownIt): void {
  const { ruler } = markdown.block as unknown as {
    ruler: {
      __rules__: { name: string; fn: Rule; alt: string[] }[];
      at(name: string, rule: Rule, options: object): void;
    };
  };
  const { fn, alt } = ruler.__rules__.find(({ name }) => name === 'blockquote')!;
  ruler.at('blockquote', (...given) => takeQuotation(fn, ...given), { alt });
}

function takeQuotation(rule: Rule, state: StateBlock, line: number, endLine: number, silent: boolean): boolean {
  const depth = depths.get(state) ?? 0;
  if (silent || depth >= deepest) return rule(state, line, endLine, silent);
  for (let lines = few; line + lines < endLine; lines *= 2) {
    const end = line + lines;
    const trial = trialOf(state);
    depths.set(trial, depth + 1);
    if (!within(rule, trial, line, end)) return false;
    // It ends before the lines do, so more of them would change nothing.
    if (trial.line < end) return within(rule, state, line, end);
  }
  return rule(state, line, endLine, false);
}

function within(rule: Rule, state: StateBlock, line: number, end: number): boolean {
  const { lineMax } = state;
  state.lineMax = end;
  const isTaken = rule(state, line, end, false);
  state.lineMax = lineMax;
  return isTaken;
}

/** A state of its own that finds what the other one would, and of which nothing stays. */
function trialOf(state: StateBlock): StateBlock {
  const { references, footnotes } = state.env as { references?: object; footnotes?: { refs?: object } };
  const env = {
    ...state.env,
    references: Object.create(references ?? null),
    ...(footnotes && { footnotes: { ...footnotes, refs: Object.create(footnotes.refs ?? null) } }),
  };
  return Object.assign(Object.create(state), { tokens: [], env });
}
