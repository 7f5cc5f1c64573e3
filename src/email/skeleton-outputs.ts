import { type Context, type Emitter, Output, Tag, type Template, toValueSync } from 'liquidjs';
import { quicken, textPrinted } from './liquid-quick.ts';
import { initialOf } from './liquid-values.ts';
import { MarkupReader, type PlaceInMarkup } from './markup-reader.ts';
import { currentRecording, note, noteUnknown, recording } from './recording.ts';
import { hoisted, RenderedArticle } from './rendered-article.ts';
import { isCopied } from './skeleton-proof.ts';
import type { PathStep, Walk } from './template-paths.ts';
import { pieceToken } from './tokens.ts';

/**
 * Prepares a parsed template: each output that prints a value as it is, where mjml copies it as it is, can print a token
 * instead. Conditions, loops and filters go on with the values.
 */
export function prepareOutputs(templates: readonly Template[]): void {
  const reader = new MarkupReader();
  const walk = (list: readonly Template[]) => {
    for (const template of list) {
      const isQuick = quicken(template);
      if (template instanceof Output) {
        prepare(template, reader.place);
        reader.read(placeholder);
      } else if (template instanceof Tag) {
        if (!isQuick) renderUnknown(template);
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
  const run = (context: Context, emitter: Emitter) =>
    recording(undefined, () => toValueSync(render.call(tag, context, emitter) as Generator<unknown>));
  const again: PathStep = (context) => {
    run(context, nowhere);
    return '';
  };
  tag.render = ((context: Context, emitter: Emitter) => {
    if (setting.has(tag.name)) note(again, '');
    return run(context, emitter);
  }) as never;
}

/** Tags that print nothing, but give a variable its value. */
const setting = new Set(['assign', 'capture']);

const nowhere: Emitter = { write: () => {} } as unknown as Emitter;

/** What a tag of Liquid's own decides or prints is not seen. */
function renderUnknown(tag: Tag): void {
  if (tag.name === 'comment' || tag.name === '#') return;
  const render = tag.render;
  tag.render = ((context: Context, emitter: Emitter) => {
    noteUnknown();
    return render.call(tag, context, emitter);
  }) as never;
}

function childrenOf(tag: Tag): Template[] {
  const { children } = tag as Template;
  if (!children) return [];
  // Without templates of other files nothing is waited for.
  const found = children.call(tag, false, true).next();
  return found.done ? (found.value as unknown as Template[]) : [];
}

function prepare(output: Output, place: PlaceInMarkup): void {
  const print = output.render as (context: Context, emitter: Emitter) => void;
  const read = initialOf(output.value);
  const kind = kindOf(output, place);
  const literally = literalOf(output, print);
  const printed = (context: Context, gathered: Pick<Walk, 'tokens' | 'pieces'>): string =>
    (kind && tokenFor(read(context), kind, gathered)) ?? literally(context);
  output.render = ((context: Context, emitter: Emitter) => {
    const current = currentRecording();
    if (!current) return print.call(output, context, emitter);
    const text = printed(context, current);
    // A token has the same number whenever the template takes this way.
    note(printed, text);
    emitter.write(text);
  }) as never;
}

/** The text of an output without tokens. A value that all articles of a letter share is printed once for all. */
function literalOf(output: Output, print: (context: Context, emitter: Emitter) => void): (context: Context) => string {
  const literally = (context: Context) => textPrinted((emitter) => print.call(output, context, emitter));
  const [root] = namesOf(output.value.initial.postfix);
  if (root === undefined || !shared.has(root) || output.value.filters.length !== 1) return literally;
  let last: { readonly globals: object; readonly text: string } | undefined;
  return (context) => {
    const { globals, scopes } = context as unknown as { globals: object; scopes: readonly object[] };
    if (last?.globals === globals && !scopes.some((scope) => root in scope)) return last.text;
    const text = literally(context);
    // A variable of the template's own may hide it.
    if (!scopes.some((scope) => root in scope)) last = { globals, text };
    return text;
  };
}

interface OutputKind {
  readonly isRaw: boolean;
  /** HTML or CSS of ours. */
  readonly isHtml: boolean;
}

/** The kind of an output that may print tokens. */
function kindOf({ value }: Output, place: PlaceInMarkup): OutputKind | undefined {
  const { initial, filters } = value;
  const path = pathOf(initial.postfix);
  // Liquid adds the filter that escapes to every output without `raw`.
  const isRaw = filters[0]?.name === 'raw';
  if (filters.length !== 1 || path === undefined || !isCopied(place)) return undefined;
  const isHtml = isRaw && written.has(path);
  // Of style sheets, that of bodies alone; of HTML, what stands as text.
  if ((place.kind === 'style' || isHtml) && !(isRaw && written.get(path) === place.kind)) return undefined;
  return { isRaw, isHtml };
}

/** The text in a skeleton for a value that can be filled in later. */
function tokenFor(
  value: unknown,
  { isRaw, isHtml }: OutputKind,
  { tokens, pieces }: Pick<Walk, 'tokens' | 'pieces'>,
): string | undefined {
  if (value instanceof RenderedArticle) {
    if (!isRaw) return undefined;
    if (value.inLayout.includes(pieceToken)) pieces.push(value);
    return value.inLayout;
  }
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || (isRaw && !isHtml && /[&<>"']/.test(text))) return undefined;
  // Most values have no white space around them.
  if (text.length > 0 && text.trim().length === text.length) return tokens.add({ text, isHtml });
  return hoisted(text, (inner) => tokens.add({ text: inner, isHtml }));
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
  const names = namesOf(expression);
  const path = names.join('.');
  return names.length === 0 || shared.has(names[0]!) || path === 'styles.dark' ? undefined : path;
}

/** The names of a path that no other value decides. */
function namesOf([token, ...others]: readonly object[]): string[] {
  if (others.length > 0 || !token || !('props' in token)) return [];
  const { variable, props } = token as { variable?: object; props: object[] };
  const names = props.map((part) => ('content' in part ? String(part.content) : ''));
  return variable || names.includes('') ? [] : names;
}
