import { Context, type Template } from 'liquidjs';
import { liquidFault, openLiquid } from '../lib/liquid.ts';
import { nearest } from '../lib/nearest.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import type { Theme } from './theme.ts';

/** The variables of templates: `shared` in all, one of `articles` as `article` in `article.mjml` or `digest.mjml`. */
export interface TemplateData {
  readonly shared: object;
  readonly articles: readonly { readonly template: 'article' | 'digest'; readonly data: object }[];
}

export type Part = 'layout' | 'article' | 'digest';
export type Templates = Readonly<Record<Part, Template[]>>;

// Together these limits end every loop: a loop over a range takes memory, a loop over lists takes time.
const liquid = openLiquid({ renderLimit: 3_000, memoryLimit: 2_000_000 });

/** Throws a ProblemError at the tag that Liquid cannot read. `change` is given each template's text. */
export function parseTemplates(
  theme: Theme,
  change: (template: string, part: Part) => string = (template) => template,
): Templates {
  const one = (part: Part) => guarded(theme, part, {}, () => liquid.parse(change(theme[part], part)));
  return { layout: one('layout'), article: one('article'), digest: one('digest') };
}

/** Renders the layout around the articles. Throws a ProblemError at the tag that fails, or that never ends. */
export function renderTemplates(theme: Theme, templates: Templates, { shared, articles }: TemplateData): string {
  // One time limit for the whole letter; otherwise each of its articles could take that long.
  const { renderLimit } = new Context({}, liquid.options);
  const one = (part: Part, data: object): string => {
    const scope = { ...shared, ...data };
    const context = new Context(scope, liquid.options, { sync: true }, { renderLimit, liquid });
    return guarded(theme, part, scope, () => liquid.renderSync(templates[part], context));
  };
  const mjml = one('layout', { articles: articles.map(({ template, data }) => one(template, { article: data })) });
  if (mjml.length <= longest) return mjml;
  const message = `the letter is longer than ${longest / 1_000_000} million characters before it is compiled`;
  const hint = 'A loop in a template runs too often, or the articles are no reading for a letter.';
  throw new ProblemError([{ severity: 'error', rule: 'theme', file: `${theme.file}/layout.mjml`, message, hint }]);
}

/** Longer than any letter, even before it is reduced to fit; mjml parses this much in a few seconds. */
const longest = 20_000_000;

function guarded<T>(theme: Theme, part: Part, scope: object, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const fault = liquidFault(error) ?? { message: (error as Error).message, line: 1, column: 1 };
    throw new ProblemError([problemOf(fault, theme, part, scope)]);
  }
}

function problemOf(
  { message, line, column }: NonNullable<ReturnType<typeof liquidFault>>,
  theme: Theme,
  part: Part,
  scope: object,
): Problem {
  const place = { ...templatePlace(theme, part, line), column };
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
export function templatePlace(theme: Theme, part: Part, line: number) {
  return {
    severity: 'error',
    rule: 'theme',
    file: `${theme.file}/${part}.mjml`,
    line,
    excerpt: theme[part].split('\n')[line - 1] ?? '',
  } as const;
}
