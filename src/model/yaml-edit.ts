import { type Document, isAlias, isMap, isNode, isPair, isScalar, isSeq, parseDocument } from 'yaml';
import { equalValues, isRecord } from '../lib/equal-values.ts';
import { placeOf } from '../lib/place.ts';
import { changeNode, fillEmpty } from './yaml-changes.ts';
import { applySplices, type Sheet, type Splice, sheetOf, type YamlPlace } from './yaml-sheet.ts';
import { addKey, removeKey } from './yaml-splices.ts';

export interface YamlChange {
  /** Keys of mappings and indices of lists, from the outermost. An index that is the list's length adds to it. */
  readonly path: readonly (string | number)[];
  /** Of what JSON knows; undefined takes the value away. */
  readonly value: unknown;
  /** A new key is put before the first of these that is there; at the end of its mapping otherwise. */
  readonly before?: readonly string[];
}

/** A change that cannot be made without touching more than itself: somebody has to make it by hand. */
export class YamlEditError extends Error {
  /** Of the text, counted from 1. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.name = 'YamlEditError';
    this.line = line;
  }
}

/**
 * Replaces, adds and removes values in the text of a YAML document. Every other byte stays: comments, the order of
 * keys, quotes, line endings. Items of a list that stay keep their own text wherever they are moved to.
 * @throws YamlEditError if the text with the changes would not parse to exactly the old value with the changes
 */
export function editYaml(text: string, changes: readonly YamlChange[]): string {
  // The parser counts the mark as a column.
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  return mark + changes.reduce(changed, text.slice(mark.length));
}

/** How often one change may look anew at what it has done so far: each look changes one level. */
const mostLooks = 200;

function changed(text: string, change: YamlChange): string {
  const value = sound(change.value);
  const expected = withValue(contentOfDocument(parsed(text)), change.path, value, text);
  let current = text;
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const document = parsed(current, text, change.path);
    if (equalValues(contentOfDocument(document), expected)) return current;
    const sheet = sheetOf(current, document, (message, offset) => fault(message, current, offset));
    const splices = splicesFor(sheet, { ...change, value });
    const next = applySplices(current, splices);
    if (next === current) break;
    current = next;
  }
  throw fault(`${words(change.path)} cannot be changed without changing more`, text, 0);
}

function fault(message: string, text: string, offset: number): YamlEditError {
  return new YamlEditError(message, placeOf(text, Math.min(offset, text.length)).line);
}

function words(path: YamlChange['path']): string {
  return path.length === 0 ? 'the document' : `"${path.join('.')}"`;
}

/** @param before The text before the change, if `text` is one that this program wrote. */
function parsed(text: string, before?: string, path: YamlChange['path'] = []): Document {
  const document = parseDocument(text, {
    schema: 'core',
    prettyErrors: false,
    keepSourceTokens: true,
    merge: true,
    logLevel: 'error',
  });
  const [error] = document.errors;
  if (!error) return document;
  if (before === undefined || before === text)
    throw fault(`this is not valid YAML: ${error.message}`, text, error.pos[0]);
  throw fault(`${words(path)} cannot be changed without changing more: ${error.message}`, before, 0);
}

function contentOfDocument(document: Document): unknown {
  try {
    return document.toJS() ?? null;
  } catch (error) {
    throw new YamlEditError(`the values of this document cannot be told: ${(error as Error).message}`, 1);
  }
}

/** The value without what JSON does not know. */
function sound(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

/** The value of a document with one change made. */
function withValue(current: unknown, path: YamlChange['path'], value: unknown, text: string): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return value ?? null;
  if (Array.isArray(current)) {
    const index = Number(part);
    const isNew = index === current.length && value !== undefined;
    if (!Number.isInteger(index) || index < 0 || !(isNew || index < current.length))
      throw fault(`there is no "${part}" in a list of ${current.length}`, text, 0);
    if (value === undefined && rest.length === 0) return current.filter((_, at) => at !== index);
    const copy = [...(current as unknown[])];
    copy[index] = withValue(copy[index] ?? null, rest, value, text);
    return copy;
  }
  if (current !== null && !isRecord(current)) throw fault(`"${part}" cannot be set in a plain value`, text, 0);
  const known = current ?? {};
  const old = Object.hasOwn(known, part) ? known[part] : undefined;
  if (value === undefined && (rest.length === 0 || old === undefined || old === null)) {
    return current === null ? null : Object.fromEntries(Object.entries(known).filter(([key]) => key !== String(part)));
  }
  return { ...known, [part]: withValue(old ?? null, rest, value, text) };
}

/** The next step towards a change. */
function splicesFor(sheet: Sheet, { path, value, before = [] }: YamlChange): Splice[] {
  let node: unknown = sheet.document.contents;
  let place: YamlPlace = { kind: 'root', indent: -2, isFlow: false };
  for (const [depth, part] of path.entries()) {
    if (isAlias(node))
      throw sheet.fault(
        `"${path.slice(0, depth).join('.')}" repeats a value by its name (*${node.source})`,
        node.range![0],
      );
    const isLast = depth === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && isNode(item.key) && String(item.key) === String(part));
      if (pair && isLast && value === undefined) return removeKey(sheet, node, pair, place);
      if (!pair) return addKey(sheet, node, String(part), nested(path.slice(depth + 1), value), { place, before });
      place = sheet.placeInMap(node, pair);
      node = pair.value;
    } else if (isSeq(node)) {
      const list = node.toJS(sheet.document) as unknown[];
      const isMissing = Number(part) >= list.length;
      if (isMissing || (isLast && value === undefined)) {
        const wanted = isMissing ? [...list, nested(path.slice(depth + 1), value)] : list.toSpliced(Number(part), 1);
        return changeNode(sheet, node, wanted, place);
      }
      place = sheet.placeInList(node, Number(part));
      node = node.items[Number(part)];
    } else {
      const filled = nested(path.slice(depth), value);
      return place.kind === 'root' && isHollow(node)
        ? fillEmpty(sheet, filled)
        : changeNode(sheet, node, filled, place);
    }
  }
  return place.kind === 'root' && isHollow(node) ? fillEmpty(sheet, value) : changeNode(sheet, node, value, place);
}

function nested(path: YamlChange['path'], value: unknown): unknown {
  return path.reduceRight((inner, part) => ({ [part]: inner }), value);
}

/** Nothing but comments. */
function isHollow(node: unknown): boolean {
  return node === null || (isScalar(node) && node.value === null && (node.source ?? '') === '');
}
