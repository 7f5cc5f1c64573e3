import { Context, type Liquid, type Template } from 'liquidjs';
import { liquidFault, openLiquid } from '../lib/liquid.ts';
import { nearest } from '../lib/nearest.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import { addFileUrl, fileHint } from './file-url.ts';
import { renderQuickly } from './liquid-quick.ts';
import { limitPartials, partialHint, refuseRecursion } from './partials.ts';
import { recording } from './recording.ts';
import { pieceFrom, RenderedArticle } from './rendered-article.ts';
import { prepareOutputs } from './skeleton-outputs.ts';
import { Path, TemplatePaths } from './template-paths.ts';
import type { Theme } from './theme.ts';
import { pieceToken, Tokens, type TokenValue } from './tokens.ts';

/** The variables of templates: `shared` in all, one of `articles` as `article` in `article.mjml` or `digest.mjml`. */
export interface TemplateData {
  readonly shared: object;
  readonly articles: readonly { readonly template: 'article' | 'digest'; readonly data: object }[];
}

type Part = 'layout' | 'article' | 'digest';
export interface Templates extends Readonly<Record<Part, Template[]>> {
  /** By their names; `render` and `include` take them from here when they run. */
  readonly partials: Map<string, Template[]>;
  readonly liquid: Liquid;
  /** The ways through each part that were rendered with tokens. */
  readonly paths: Readonly<Record<Part, TemplatePaths<Printed>>>;
}

// Together these limits end every loop: a loop over a range takes memory, a loop over lists takes time.
export const templateLimits = { renderLimit: 3_000, memoryLimit: 2_000_000 };

/**
 * Throws a ProblemError at the tag that Liquid cannot read. `change` is given each template's text and name: a part, or
 * a partial.
 */
export function parseTemplates(
  theme: Theme,
  change: (template: string, name: string) => string = (template) => template,
): Templates {
  const partials = new Map<string, Template[]>();
  const read = (key: string) => partials.get(key.replace(/^partials:/, ''));
  const liquid = openLiquid({ ...templateLimits, cache: { read, write: () => {}, remove: () => {} } });
  // Inheritance of layouts would need files, too.
  delete liquid.tags.layout;
  addFileUrl(liquid, theme.addresses);
  const uses = limitPartials(liquid, Object.keys(theme.partials ?? {}));
  const one = (name: string, text: string) => {
    const parsed = locatingFaults(theme, name, {}, () => liquid.parse(change(text, name), name));
    prepareOutputs(parsed);
    return parsed;
  };
  const [layout, article, digest] = (['layout', 'article', 'digest'] as const).map((part) => one(part, theme[part]));
  // Of the others, such as an old copy of a template, nothing is asked.
  for (const { to } of uses) if (!partials.has(to)) partials.set(to, one(to, theme.partials![to]!));
  locatingFaults(theme, 'layout', {}, () => refuseRecursion(uses));
  const paths = {
    layout: new TemplatePaths<Printed>(),
    article: new TemplatePaths<Printed>(),
    digest: new TemplatePaths<Printed>(),
  };
  return { layout: layout!, article: article!, digest: digest!, partials, liquid, paths };
}

/** Renders the layout around the articles. Throws a ProblemError at the tag that fails, or that never ends. */
export function renderTemplates(theme: Theme, templates: Templates, { shared, articles }: TemplateData): string {
  const one = rendererOf(theme, templates, shared);
  const mjml = one('layout', { articles: articles.map(({ template, data }) => one(template, { article: data })) });
  if (mjml.length <= longest) return mjml;
  const message = `the letter is longer than ${longest / 1_000_000} million characters before it is compiled`;
  const hint = 'A loop in a template runs too often, or the articles are no reading for a letter.';
  throw new ProblemError([{ severity: 'error', rule: 'theme', file: `${theme.file}/layout.mjml`, message, hint }]);
}

/** A rendered template with tokens in it, and their values. */
export interface TokenText {
  readonly text: string;
  readonly values: readonly TokenValue[];
}

/** The layout, with one token for each run of articles that it prints, and these articles in that order. */
export interface TokenTexts {
  readonly layout: TokenText;
  readonly pieces: readonly TokenPiece[];
}

/** An article without the white space around it. */
export interface TokenPiece extends TokenText {
  /** The white space before the next article of the same run. */
  readonly gap: string | undefined;
}

/** A template's text with tokens, as articles and layouts need it; the same whenever it takes the same way. */
interface Printed {
  readonly text: string;
  /** As an article: without the white space around it, and its place in a layout. */
  readonly trimmed: string;
  readonly place: string;
  /** As a layout: with one token for each run of articles, and the white space between them. */
  readonly layout: string;
  readonly gaps: readonly (string | undefined)[];
}

function printedText(text: string): Printed {
  const gaps: (string | undefined)[] = [];
  // However many articles there are, the layout around them is the same.
  const layout = text.replace(/\ufdd2=\ufdd3(?:\s*\ufdd2=\ufdd3)*/g, (run) => {
    gaps.push(...run.split(pieceToken).slice(1, -1), undefined);
    return pieceToken;
  });
  return { text, trimmed: text.trim(), place: pieceFrom(text), layout, gaps };
}

/** The same with tokens for values that the templates print as they are. Throws as `renderTemplates` does. */
export function renderTokens(theme: Theme, templates: Templates, { shared, articles }: TemplateData): TokenTexts {
  const one = rendererOf(theme, templates, shared);
  const again = new Context(
    {},
    templates.liquid.options,
    { sync: true, globals: shared },
    { liquid: templates.liquid },
  );
  const withTokens = (part: Part, data: object) => {
    const walked = walkedWith(again, data, templates.paths[part]);
    if (walked) return walked;
    const [tokens, pieces, path] = [new Tokens(), [], new Path()];
    const printed = printedText(recording({ tokens, pieces, path }, () => one(part, data)));
    templates.paths[part].keep(path, printed);
    return { printed, values: tokens.values, pieces };
  };
  const texts = new Map<RenderedArticle, TokenText>();
  for (const { template, data } of articles) {
    const literal = () => recording(undefined, () => one(template, { article: data }));
    const { printed, values } = withTokens(template, { article: data });
    texts.set(new RenderedArticle(literal, printed.place), { text: printed.trimmed, values });
  }
  const { printed, values, pieces } = withTokens('layout', { articles: [...texts.keys()] });
  return {
    layout: { text: printed.layout, values },
    pieces: pieces.map((piece, index) => ({ ...texts.get(piece)!, gap: printed.gaps[index] })),
  };
}

/** The text of a template, if these data take a way through it that is known. */
function walkedWith(context: Context, data: object, paths: TemplatePaths<Printed>) {
  const fresh = context as unknown as { scopes: object[]; environments: object };
  fresh.scopes = [Object.create(null)];
  fresh.environments = data;
  const [tokens, pieces]: [Tokens, RenderedArticle[]] = [new Tokens(), []];
  const printed = paths.find(context, { tokens, pieces, loops: [] });
  return printed && { printed, values: tokens.values, pieces };
}

/** One time limit for the whole letter; otherwise each of its articles could take that long. */
function rendererOf(theme: Theme, templates: Templates, shared: object): (part: Part, data: object) => string {
  const { liquid } = templates;
  const { renderLimit } = new Context({}, liquid.options);
  return (part, data) => {
    const scope = { ...shared, ...data };
    // Partials know what the template knows that renders them.
    const context = new Context(scope, liquid.options, { sync: true, globals: scope }, { renderLimit, liquid });
    return locatingFaults(theme, part, scope, () => renderQuickly(templates[part], context));
  };
}

/** Longer than any letter, even before it is reduced to fit; mjml parses this much in a few seconds. */
const longest = 20_000_000;

/** A fault is one of the template `name`, or of a partial that it renders. */
export function locatingFaults<T>(theme: Theme, name: string, scope: object, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const fault = liquidFault(error) ?? { message: (error as Error).message, line: 1, column: 1 };
    const partials = Object.entries(theme.partials ?? {});
    const partial = 'template' in fault ? partials.find(([, text]) => text === fault.template)?.[0] : undefined;
    throw new ProblemError([problemOf({ ...fault, name: partial ?? name }, theme, scope)]);
  }
}

function problemOf(
  { message, line, column, name }: Omit<NonNullable<ReturnType<typeof liquidFault>>, 'template'> & { name: string },
  theme: Theme,
  scope: object,
): Problem {
  const place = { ...templatePlace(theme, name, line), column };
  const hint = partialHint(message, Object.keys(theme.partials ?? {})) ?? fileHint(message);
  if (hint !== undefined) return { ...place, message, hint };
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

/** The place of a line of a template: of a part, or of a partial by its name. */
export function templatePlace(theme: Theme, name: string, line: number) {
  const isText = name === 'before.txt' || name === 'after.txt';
  const template = name === 'layout' || name === 'article' || name === 'digest' ? theme[name] : theme.partials?.[name];
  const text = isText ? theme.texts?.[name] : template;
  return {
    severity: 'error',
    rule: 'theme',
    file: `${theme.file}/${name}${isText ? '' : '.mjml'}`,
    line,
    excerpt: text?.split('\n')[line - 1] ?? '',
  } as const;
}
