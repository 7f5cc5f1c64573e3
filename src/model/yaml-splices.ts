import { isScalar, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { columnOf, type Sheet, type Splice, tokensBefore, type YamlPlace } from './yaml-sheet.ts';
import { blockLines, inlineText } from './yaml-text.ts';

/** Takes a key away with its value. Comments on lines of their own stay. */
export function removeKey(sheet: Sheet, map: YAMLMap, pair: Pair, place: YamlPlace): Splice[] {
  if (map.flow || place.isFlow)
    return rebuildFlow(
      sheet,
      map,
      map.items.filter((item) => item !== pair),
    );
  const { text } = sheet;
  const start = startOfPair(sheet, pair);
  const end = sheet.endOfLine(sheet.endOfPair(pair));
  if (map.items.length === 1) return emptied(sheet, '{}', [{ start, end }], place);
  if (sheet.isFirstOnLine(start)) return [{ start: sheet.startOfLine(start), end: sheet.nextLine(end), text: '' }];
  const next = startOfPair(sheet, map.items[map.items.indexOf(pair) + 1]!);
  const isNextLine = /^\s*$/.test(text.slice(end, next));
  return [{ start, end: isNextLine ? next : end, text: '' }];
}

/** Puts a new key into a mapping. */
export function addKey(
  sheet: Sheet,
  map: YAMLMap,
  key: string,
  value: unknown,
  { place, before = [] }: { readonly place: YamlPlace; readonly before?: readonly string[] },
): Splice[] {
  if (map.flow || place.isFlow) {
    if (map.items.length === 0 && !place.isFlow) return becomesBlock(sheet, map, { [key]: value }, place);
    return rebuildFlow(sheet, map, [...map.items, { key, value }]);
  }
  const { eol } = sheet;
  const indent = ' '.repeat(columnOf(map));
  const lines = blockLines({ [key]: value });
  const next = before
    .map((name) => map.items.findIndex((item) => String(item.key) === name))
    .find((index) => index >= 0);
  if (next === 0) {
    const at = startOfPair(sheet, map.items[0]!);
    return [{ start: at, end: at, text: `${indented(lines, indent, eol)}${eol}${indent}` }];
  }
  const at = sheet.endOfLine(sheet.endOfPair(map.items.at(next === undefined ? -1 : next - 1)!));
  return [{ start: at, end: at, text: `${eol}${indent}${indented(lines, indent, eol)}` }];
}

/** A list without brackets from items that it has (by their index) and new values, in a new order. */
export function rebuildList(sheet: Sheet, list: YAMLSeq, wanted: readonly ListItem[], place: YamlPlace): Splice[] {
  if (list.flow)
    return rebuildFlow(
      sheet,
      list,
      wanted.map((item) => ('old' in item ? list.items[item.old] : { value: item.value })),
    );
  const { text, eol } = sheet;
  const hyphens = sheet.hyphens(list);
  const bodies = hyphens.map((start, index) => ({ start, end: sheet.endOfLine(sheet.endOfItem(list, index)) }));
  if (wanted.length === 0) return emptied(sheet, '[]', bodies, place);
  const indent = ' '.repeat(columnOf(list));
  const stays = new Set(wanted.flatMap((item) => ('old' in item ? [item.old] : [])));
  // Comments between items go with the item below them; those of an item that goes, with the next that stays.
  const leads = new Map<number, string>();
  let loose = '';
  for (const index of bodies.keys()) {
    const above =
      index === 0 ? '' : text.slice(sheet.nextLine(bodies[index - 1]!.end), sheet.startOfLine(hyphens[index]!));
    loose += above;
    if (!stays.has(index)) continue;
    leads.set(index, loose);
    loose = '';
  }
  const entries = wanted.map((item) =>
    'old' in item
      ? { lead: leads.get(item.old)!, body: text.slice(bodies[item.old]!.start, bodies[item.old]!.end) }
      : { lead: '', body: `- ${indented(itemLines(item.value), `${indent}  `, eol)}` },
  );
  const start = sheet.isFirstOnLine(hyphens[0]!) ? sheet.startOfLine(hyphens[0]!) : hyphens[0]!;
  const isOwnLine = start !== hyphens[0];
  const written = entries.map(({ lead, body }, index) => {
    const isInline = index === 0 && !isOwnLine && indent !== '';
    return isInline ? { lead: '', body, late: lead } : { lead, body: `${indent}${body}`, late: '' };
  });
  const lines = written
    .map(({ lead, body, late }) => `${lead}${body}${late === '' ? '' : `${eol}${late.replace(/\r?\n$/, '')}`}`)
    .join(eol);
  const rest = loose === '' ? '' : `${eol}${loose.replace(/\r?\n$/, '')}`;
  return [{ start, end: bodies.at(-1)!.end, text: lines + rest }];
}

export type ListItem = { readonly old: number } | { readonly value: unknown };

function itemLines(value: unknown): string[] {
  return blockLines([value]).map((line) => line.slice(2));
}

/** Writes a collection that is to have no brackets in the place of one that is empty, or of a plain value. */
export function becomesBlock(sheet: Sheet, node: unknown, value: object, place: YamlPlace): Splice[] {
  const { eol, text } = sheet;
  const { hole } = place;
  if (hole === undefined) {
    const range = (node as Node).range!;
    return [{ start: range[0], end: range[1], text: inlineText(value, { isFlow: true }) }];
  }
  const start = isEmptyNode(node) ? hole : (node as Node).range![0];
  const end = sheet.endOfNode(node, hole);
  const isOneLine = !text.slice(hole, end).includes('\n');
  const inside = ' '.repeat(place.indent + 2);
  const lines = blockLines(value);
  if (!isOneLine || (place.kind === 'item' && Array.isArray(value)))
    return [{ start, end, text: `${start === hole ? ' ' : ''}${inlineText(value, { isFlow: true })}` }];
  const after = sheet.endOfLine(end);
  if (place.kind === 'key')
    return [
      { start: hole, end, text: '' },
      { start: after, end: after, text: `${eol}${inside}${indented(lines, inside, eol)}` },
    ];
  const [first, ...rest] = lines;
  const below = rest.length === 0 ? '' : `${eol}${inside}${indented(rest, inside, eol)}`;
  return [
    { start, end, text: `${start === hole ? ' ' : ''}${first}` },
    { start: after, end: after, text: below },
  ];
}

export function isEmptyNode(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.range![0] === node.range![1]);
}

/** Takes all lines of a collection away and writes an empty one for it. */
function emptied(
  sheet: Sheet,
  sign: string,
  bodies: readonly { start: number; end: number }[],
  place: YamlPlace,
): Splice[] {
  const { hole } = place;
  const [first, ...rest] = bodies;
  const below = rest.map(({ start, end }) => ({ start: sheet.startOfLine(start), end: sheet.nextLine(end), text: '' }));
  if (hole === undefined || !sheet.isFirstOnLine(first!.start)) return [{ ...first!, text: sign }, ...below];
  const own = { start: sheet.startOfLine(first!.start), end: sheet.nextLine(first!.end), text: '' };
  return [{ start: hole, end: hole, text: ` ${sign}` }, own, ...below];
}

/** Writes what is between brackets anew, from the texts of what stays. */
export function rebuildFlow(sheet: Sheet, node: YAMLMap | YAMLSeq, wanted: readonly unknown[]): Splice[] {
  const token = node.srcToken as { type?: string; items?: { start: { type: string; offset: number }[] }[] } | undefined;
  const [start, end] = node.range!;
  const inner = sheet.text.slice(start + 1, end - 1);
  if (token?.type !== 'flow-collection')
    throw sheet.fault('a pair inside of brackets has to be changed by hand', start);
  if (/(^|\s)#/.test(inner))
    throw sheet.fault('a list in brackets that holds a comment has to be changed by hand', start);
  const commas = (token.items ?? []).flatMap((item) => item.start.filter(({ type }) => type === 'comma'));
  const bounds = [start, ...commas.map(({ offset }) => offset), end - 1];
  const pieces = bounds.slice(1).map((bound, index) => sheet.text.slice(bounds[index]! + 1, bound));
  const texts = wanted.map((item) => {
    const index = (node.items as unknown[]).indexOf(item);
    if (index >= 0) return pieces[index]!.trim();
    const { key, value } = item as { key?: string; value: unknown };
    return key === undefined
      ? inlineText(value, { isFlow: true })
      : inlineText({ [key]: value }, { isFlow: true }).slice(1, -1);
  });
  const gap = pieces.length > 1 ? /^\s*/.exec(pieces[1]!)![0] || ' ' : ' ';
  const lead = /^\s*/.exec(pieces[0]!)![0];
  const tail = pieces.at(-1)!.trim() === '' ? '' : /\s*$/.exec(pieces.at(-1)!)![0];
  const isEmpty = texts.length === 0;
  return [{ start: start + 1, end: end - 1, text: isEmpty ? '' : `${lead}${texts.join(`,${gap}`)}${tail}` }];
}

function startOfPair(sheet: Sheet, pair: Pair): number {
  const start = (pair.key as Node).range![0];
  const isRare = tokensBefore(pair).some(
    ({ type }) => type === 'explicit-key-ind' || type === 'anchor' || type === 'tag',
  );
  if (isRare) throw sheet.fault('a key that is written with "?", "&" or "!" has to be changed by hand', start);
  return start;
}

/** Lines of a block: all but the first are indented, and empty ones stay empty. */
export function indented(lines: readonly string[], indent: string, eol: string): string {
  return lines.map((line, index) => (index === 0 || line === '' ? line : indent + line)).join(eol);
}
