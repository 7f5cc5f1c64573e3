import { type Context, Drop, type Emitter, Output, Tag, type Template, toValueSync } from 'liquidjs';
import { quicken } from './liquid-quick.ts';
import { initialOf } from './liquid-values.ts';
import { MarkupReader, type PlaceInMarkup } from './markup-reader.ts';
import { isCopied } from './skeleton-proof.ts';
import { pieceToken, type Tokens } from './tokens.ts';

/**
 * An article that is rendered already, as the layout meets it in `articles`. Printed as it is, it stays with its
 * tokens; to filters and conditions it is the text that it is without tokens.
 */
export class RenderedArticle extends Drop {
  readonly #render: () => string;
  readonly #tokens: string;
  #text: string | undefined;

  /** `tokens` is its text with tokens. */
  constructor(render: () => string, tokens: string) {
    super();
    this.#render = render;
    this.#tokens = tokens;
  }

  /** Its place in a layout; white space around it is the layout's. */
  inLayout(): string {
    return hoisted(this.#tokens, () => pieceToken);
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

/** The values and places that are recorded while a template is rendered with tokens. */
export interface Recording {
  readonly tokens: Tokens;
  /** The articles that a layout prints, in that order. */
  readonly pieces: RenderedArticle[];
}

let current: Recording | undefined;

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

/**
 * Prepares a parsed template: each output that prints a value as it is, where mjml copies it as it is, can print a token
 * instead. Conditions, loops and filters go on with the values.
 */
export function prepareOutputs(templates: readonly Template[]): void {
  const reader = new MarkupReader();
  const walk = (list: readonly Template[]) => {
    for (const template of list) {
      quicken(template);
      if (template instanceof Output) {
        prepare(template, reader.place);
        reader.read(placeholder);
      } else if (template instanceof Tag) {
        if (transparent.has(template.name)) walk(childrenOf(template));
        else if (!partial.has(template.name)) {
          childrenOf(template).forEach(quicken);
          renderLiterally(template);
        }
      } else if ('str' in template) reader.read(String(template.str));
    }
  };
  walk(templates);
}

/** The character that the markup reader sees in the place of an output. */
const placeholder = '\ufdd4';

/** Tags that print what stands in them as it is; that in others, such as `capture`, may be changed before it is printed. */
const transparent = new Set(['if', 'unless', 'case', 'for']);

/** Tags that print another template, which is prepared by itself. */
const partial = new Set(['render', 'include']);

function renderLiterally(tag: Tag): void {
  const render = tag.render;
  tag.render = ((context: Context, emitter: Emitter) =>
    recording(undefined, () => toValueSync(render.call(tag, context, emitter) as Generator<unknown>))) as never;
}

function childrenOf(tag: Tag): Template[] {
  const { children } = tag as Template;
  if (!children) return [];
  // Without templates of other files nothing is waited for.
  const found = children.call(tag, false, true).next();
  return found.done ? (found.value as unknown as Template[]) : [];
}

function prepare(output: Output, place: PlaceInMarkup): void {
  const { initial, filters } = output.value;
  const path = pathOf(initial.postfix);
  // Liquid adds the filter that escapes to every output without `raw`.
  const isRaw = filters[0]?.name === 'raw';
  if (filters.length !== 1 || path === undefined || !isCopied(place)) return;
  // Of style sheets, that of bodies alone; of HTML, what stands as text.
  if ((place.kind === 'style' || (isRaw && written.has(path))) && !(isRaw && written.get(path) === place.kind)) return;
  const print = output.render as (context: Context, emitter: Emitter) => void;
  const read = initialOf(output.value);
  const isHtml = isRaw && written.has(path);
  output.render = ((context: Context, emitter: Emitter) => {
    const token = current && tokenFor(read(context), { isRaw, isHtml }, current);
    if (token === undefined) print.call(output, context, emitter);
    else emitter.write(token);
  }) as never;
}

/** What stands for a value in a skeleton, if it can be filled in later. */
function tokenFor(
  value: unknown,
  { isRaw, isHtml }: { isRaw: boolean; isHtml: boolean },
  { tokens, pieces }: Recording,
): string | undefined {
  if (value instanceof RenderedArticle) {
    if (!isRaw) return undefined;
    const here = value.inLayout();
    if (here.includes(pieceToken)) pieces.push(value);
    return here;
  }
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || (isRaw && !isHtml && /[&<>"']/.test(text))) return undefined;
  return hoisted(text, (inner) => tokens.add({ text: inner, isHtml }));
}

/** White space at its ends is printed as it is, because mjml removes it in some places; an empty value stays empty. */
function hoisted(text: string, tokenFor: (inner: string) => string): string {
  const inner = text.trim();
  if (inner === '') return text;
  const at = text.indexOf(inner);
  return text.slice(0, at) + tokenFor(inner) + text.slice(at + inner.length);
}

/** The values in HTML or CSS: sound by themselves, because we have written them. */
const written: ReadonlyMap<string, 'text' | 'style'> = new Map([
  ['article.body', 'text'],
  ['article.button', 'text'],
  ['issue.introduction', 'text'],
  ['styles.body', 'style'],
]);

/** The same in every letter of a publication, or not a value of a record. */
const shared = new Set(['theme', 'words', 'publication', 'slots', 'forloop', 'tablerowloop']);

/** The path of a variable that may hold a record's value, such as `article.image.url`. */
function pathOf(expression: readonly object[]): string | undefined {
  const [token] = expression;
  if (expression.length !== 1 || !token || !('props' in token)) return undefined;
  const { variable, props } = token as { variable?: object; props: object[] };
  const names = props.map((part) => ('content' in part ? String(part.content) : ''));
  if (variable) return undefined;
  const path = names.join('.');
  return names.includes('') || shared.has(names[0]!) || path === 'styles.dark' ? undefined : path;
}
