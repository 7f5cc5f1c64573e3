import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  parseDocument,
  type Scalar,
  visit,
} from 'yaml';
import type { z } from 'zod';
import { grouped } from '../lib/count-words.ts';
import { noCharacterIn } from '../lib/escape.ts';
import { placeOf } from '../lib/place.ts';
import type { Locate, Problem } from './problem.ts';
import { type Checked, checkValue } from './schema.ts';

export interface YamlSource {
  readonly text: string;
  /** The file as the person would type it. */
  readonly file: string;
  /** Lines of the file before the text (front matter begins on line 2). */
  readonly linesBefore?: number;
  /** Whether unquoted numbers and truth values stay text as they were typed: `title: 007`. */
  readonly asText?: boolean;
  /** The key whose values keep their types nevertheless: `12` is a number there, and `"12"` is text. */
  readonly typed?: string;
  /** Whether a value may be repeated by its name (`*name`) and merged (`<<: *name`). */
  readonly aliases?: boolean;
}

/** The mapping of a document, before anybody has asked which keys are known. */
export type YamlRecord =
  | { readonly value: Readonly<Record<string, unknown>>; readonly at: Locate }
  | { readonly value?: undefined; readonly problems: readonly Problem[] };

/**
 * Reads a YAML mapping and checks it against a schema. Each problem has the position of its key or value; an unknown key
 * comes with the nearest known one. Dates stay text. Sizes are bounded: no alias bombs.
 */
export function readYaml<Schema extends z.ZodObject>(source: YamlSource, schema: Schema): Checked<z.output<Schema>> {
  const { value, ...read } = readYamlRecord(source);
  if (value === undefined) return { problems: 'problems' in read ? read.problems : [] };
  const checked = checkValue(value, schema, (read as { at: Locate }).at);
  return checked.problems.length === 0 ? checked : { problems: checked.problems.map(withQuotes) };
}

/** Reads a YAML mapping with any keys. Dates stay text; sizes and repetitions are bounded. */
export function readYamlRecord(source: YamlSource): YamlRecord {
  if (source.text.length > longest)
    return { problems: [problem(`more than ${grouped(longest)} characters of settings`, long, at(source, [0, 1]))] };
  const document = parseDocument(source.text, {
    schema: 'core',
    prettyErrors: false,
    uniqueKeys: true,
    merge: source.aliases ?? false,
    // The library's own warnings are problems here, or none.
    logLevel: 'error',
  });
  const deep = tooDeep(document);
  if (deep) return { problems: [problem(`values are nested deeper than ${deepest} levels`, flat, at(source, deep))] };
  const syntax = syntaxProblems(document, source);
  if (syntax.length > 0) return { problems: syntax };
  const refused = settle(document, source);
  if (refused) return { problems: [refused] };
  const value = contentOf(document);
  if (value === undefined) return { problems: [problem(repeats, 'Write the values out.', at(source, [0, 1]))] };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const hint = 'Write one setting on each line, such as "title: My letter".';
    return { problems: [problem('expected lines of the form "key: value"', hint, at(source, [0, 1]))] };
  }
  return { value: value as Readonly<Record<string, unknown>>, at: locator(document, source) };
}

/** Nothing if aliases would make more of the document than it may hold. */
function contentOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: mostAliases }) ?? {};
  } catch {
    return undefined;
  }
}

/** Also the bound for one alias inside another: each is looked for in the whole document. */
const mostAliases = 100;

const repeats = 'aliases (*name) repeat too much of this document';

/** The parser compares every key with all that are next to it. */
const longest = 200_000;

const long = 'Text belongs below the front matter, and pictures into files of their own.';

/** No setting goes half as deep; the parser itself ends at some hundred levels. */
const deepest = 40;

const flat = 'Nothing here needs more than four. Look for lines that are indented further and further.';

/** Where values are nested too deeply, if they are. */
function tooDeep({ contents, errors }: Document): readonly [number, number] | undefined {
  const overflow = errors.find(({ message }) => /call stack/i.test(message));
  if (overflow) return overflow.pos;
  const open: { readonly node: unknown; readonly depth: number }[] = [{ node: contents, depth: 1 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, depth } = next;
    if (!isCollection(node)) continue;
    if (depth > deepest) return node.range ? [node.range[0], node.range[1]] : [0, 1];
    for (const item of node.items)
      for (const inner of isPair(item) ? [item.key, item.value] : [item]) open.push({ node: inner, depth: depth + 1 });
  }
  return undefined;
}

/** A problem with the way out where quotes are missing: in YAML a slot alone is a flow mapping inside a flow mapping. */
export function withQuotes(found: Problem): Problem {
  const value = found.excerpt?.slice((found.column ?? 1) - 1).trimEnd();
  return value?.startsWith('{{') ? { ...found, hint: `Put the whole value in quotes: ${inQuotes(value)}` } : found;
}

/** Reports only the first syntax error, since later ones mostly follow from it. */
function syntaxProblems(document: Document, source: YamlSource): Problem[] {
  const { errors } = document;
  const first = errors.findIndex(({ code }) => code !== 'DUPLICATE_KEY');
  const reported = (first < 0 ? errors : errors.slice(0, first + 1)).slice(0, 100);
  return reported.map(({ code, message, pos }) => {
    if (code === 'DUPLICATE_KEY') return twice(source, pos);
    if (code === 'TAB_AS_INDENT') return problem(tab, 'Put two spaces in the place of the tab.', at(source, pos));
    const open = code === 'BAD_INDENT' ? openBracket(document, source.text, pos[0]) : undefined;
    if (open) return problem(...open.fault, at(source, open.range));
    const value = code === 'MISSING_CHAR' ? undefined : unquoted(source.text, pos[0]);
    if (!value) return problem(`this is not valid YAML: ${plain(message)}`, quoting, at(source, pos));
    return problem(
      'this is not valid YAML without quotes',
      `Put the whole value in quotes: ${value.quoted}`,
      at(source, value.range),
    );
  });
}

/** The bracket that nothing closes, for the parser points at what follows it. */
function openBracket(document: Document, text: string, position: number) {
  let opened: { readonly start: number; readonly close: string } | undefined;
  visit(document, (_, node) => {
    // One of a single pair within a list has no brackets.
    if (!isCollection(node) || !node.range || node.range[0] > position || !/[[{]/.test(text[node.range[0]]!)) return;
    const close = isMap(node) ? '}' : ']';
    if (node.range[1] >= position || text[node.range[1] - 1] !== close) opened = { start: node.range[0], close };
  });
  if (!opened) return undefined;
  const { start, close } = opened;
  const bracket = text[start]!;
  const message = `nothing closes this "${bracket}"`;
  const hint = `Write "${close}" where the ${close === ']' ? 'list' : 'group'} ends. A text that begins with "${bracket}" needs quotes.`;
  return { fault: [message, hint] as const, range: [start, start + 1] as const };
}

/** The value on the line of a mistake, if it means something else to YAML than its writer meant. */
function unquoted(text: string, position: number): { quoted: string; range: [number, number] } | undefined {
  const { column, excerpt } = placeOf(text, Math.min(position, text.length));
  // A comment goes on being one.
  const [, before, value] = /^([ \t-]*[^\s:#]+:[ \t]+)(\S.*?)[ \t]*(?:[ \t]#[ \t].*)?$/.exec(excerpt) ?? [];
  if (before === undefined || value === undefined || !/:\s|\{\{|#|["']|^[@`&*!|>%]/.test(value)) return undefined;
  // A list or a group is no text.
  if (/^(\[|\{(?!\{))/.test(value)) return undefined;
  const start = position - column + 1 + before.length;
  return { quoted: inQuotes(value), range: [start, start + value.length] };
}

function inQuotes(value: string): string {
  return /["\\]/.test(value) ? `'${value.replaceAll("'", "''")}'` : `"${value}"`;
}

const tab = 'a tab begins this line, and YAML knows spaces only';
const quoting = 'A value that holds ": " or begins with one of @ ` # & * ! | > % { [ needs quotes around it.';

function problem(message: string, hint: string, place: ReturnType<Locate>): Problem {
  return { severity: 'error', rule: 'yaml', message, hint, ...place };
}

/** The parser points at the beginning of the second of two equal keys. */
function twice(source: YamlSource, [start, end]: readonly [number, number]): Problem {
  const key = /^[^\s:]+/.exec(source.text.slice(start))?.[0] ?? '';
  const place = at(source, [start, Math.max(end, start + key.length)]);
  return problem(`the key "${key}" is here a second time`, 'Keep one of the two.', place);
}

/** Restores the text of scalars if asked to. Returns the problem of the first alias that cannot be resolved. */
function settle(document: Document, source: YamlSource): Problem | undefined {
  let refused: Problem | undefined;
  let count = 0;
  // The document's own search for a name begins anew for each alias.
  const named = new Map<string, unknown>();
  visit(document, (_, node, path) => {
    if (isNode(node) && !isAlias(node) && node.anchor !== undefined) named.set(node.anchor, node);
    if (source.asText && isScalar(node) && node.value !== null && !isBelow(path, source.typed))
      node.value = node.source ?? node.value;
    const held = isScalar(node) && typeof node.value === 'string' ? noCharacterIn(node.value) : undefined;
    // Where text is asked for, controls are left out of it later.
    if (held && !(source.asText && held.name < 'U+0020')) {
      const message = `this holds ${held.name}, which is no character`;
      refused = {
        ...problem(message, unseen, at(source, wherein(node as Scalar, source.text))),
        rule: 'control-character',
      };
      return visit.BREAK;
    }
    if (!isAlias(node)) return undefined;
    count += 1;
    const fault = source.aliases ? faultOf(node, named.get(node.source), { count, path }) : unused;
    if (fault) refused = problem(...fault, at(source, [node.range![0], node.range![1]]));
    return fault && visit.BREAK;
  });
  return refused;
}

/** Whether the way to a node, from the document down, leads through a key of the outermost mapping. */
function isBelow([, , pair]: readonly unknown[], key: string | undefined): boolean {
  return key !== undefined && isPair(pair) && isScalar(pair.key) && pair.key.value === key;
}

const unseen = 'Delete it. Editors show it as an empty box, or not at all.';

/** The place of such a character in the source, or of the value whose escape makes it. */
function wherein({ range }: Scalar, text: string): readonly [number, number] {
  const [start, end] = range ?? [0, 1];
  const held = noCharacterIn(text.slice(start, end));
  return held ? [start + held.index, start + held.index + 1] : [start, end];
}

const unused = ['aliases (*name) are not used here', 'Write the value out.'] as const;

function faultOf(
  alias: Alias,
  target: unknown,
  { count, path }: { readonly count: number; readonly path: readonly unknown[] },
): readonly [message: string, hint: string] | undefined {
  if (count > mostAliases) return [repeats, 'Write the values out.'];
  if (target === undefined)
    return [`nothing is named &${alias.source}`, 'Name the value before it is repeated, or write it out.'];
  return path.includes(target) ? [`*${alias.source} lies in the value that it repeats`, unused[1]] : undefined;
}

function locator(document: Document, source: YamlSource): Locate {
  return (path, target = 'value') => {
    let range: readonly number[] | null | undefined;
    let node: unknown = document.contents;
    for (const [index, part] of path.entries()) {
      if (isMap(node)) {
        const pair = node.items.find((item) => isPair(item) && isNode(item.key) && String(item.key) === String(part));
        if (!pair) break;
        const wantsKey = target === 'key' && index === path.length - 1;
        node = wantsKey || pair.value === null ? pair.key : pair.value;
      } else {
        node = (node as { get?: (key: unknown, keep: boolean) => unknown } | null)?.get?.(part, true);
      }
      if (!isNode(node)) break;
      range = node.range;
    }
    return range ? at(source, [range[0]!, range[1]!]) : { file: source.file, ...(source.linesBefore && { line: 1 }) };
  };
}

function at(source: YamlSource, [start, end]: readonly [number, number]): ReturnType<Locate> {
  const place = placeOf(source.text, Math.min(start, source.text.length), end);
  return { file: source.file, ...place, line: place.line + (source.linesBefore ?? 0) };
}

/** The parser's message without its closing full stop, in one line. */
function plain(message: string): string {
  const line = message.split('\n')[0] ?? '';
  return (line.charAt(0).toLowerCase() + line.slice(1)).replace(/\.$/, '');
}
