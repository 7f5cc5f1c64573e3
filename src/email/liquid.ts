import type { Context, Liquid, Template } from 'liquidjs';
import { nearest } from '../lib/nearest.ts';
import { type Problem, ProblemError } from '../problem.ts';
import type { Theme } from './theme.ts';

/** What templates can name: `shared` in all, and one of `articles` as `article` in `article.mjml` or `digest.mjml`. */
export interface TemplateData {
  readonly shared: object;
  readonly articles: readonly { readonly template: 'article' | 'digest'; readonly data: object }[];
}

export type Part = 'layout' | 'article' | 'digest';
export type Templates = Readonly<Record<Part, Template[]>>;

/** Liquid as themes use it. */
export interface Engine {
  readonly liquid: Liquid;
  readonly newContext: (...args: ConstructorParameters<typeof Context>) => Context;
}

/** Loads Liquid such that no template reads a file, asks the clock or runs for long. */
export async function loadLiquid(): Promise<Engine> {
  if (engine) return engine;
  const { Context, Liquid } = await import('liquidjs');
  const liquid = new Liquid({
    outputEscape: 'escape',
    strictVariables: true,
    strictFilters: true,
    // No file is ever read: a template that includes another is refused.
    templates: {},
    parseLimit: 1_000_000,
    // Together these end every loop: one over a range takes memory, one over lists takes time.
    renderLimit: 3_000,
    memoryLimit: 2_000_000,
  });
  // The clock and chance have no part in a letter: the same input gives the same bytes.
  for (const name of clockAndChance) delete liquid.filters[name];
  engine = { liquid, newContext: (...args) => new Context(...args) };
  return engine;
}

let engine: Engine | undefined;

const clockAndChance = 'date date_to_xmlschema date_to_rfc822 date_to_string date_to_long_string sample'.split(' ');

/** Throws a ProblemError at the tag that Liquid cannot read. `change` is given each template's text. */
export function parseTemplates(
  { liquid }: Engine,
  theme: Theme,
  change: (template: string, part: Part) => string = (template) => template,
): Templates {
  const one = (part: Part) => guarded(theme, part, {}, () => liquid.parse(change(theme[part], part)));
  return { layout: one('layout'), article: one('article'), digest: one('digest') };
}

/** Renders the layout around the articles. Throws a ProblemError at the tag that fails, or that never ends. */
export function renderTemplates(
  { liquid, newContext }: Engine,
  theme: Theme,
  templates: Templates,
  { shared, articles }: TemplateData,
): string {
  // One time limit for the whole letter, lest each of its articles take as long as it may.
  const { renderLimit } = newContext({}, liquid.options);
  const one = (part: Part, data: object): string => {
    const scope = { ...shared, ...data };
    const context = newContext(scope, liquid.options, { sync: true }, { renderLimit, liquid });
    return guarded(theme, part, scope, () => liquid.renderSync(templates[part], context));
  };
  const mjml = one('layout', { articles: articles.map(({ template, data }) => one(template, { article: data })) });
  if (mjml.length <= longest) return mjml;
  const message = `the letter is longer than ${longest / 1_000_000} million characters before it is compiled`;
  const hint = 'A loop in a template runs too often, or the articles are no reading for a letter.';
  throw new ProblemError([{ severity: 'error', rule: 'theme', file: `${theme.file}/layout.mjml`, message, hint }]);
}

/** No letter, however many articles it holds before it is made to fit; mjml reads this much in a few seconds. */
const longest = 20_000_000;

function guarded<T>(theme: Theme, part: Part, scope: object, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new ProblemError([problemOf(error as LiquidFailure, theme, part, scope)]);
  }
}

interface LiquidFailure extends Error {
  readonly token?: { getPosition(): [line: number, column: number] };
  readonly originalError?: Error;
}

function problemOf(error: LiquidFailure, theme: Theme, part: Part, scope: object): Problem {
  const [line, column] = error.token?.getPosition() ?? [1, 1];
  const message = (error.originalError ?? error).message.replace(/, (file|line):.*$/s, '');
  const place = { ...placeOf(theme, part, line), column };
  const [, unknown] = /^undefined variable: (.+)$/.exec(message) ?? [];
  if (unknown !== undefined) return { ...place, message, hint: hintFor(unknown, scope) };
  const [, unclosed] = /^tag \{%-?\s*(\w+)[\s\S]* not closed$/.exec(message) ?? [];
  if (unclosed !== undefined) return { ...place, message, hint: `Write {% end${unclosed} %} where it ends.` };
  if (!/limit exceeded$/.test(message)) return { ...place, message };
  return {
    ...place,
    message: 'this takes too long or makes too much: the letter was given up',
    hint: 'A loop in the templates runs too often. Loop over what a letter has, such as "for article in articles".',
  };
}

/** The nearest name to one that is unknown: of `words.whyy`, that is `words.why`. */
function hintFor(name: string, scope: object): string {
  const known: string[] = [];
  let inner: unknown = scope;
  for (const part of name.split('.')) {
    if (typeof inner !== 'object' || inner === null) break;
    const names = Object.keys(inner);
    const value: unknown = inner[part as keyof typeof inner];
    const near = value === undefined ? nearest(part, names) : undefined;
    if (near) return `Did you mean "${[...known, near].join('.')}"?`;
    known.push(part);
    inner = value;
  }
  return 'What a template can name is listed in the README.md of the themes, which "tidings theme copy" copies along.';
}

/** The place of a line of a template. */
export function placeOf(theme: Theme, part: Part, line: number) {
  return {
    severity: 'error',
    rule: 'theme',
    file: `${theme.file}/${part}.mjml`,
    line,
    excerpt: theme[part].split('\n')[line - 1] ?? '',
  } as const;
}
