import type { Liquid, Template } from 'liquidjs';
import { loadMjml } from '../lib/mjml.ts';
import { type Problem, ProblemError } from '../problem.ts';
import { checkMarkup, type Finding } from './markup.ts';
import type { Theme } from './theme.ts';

/** What templates can name: `shared` in all, and one of `articles` as `article` in `article.mjml` or `digest.mjml`. */
export interface TemplateData {
  readonly shared: object;
  readonly articles: readonly { readonly template: 'article' | 'digest'; readonly data: object }[];
}

/**
 * Renders a theme (Liquid, then mjml) to a complete MJML document and its HTML. Values are escaped unless a template
 * says `| raw`, and are never themselves read as a template. Throws a ProblemError that names the theme's file and
 * line for whatever Liquid or mjml refuses.
 */
export async function renderTheme(theme: Theme, data: TemplateData): Promise<{ mjml: string; html: string }> {
  const liquid = await loadLiquid();
  const mjml = render(liquid, theme, templatesOf(liquid, theme), data);
  const { html, findings } = await compile(mjml);
  if (findings.length === 0) return { mjml, html: withoutIndentation(html) };
  throw new ProblemError(await locate(liquid, theme, data));
}

let engine: Liquid | undefined;

async function loadLiquid(): Promise<Liquid> {
  if (engine) return engine;
  const { Liquid } = await import('liquidjs');
  engine = new Liquid({
    outputEscape: 'escape',
    strictVariables: true,
    strictFilters: true,
    // No file is ever read: a template that includes another is refused.
    templates: {},
    parseLimit: 1_000_000,
    renderLimit: 10_000,
    memoryLimit: 50_000_000,
  });
  // The clock and chance have no part in a letter: the same input gives the same bytes.
  for (const name of [
    'date',
    'date_to_xmlschema',
    'date_to_rfc822',
    'date_to_string',
    'date_to_long_string',
    'sample',
  ]) {
    delete engine.filters[name];
  }
  return engine;
}

type Part = 'layout' | 'article' | 'digest';
type Templates = Readonly<Record<Part, Template[]>>;

/** Parsing takes as long as rendering, and a theme serves thousands of letters. */
const parsed = new WeakMap<Theme, Templates>();

function templatesOf(liquid: Liquid, theme: Theme): Templates {
  const templates = parsed.get(theme) ?? parse(liquid, theme, (template) => template);
  parsed.set(theme, templates);
  return templates;
}

function parse(liquid: Liquid, theme: Theme, change: (template: string, part: Part) => string): Templates {
  const one = (part: Part) => guarded(theme, part, () => liquid.parse(change(theme[part], part)));
  return { layout: one('layout'), article: one('article'), digest: one('digest') };
}

function render(liquid: Liquid, theme: Theme, templates: Templates, { shared, articles }: TemplateData): string {
  const one = (part: Part, data: object): string =>
    guarded(theme, part, () => liquid.renderSync(templates[part], { ...shared, ...data }));
  return one('layout', { articles: articles.map(({ template, data }) => one(template, { article: data })) });
}

function guarded<T>(theme: Theme, part: Part, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new ProblemError([problemOf(error as LiquidFailure, theme, part)]);
  }
}

interface LiquidFailure extends Error {
  readonly token?: { getPosition(): [line: number, column: number] };
  readonly originalError?: Error;
}

function problemOf(error: LiquidFailure, theme: Theme, part: Part): Problem {
  const [line, column] = error.token?.getPosition() ?? [1, 1];
  const message = (error.originalError ?? error).message.replace(/, (file|line):.*$/s, '');
  const hint = 'The variables that a template can use are listed at the top of templates/email/plain/layout.mjml.';
  return { ...placeOf(theme, part, line), column, message, ...(message.startsWith('undefined variable') && { hint }) };
}

async function compile(mjml: string): Promise<{ html: string; findings: readonly Finding[] }> {
  const finding = checkMarkup(mjml);
  if (finding) return { html: '', findings: [finding] };
  try {
    // No remote fonts, no files, no other skeleton: what mjml adds by itself is as little as it can be.
    const { html, errors } = await loadMjml()(mjml, { fonts: {}, keepComments: false, ignoreIncludes: true });
    return { html, findings: errors.map(findingOf) };
  } catch (error) {
    const hint = 'A layout is one <mjml> that holds an <mj-head> and an <mj-body>.';
    return { html: '', findings: [{ line: 1, message: `mjml cannot read this: ${(error as Error).message}`, hint }] };
  }
}

function findingOf({ line, tagName, message }: { line: number; tagName: string; message: string }): Finding {
  return {
    line,
    message: `<${tagName}>: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
    hint: 'mjml knows this tag and its attributes otherwise: https://documentation.mjml.io/.',
  };
}

/**
 * Finds the template's line for each finding in a rendered document: renders again with a mark at the start of every
 * line of text. Marks may part what `{%-` would join, so the letter itself is never rendered with them.
 */
async function locate(liquid: Liquid, theme: Theme, data: TemplateData): Promise<Problem[]> {
  const marked = render(liquid, theme, parse(liquid, theme, markLines), data);
  let place = { part: 'layout' as Part, line: 1 };
  const places: (typeof place)[] = [];
  const lines = marked.split('\n').map((line) => {
    const text = line.replace(/\u0003([lad])(\d+)\u0004/g, (_, letter, number) => {
      place = { part: parts[letter as keyof typeof parts], line: Number(number) };
      return '';
    });
    places.push(place);
    return text;
  });
  const { findings } = await compile(lines.join('\n'));
  return findings.map(({ line, message, hint }) => {
    const { part, line: origin } = places[line - 1] ?? place;
    const hinted = hint.replace(
      /on line (\d+)/,
      (_, number) => `on line ${places[Number(number) - 1]?.line ?? number}`,
    );
    return { ...placeOf(theme, part, origin), message, hint: hinted };
  });
}

const parts = { l: 'layout', a: 'article', d: 'digest' } as const satisfies Record<string, Part>;

function markLines(template: string, part: Part): string {
  let line = 1;
  const mark = () => `\u0003${part.charAt(0)}${line}\u0004`;
  // Odd pieces are Liquid's own tags and outputs, which no mark may enter.
  const pieces = template.split(/(\{%[\s\S]*?%\}|\{\{[\s\S]*?\}\})/).map((piece, index) => {
    return piece.replace(/\n/g, () => {
      line += 1;
      return index % 2 === 0 ? `\n${mark()}` : '\n';
    });
  });
  return `\u0003${part.charAt(0)}1\u0004${pieces.join('')}`;
}

function placeOf(theme: Theme, part: Part, line: number) {
  return {
    severity: 'error',
    rule: 'theme',
    file: `${theme.file}/${part}.mjml`,
    line,
    excerpt: theme[part].split('\n')[line - 1] ?? '',
  } as const;
}

/** Half of what mjml writes is indentation. No text is touched: content breaks its lines by `<br>`, even in code. */
function withoutIndentation(html: string): string {
  return `${html.replace(/[ \t]*\n[ \t\n]*/g, '\n').trim()}\n`;
}
