import type { Liquid, Template } from 'liquidjs';
import { openLiquid } from '../lib/liquid.ts';
import { printableLine } from './content.ts';
import { locatingFaults, templateLimits } from './liquid.ts';
import type { Theme } from './theme.ts';

/** The words that a theme adds to the text part of a letter, as lines that are not wrapped yet. */
export interface ExtraText {
  /** Above the articles. */
  readonly before: readonly string[];
  /** Below the articles, above the footer. */
  readonly after: readonly string[];
}

/**
 * Renders `before.txt` and `after.txt` of a theme with the variables of its layout. Nothing is escaped, for plain text
 * has no markup. Throws a ProblemError at the line that fails.
 */
export function renderExtraText(theme: Theme, shared: object): ExtraText {
  const one = (name: 'before.txt' | 'after.txt') => {
    const text = theme.texts?.[name];
    return text === undefined ? [] : linesOf(rendered(theme, name, text, shared));
  };
  return { before: one('before.txt'), after: one('after.txt') };
}

function rendered(theme: Theme, name: string, text: string, shared: object): string {
  return locatingFaults(theme, name, shared, () => plainLiquid().renderSync(parsedOf(theme, name, text), shared));
}

let known: Liquid | undefined;

/** Made when a theme first adds words. */
function plainLiquid(): Liquid {
  if (known) return known;
  const made = openLiquid({ ...templateLimits });
  delete made.options.outputEscape;
  for (const name of ['layout', 'render', 'include']) delete made.tags[name];
  known = made;
  return made;
}

/** Parsing takes as long as rendering, and a theme serves thousands of letters. */
const parsed = new WeakMap<Theme, Map<string, Template[]>>();

function parsedOf(theme: Theme, name: string, text: string): Template[] {
  const known = parsed.get(theme) ?? new Map<string, Template[]>();
  parsed.set(theme, known);
  const templates = known.get(name) ?? plainLiquid().parse(text, name);
  known.set(name, templates);
  return templates;
}

/** Each line is a paragraph; at most one empty line parts two. */
function linesOf(text: string): string[] {
  const lines = text.split('\n').map(printableLine);
  const kept = lines.filter((line, index) => line !== '' || (index > 0 && lines[index - 1] !== ''));
  return kept.at(-1) === '' ? kept.slice(0, -1) : kept;
}
