import { displayWidth, widest, wrap } from '../lib/wrap.ts';
import { isolatedLines } from '../strings/isolate.ts';
import type { Words } from '../strings/table.ts';
import { holdsButtons } from './button.ts';
import { writeColumns } from './columns.ts';
import { type Element, isBlank, isBlock, isElement, type Node, textOf } from './content.ts';
import { fixedLines, flowing, literal, quotedLines, unprotected } from './flowed.ts';
import { captionOf, rowsOf } from './grid.ts';
import { footnotesIn, type Inline, writeInline } from './inline.ts';
import { mediaLink } from './media.ts';

/** The lines between two empty lines. */
type Block = readonly string[];

interface Context extends Inline {
  readonly width: number;
  readonly inTable: boolean;
}

/**
 * Writes an article's content as plain text for a terminal of `width` columns; code is indented and never broken.
 * Links are numbered: `links` has the address of each number, once, from 1.
 */
export function writeProse(nodes: readonly Node[], width: number, words: Words): { lines: string[]; links: string[] } {
  const links = new Map<string, number>();
  const lines = joined(flow(nodes, { width, words, links, notes: footnotesIn(nodes), inTable: false }));
  return { lines, links: [...links.keys()] };
}

/** Prefixes the first line and the others, as `- ` and spaces. The lines do not flow, or they would lose their indent. */
export function hanging(lines: readonly string[], first: string, others: string): string[] {
  return lines.map((line, index) => `${index === 0 ? first : others}${unprotected(line)}`.trimEnd());
}

function joined(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

/** Block elements are written as such; the nodes between them make paragraphs. */
function flow(nodes: readonly Node[], context: Context): Block[] {
  const blocks: Block[] = [];
  let loose: Node[] = [];
  const settle = () => {
    const block = loose.length > 0 ? paragraph(loose, context) : [];
    if (block.length > 0) blocks.push(block);
    loose = [];
  };
  for (const node of nodes) {
    if (!isBlock(node)) loose.push(node);
    else {
      settle();
      for (const block of (writers.get(node.name) ?? flowInside)(node, context))
        if (block.length > 0) blocks.push(block);
    }
  }
  settle();
  return blocks;
}

/** Each button in a line of its own, with its address. */
function buttonLines({ children }: Element, { words, width }: Context): Block {
  return children.flatMap((link): Block => {
    if (!isElement(link, 'a')) return [];
    const label = `${textOf(link.children)}${words.colon}`;
    const lines = wrap(label.trimEnd(), width);
    return displayWidth(label) > width / 2 ? [...lines, link.attributes.href!] : [label + link.attributes.href!];
  });
}

type Writer = (node: Element, context: Context) => Block[];

const flowInside: Writer = ({ children }, context) => flow(children, context);

function paragraph(nodes: readonly Node[], context: Context): Block {
  const text = writeInline(nodes, context);
  return text === '' ? [] : isolatedLines((context.inTable ? wrap : flowing)(text, context.width));
}

/** Lines with a prefix, in the remaining width; without the prefix where nesting leaves too little width. */
function indented(context: Context, first: string, others: string, write: (inside: Context) => string[]): string[] {
  const width = context.width - Math.max(first.length, others.length);
  return width < 24 ? write(context) : hanging(write({ ...context, width }), first, others);
}

const writeHeading: Writer = (node, context) => {
  const level = Number(node.name.charAt(1));
  if (level > 2) {
    const mark = `${'#'.repeat(level)} `;
    return [indented(context, mark, ' '.repeat(mark.length), (inside) => [...paragraph(node.children, inside)])];
  }
  const lines = paragraph(node.children, context);
  return [underlined(lines, '-')];
};

/** A title over a rule that is as long as its longest line. */
export function underlined(lines: readonly string[], rule: string): string[] {
  const fixed = fixedLines(lines);
  return fixed.length === 0 ? [] : [...fixed, rule.repeat(widest(fixed))];
}

const writeList: Writer = (node, context) => {
  const items = node.children.filter((child) => !isBlank([child]));
  const markers = markersOf(node, items, context);
  const room = widest(markers);
  const blocks = items.map((item, index) =>
    indented(context, markers[index]!.padStart(room), ' '.repeat(room), (inside) => {
      const inner = flow(typeof item === 'object' && item.name === 'li' ? item.children : [item], inside);
      return isTight(item) ? inner.flat() : joined(inner);
    }),
  );
  return items.every(isTight) ? [blocks.flat()] : blocks;
};

function markersOf(list: Element, items: readonly Node[], { notes }: Context): string[] {
  const step = list.attributes.reversed === undefined ? 1 : -1;
  let number = Number.parseInt(list.attributes.start ?? '', 10);
  if (Number.isNaN(number)) number = step === 1 ? 1 : items.length;
  return items.map((item) => {
    const attributes = typeof item === 'object' ? item.attributes : {};
    const note = attributes.id === undefined ? undefined : notes.get(attributes.id);
    if (note !== undefined) return `[^${note}] `;
    if (list.name === 'ul') return '- ';
    if (/^-?\d+$/.test(attributes.value ?? '')) number = Number(attributes.value);
    number += step;
    return `${number - step}. `;
  });
}

/** Whether an item is one short paragraph, perhaps with a list under it, and needs no empty lines around it. */
function isTight(item: Node): boolean {
  const blocks = typeof item === 'object' ? item.children.filter(isBlock) : [];
  const paragraphs = blocks.filter(({ name }) => name === 'p').length;
  return paragraphs <= 1 && blocks.every(({ name }) => /^(p|ul|ol)$/.test(name));
}

const writeDescriptions: Writer = ({ children }, context) => {
  const blocks: string[][] = [];
  let last = '';
  for (const node of children) {
    if (isBlank([node])) continue;
    const name = typeof node === 'object' ? node.name : '';
    const lines =
      name === 'dd'
        ? indented(context, '    ', '    ', (inside) => joined(flow([node], inside)))
        : joined(flow([node], context));
    if (name === 'dd' || (name === 'dt' && last === 'dt')) blocks.push([...(blocks.pop() ?? []), ...lines]);
    else blocks.push(lines);
    last = name;
  }
  return blocks;
};

const writeQuote: Writer = (node, context) => {
  const width = context.width - 2;
  if (width < 24) return [joined(flow(node.children, context))];
  return [quotedLines(joined(flow(node.children, { ...context, width })))];
};

const writeCode: Writer = (node, { inTable }) => {
  const code = codeOf(node.children).replace(/^\n|\n$/g, '');
  const indent = inTable ? '' : '    ';
  return [fixedLines(code.split('\n').map((line) => indent + line))];
};

function codeOf(nodes: readonly Node[]): string {
  return nodes
    .map((node) => (typeof node === 'string' ? node : node.name === 'br' ? '\n' : codeOf(node.children)))
    .join('');
}

const writeTable: Writer = (node, context) => {
  const caption = captionOf(node);
  // A nested table is for layout, not data, and fitting columns within columns takes ever longer.
  if (context.inTable) return [rowsOf(node).flatMap(({ cells }) => writeCells(cells, context))];
  const blocks = writeColumns(node, {
    width: context.width,
    colon: context.words.colon,
    write: (cell, width) => flow(cell.children, { ...context, width, inTable: true }).flat(),
  });
  const lines = blocks.map((block) => block.map(literal));
  return caption ? [paragraph(caption.children, context), ...lines] : lines;
};

function writeCells(cells: readonly Element[], context: Context): Block {
  const texts = cells.map(({ children }) => writeInline(children, context).replaceAll('\n', ' '));
  const text = texts.filter((cell) => cell !== '').join(' | ');
  return text === '' ? [] : wrap(text, context.width);
}

/** A picture and its caption, without an empty line between them. */
const writeFigure: Writer = ({ children }, context) => {
  const blocks = flow(children, context);
  return children.every((node) => !isBlock(node) || /^(p|figcaption)$/.test(node.name)) ? [blocks.flat()] : blocks;
};

const writeMedia: Writer = (node, context) => {
  const media = mediaLink(node, context.words);
  if (!media) return [];
  return [paragraph([{ name: 'a', attributes: { href: media.url }, children: [media.label] }], context)];
};

/** Details are shown open under their summary. */
const writeSummary: Writer = (node, context) => [paragraph([{ ...node, name: 'strong' }], context)];

const writers = new Map<string, Writer>([
  ['p', (node, context) => (holdsButtons(node) ? [buttonLines(node, context)] : flow(node.children, context))],
  ...['h2', 'h3', 'h4', 'h5', 'h6'].map((name): [string, Writer] => [name, writeHeading]),
  ['ul', writeList],
  ['ol', writeList],
  ['dl', writeDescriptions],
  ['blockquote', writeQuote],
  ['pre', writeCode],
  ['table', writeTable],
  ['figure', writeFigure],
  ['summary', writeSummary],
  ['video', writeMedia],
  ['audio', writeMedia],
  ['iframe', writeMedia],
  ['hr', (_, { width }) => [[`${' '.repeat(Math.floor((width - 5) / 2))}* * *`]]],
]);
