import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';

/** Where a node is in the text, seen from what holds it. */
export interface YamlPlace {
  readonly kind: 'root' | 'key' | 'item';
  /** The column of the key or of the hyphen; -2 for the whole document. */
  readonly indent: number;
  /** Whether it is inside of brackets. */
  readonly isFlow: boolean;
  /** After the colon or the hyphen; absent for the whole document and inside of brackets. */
  readonly hole?: number;
}

export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface Token {
  readonly type: string;
  readonly offset: number;
  readonly source: string;
}

/** A document with the positions of its parts. */
export interface Sheet {
  readonly text: string;
  readonly document: Document;
  readonly eol: string;
  readonly fault: (message: string, offset: number) => Error;
  /** Where a line ends, before its line break. */
  endOfLine(offset: number): number;
  /** Where the line of an offset begins. */
  startOfLine(offset: number): number;
  /** Where the next line begins. */
  nextLine(offset: number): number;
  /** Whether nothing but blanks is before it on its line. */
  isFirstOnLine(offset: number): boolean;
  placeInMap(map: YAMLMap, pair: Pair): YamlPlace;
  placeInList(list: YAMLSeq, index: number): YamlPlace;
  /** Where a pair ends: on its last line, or after its colon if it has no value. */
  endOfPair(pair: Pair): number;
  /** Where a node of what `hole` comes before ends. */
  endOfNode(node: unknown, hole: number): number;
  /** The offsets of the hyphens of a list that has no brackets. */
  hyphens(list: YAMLSeq): number[];
  /** Where an item of a list without brackets ends. */
  endOfItem(list: YAMLSeq, index: number): number;
}

export function sheetOf(text: string, document: Document, fault: Sheet['fault']): Sheet {
  const endOfLine = (offset: number) => {
    const found = text.indexOf('\n', offset);
    if (found === -1) return text.length;
    return found > offset && text[found - 1] === '\r' ? found - 1 : found;
  };
  const startOfLine = (offset: number) => (offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1);
  const nextLine = (offset: number) => {
    const found = text.indexOf('\n', offset);
    return found === -1 ? text.length : found + 1;
  };
  const afterIndicator = (tokens: readonly Token[], indicator: string) => {
    const from = tokens.findIndex(({ type }) => type === indicator);
    // What belongs to the value, such as its name (&name), may come on a later line.
    const last = tokens.slice(from).findLast(({ type }) => type === indicator || type === 'anchor' || type === 'tag');
    return from === -1 || !last ? undefined : last.offset + last.source.length;
  };
  const endOfPair = (pair: Pair): number => {
    const after = afterIndicator(separatorOf(pair), 'map-value-ind');
    return endOfNode(pair.value, after ?? (pair.key as Node).range![1]);
  };
  const endOfItem = (list: YAMLSeq, index: number): number =>
    endOfNode(list.items[index], afterIndicator(itemTokens(list)[index] ?? [], 'seq-item-ind') ?? list.range![0]);
  function endOfNode(node: unknown, hole: number): number {
    if (isMap(node) && !node.flow && node.items.length > 0) return endOfPair(node.items.at(-1)!);
    if (isSeq(node) && !node.flow && node.items.length > 0) return endOfItem(node, node.items.length - 1);
    if (!isScalar(node) && !isAlias(node) && !isMap(node) && !isSeq(node)) return hole;
    const [start, end] = node.range!;
    if (start === end) return hole;
    const isBlock = isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED');
    if (!isBlock || text[end - 1] !== '\n') return end;
    return text[end - 2] === '\r' ? end - 2 : end - 1;
  }
  return {
    text,
    document,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    fault,
    endOfLine,
    startOfLine,
    nextLine,
    isFirstOnLine: (offset) => /^[ \t]*$/.test(text.slice(startOfLine(offset), offset)),
    placeInMap(map, pair) {
      const hole = afterIndicator(separatorOf(pair), 'map-value-ind');
      if (map.flow || isInFlow(map)) return { kind: 'key', indent: 0, isFlow: true };
      if (hole === undefined) throw fault('a key has no colon', map.range![0]);
      return { kind: 'key', indent: columnOf(map), isFlow: false, hole };
    },
    placeInList(list, index) {
      if (list.flow) return { kind: 'item', indent: 0, isFlow: true };
      const hole = afterIndicator(itemTokens(list)[index] ?? [], 'seq-item-ind')!;
      return { kind: 'item', indent: columnOf(list), isFlow: false, hole };
    },
    endOfPair,
    endOfNode,
    hyphens: (list) => itemTokens(list).map((tokens) => tokens.find(({ type }) => type === 'seq-item-ind')!.offset),
    endOfItem,
  };
}

/** The text with pieces of it replaced, which do not overlap. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  const fromEnd = splices.toSorted((one, other) => other.start - one.start || other.end - one.end);
  return fromEnd.reduce(
    (result, { start, end, text: piece }) => result.slice(0, start) + piece + result.slice(end),
    text,
  );
}

/** The column at which the keys or hyphens of a collection are. */
export function columnOf(node: YAMLMap | YAMLSeq): number {
  return node.srcToken && 'indent' in node.srcToken ? node.srcToken.indent : 0;
}

function separatorOf(pair: Pair): readonly Token[] {
  return ((pair as { srcToken?: { sep?: Token[] } }).srcToken?.sep ?? []) as readonly Token[];
}

/** What comes before a key: blanks, comments, and signs that are rare. */
export function tokensBefore(pair: Pair): readonly Token[] {
  return ((pair as { srcToken?: { start?: Token[] } }).srcToken?.start ?? []) as readonly Token[];
}

/** A pair in a list with brackets is a mapping without braces. */
function isInFlow(map: YAMLMap): boolean {
  return map.srcToken === undefined || map.srcToken.type === 'flow-collection';
}

function itemTokens(list: YAMLSeq): (readonly Token[])[] {
  const items = (list.srcToken as { items?: { start: Token[]; value?: unknown }[] } | undefined)?.items ?? [];
  return items.map(({ start }) => start).filter((start) => start.some(({ type }) => type === 'seq-item-ind'));
}
