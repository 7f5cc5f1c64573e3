import { isMap, isNode, isPair, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { equalValues, isRecord } from '../lib/equal-values.ts';
import type { Sheet, Splice, YamlPlace } from './yaml-sheet.ts';
import {
  addKey,
  becomesBlock,
  indented,
  isEmptyNode,
  type ListItem,
  rebuildFlow,
  rebuildList,
  removeKey,
} from './yaml-splices.ts';
import { blockLines, inlineText, literalBlock } from './yaml-text.ts';

/** The next step by which a node becomes a value; of what stays inside of it, the text stays. */
export function changeNode(sheet: Sheet, node: unknown, value: unknown, place: YamlPlace): Splice[] {
  const current = isNode(node) ? (node.toJS(sheet.document) as unknown) : null;
  if (isNode(node) && equalValues(current ?? null, value)) return [];
  if (isMap(node) && node.items.length > 0 && isRecord(value)) return changeMap(sheet, node, value, place);
  if (isSeq(node) && node.items.length > 0 && Array.isArray(value)) return changeList(sheet, node, value, place);
  return replaceNode(sheet, node, value, place);
}

/** Writes a value into a document that holds none. */
export function fillEmpty({ text, eol }: Sheet, value: unknown): Splice[] {
  const end = /^\.\.\.(?=\s|$)/m.exec(text)?.index ?? text.length;
  const isNewLine = end === 0 || text[end - 1] === '\n';
  const lines = indented(
    typeof value === 'object' ? blockLines(value) : [inlineText(value, { isFlow: false })],
    '',
    eol,
  );
  return [{ start: end, end, text: `${isNewLine ? '' : eol}${lines}${eol}` }];
}

function changeMap(sheet: Sheet, map: YAMLMap, value: Readonly<Record<string, unknown>>, place: YamlPlace): Splice[] {
  const current = map.toJS(sheet.document) as Readonly<Record<string, unknown>>;
  const own = map.items.filter((item) => isPair(item) && String(item.key) !== '<<');
  const inside = own.flatMap((pair) => {
    const key = String(pair.key);
    return Object.hasOwn(value, key) && !equalValues(current[key], value[key])
      ? changeNode(sheet, pair.value, value[key], sheet.placeInMap(map, pair))
      : [];
  });
  if (inside.length > 0) return inside;
  const known = new Set(own.map(({ key }) => String(key)));
  const added = Object.keys(value).find(
    (key) => !known.has(key) && !(Object.hasOwn(current, key) && equalValues(current[key], value[key])),
  );
  if (added !== undefined) return addKey(sheet, map, added, value[added], { place });
  const removed = own.find(({ key }) => !Object.hasOwn(value, String(key)));
  return removed ? removeKey(sheet, map, removed as Pair, place) : [];
}

function changeList(sheet: Sheet, list: YAMLSeq, value: readonly unknown[], place: YamlPlace): Splice[] {
  const current = list.toJS(sheet.document) as readonly unknown[];
  const origins = originsOf(current, value);
  const inside = origins.flatMap((old, index) =>
    old === undefined ? [] : changeNode(sheet, list.items[old], value[index], sheet.placeInList(list, old)),
  );
  if (inside.length > 0) return inside;
  const wanted = origins.map((old, index): ListItem => (old === undefined ? { value: value[index] } : { old }));
  const isSame = wanted.length === current.length && origins.every((old, index) => old === index);
  if (isSame) return [];
  return list.flow
    ? rebuildFlow(
        sheet,
        list,
        wanted.map((item) => ('old' in item ? list.items[item.old] : item)),
      )
    : rebuildList(sheet, list, wanted, place);
}

/**
 * From which item of the old list each of the new comes: an equal one, else one that begins alike, as a record that
 * names the same thing does. Items at one index of lists of one length are the same if all others are.
 */
function originsOf(old: readonly unknown[], wanted: readonly unknown[]): (number | undefined)[] {
  const free = new Set(old.keys());
  const origins = new Array<number | undefined>(wanted.length).fill(undefined);
  const match = (isMeant: (candidate: unknown, value: unknown) => boolean) => {
    for (const [index, value] of wanted.entries()) {
      if (origins[index] !== undefined) continue;
      const near = free.has(index) && isMeant(old[index], value) ? index : undefined;
      const found = near ?? [...free].find((candidate) => isMeant(old[candidate], value));
      if (found === undefined) continue;
      origins[index] = found;
      free.delete(found);
    }
  };
  match(equalValues);
  match((candidate, value) => equalValues(headOf(candidate), headOf(value)) && headOf(value) !== undefined);
  if (old.length === wanted.length && free.size === 1) {
    const [last] = free;
    if (origins[last!] === undefined) origins[last!] = last;
  }
  return origins;
}

/** By which value an item is known: itself, or the first of its keys. */
function headOf(item: unknown): unknown {
  const head = isRecord(item) ? Object.values(item)[0] : item;
  return typeof head === 'object' ? undefined : head;
}

function replaceNode(sheet: Sheet, node: unknown, value: unknown, place: YamlPlace): Splice[] {
  if (isNode(node) && 'tag' in node && hasTag(sheet, node))
    throw sheet.fault('a value with a tag (!) has to be changed by hand', node.range![0]);
  const isBlockValue = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  if ((isMap(node) || isSeq(node)) && !node.flow && node.items.length > 0 && !place.isFlow)
    return replaceLines(sheet, node, value, place);
  if (place.isFlow) return replaceInBrackets(sheet, node, value);
  if (isBlockValue) return becomesBlock(sheet, node, value, place);
  const hole = place.hole ?? (node as Node).range![0];
  const isEmpty = isEmptyNode(node);
  const start = isEmpty ? hole : (node as Node).range![0];
  const end = sheet.endOfNode(node, hole);
  const block =
    typeof value === 'string' && !(isScalar(node) && /^QUOTE/.test(node.type ?? '')) ? literalBlock(value) : undefined;
  const isOneLine = !sheet.text.slice(hole, end).includes('\n');
  const wasBlock = isScalar(node) && /^BLOCK/.test(node.type ?? '');
  const blank = isEmpty && place.hole !== undefined ? ' ' : '';
  const comment = wasBlock ? (/[ \t]+#[^\r\n]*/.exec(sheet.text.slice(start, sheet.endOfLine(start)))?.[0] ?? '') : '';
  if (block && (isOneLine || wasBlock)) {
    const inside = ' '.repeat(place.indent + 2);
    const body = `${sheet.eol}${inside}${indented(block.lines, inside, sheet.eol)}`;
    if (wasBlock) return [{ start, end, text: `${block.header}${comment}${body}` }];
    const after = sheet.endOfLine(end);
    return [
      { start, end, text: blank + block.header },
      { start: after, end: after, text: body },
    ];
  }
  return [{ start, end, text: `${blank}${inlineText(value, { isFlow: false, like: node })}${comment}` }];
}

/** A collection that is written in lines becomes something else. */
function replaceLines(sheet: Sheet, node: YAMLMap | YAMLSeq, value: unknown, place: YamlPlace): Splice[] {
  const start = node.range![0];
  const end = sheet.endOfLine(sheet.endOfNode(node, place.hole ?? start));
  const isOwnLine =
    sheet.isFirstOnLine(start) &&
    place.hole !== undefined &&
    !sheet.text.slice(sheet.startOfLine(start), start).includes('\t');
  const text = inlineText(value, { isFlow: typeof value === 'object' && value !== null });
  if (!isOwnLine) return [{ start, end, text }];
  return [
    { start: place.hole!, end: place.hole!, text: ` ${text}` },
    { start: sheet.startOfLine(start), end: sheet.nextLine(end), text: '' },
  ];
}

function replaceInBrackets(sheet: Sheet, node: unknown, value: unknown): Splice[] {
  if (!isNode(node) || !node.range || node.range[0] === node.range[1])
    throw sheet.fault(
      'an empty value inside of brackets has to be filled in by hand',
      isNode(node) ? (node.range?.[0] ?? 0) : 0,
    );
  return [{ start: node.range[0], end: node.range[1], text: inlineText(value, { isFlow: true, like: node }) }];
}

/** The tags that the parser finds by itself are not in the text. */
function hasTag({ text }: Sheet, node: Node): boolean {
  const before = text.slice(0, node.range![0]);
  return /(^|\s)![^\s]*\s+(?:&\S+\s+)?$/.test(before);
}
