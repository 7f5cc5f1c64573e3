import { isolated, turnsLeft } from '../strings/language.ts';
import type { Words } from '../strings/table.ts';
import { collapse, type Element, isBackReference, isBlock, type Node, textOf } from './content.ts';

export interface Inline {
  readonly words: Words;
  /** The number of each link; new ones are added. */
  readonly links: Map<string, number>;
  /** The label of each footnote, by the id of its list item, and by the address that leads there. */
  readonly notes: ReadonlyMap<string, string>;
}

/** Writes text and inline elements as plain text, with `\n` for forced line ends and single spaces elsewhere. */
export function writeInline(nodes: readonly Node[], context: Inline): string {
  const text = all(nodes, { ...context, mixed: turnsLeft(textOf(nodes)) });
  const spaced = text.includes('  ') ? text.replace(/ +/g, ' ') : text;
  return (spaced.includes('\n') ? spaced.replace(/ ?\n ?/g, '\n') : spaced).trim();
}

/** The footnotes of an article: list items that are the target of a superscript link with a short label. */
export function footnotesIn(nodes: readonly Node[]): Map<string, string> {
  const items = new Set<string>();
  collectItems(nodes, items);
  const labels = new Map<string, string>();
  const addresses = new Map<string, string>();
  if (items.size === 0) return labels;
  const visit = (node: Node, raised: boolean): void => {
    if (typeof node === 'string') return;
    const id = node.name === 'a' && raised ? fragmentOf(node) : undefined;
    const label = id && textOf(node.children).replace(/[[\]\s]/g, '');
    if (id && label && [...label].length <= 8 && !labels.has(id)) {
      labels.set(id, label);
      addresses.set(node.attributes.href!, id);
    }
    for (const child of node.children) visit(child, raised || node.name === 'sup');
  };
  for (const node of nodes) visit(node, false);
  const notes = new Map([...labels].filter(([id]) => items.has(id)));
  for (const [address, id] of addresses) if (notes.has(id)) notes.set(address, labels.get(id)!);
  return notes;
}

function collectItems(nodes: readonly Node[], items: Set<string>): void {
  for (const node of nodes) {
    if (typeof node === 'string') continue;
    if (node.name === 'li' && node.attributes.id) items.add(node.attributes.id);
    if (node.name !== 'p') collectItems(node.children, items);
  }
}

export function fragmentOf({ attributes }: Element): string | undefined {
  const fragment = attributes.href?.split('#')[1];
  if (!fragment) return undefined;
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

interface Context extends Inline {
  /** Whether this text has right-to-left letters. */
  readonly mixed: boolean;
}

function all(nodes: readonly Node[], context: Context): string {
  return nodes.map((node) => one(node, context)).join('');
}

function one(node: Node, context: Context): string {
  if (typeof node === 'string') return plain(node);
  const marks = node.name === 'q' ? context.words.quotes : marksOf.get(node.name);
  if (marks) {
    const marked = around(all(node.children, context), ...marks);
    // Terminals with right-to-left support would reorder the punctuation of code: `--all` would read `all--` (UAX 9).
    return marks[0] === '`' && context.mixed && marked !== '' ? `\u2066${marked}\u2069` : marked;
  }
  switch (node.name) {
    case 'br':
      return '\n';
    case 'img':
      return node.attributes.alt ? imageLabel(node.attributes.alt, context.words) : '';
    case 'a':
      return link(node, context);
    case 'sup':
      return raised(all(node.children, context));
    case 'rp':
    case 'source':
      return '';
    case 'wbr':
      return '\u200b';
  }
  const text = all(node.children, context);
  // Text with a direction of its own must not change the direction of the text around it.
  if (node.name === 'bdi' || (node.attributes.dir && !isBlock(node))) return isolated(text, context.words.language);
  return /^t[dh]$/.test(node.name) || isBlock(node) ? ` ${text} ` : text;
}

/** The text in place of a picture. */
export function imageLabel(alt: string, words: Words): string {
  return `[${words.image}${words.colon}${plain(alt)}]`;
}

/** Text without soft hyphens, which terminals show, and without line ends that HTML does not have. */
function plain(text: string): string {
  if (!/[\t\n\r\f\u00ad\u2028\u2029]| {2}/.test(text)) return text;
  return collapse(text.replace(/\u00ad/g, '').replace(/[\u2028\u2029]/g, ' '));
}

const marksOf = new Map<string, readonly [before: string, after: string]>([
  ['strong', ['*', '*']],
  ['b', ['*', '*']],
  ['em', ['_', '_']],
  ['i', ['_', '_']],
  ['cite', ['_', '_']],
  ['code', ['`', '`']],
  ['kbd', ['`', '`']],
  ['samp', ['`', '`']],
  ['del', ['~~', '~~']],
  ['s', ['~~', '~~']],
  ['rt', ['(', ')']],
]);

/** Puts marks at the words, inside the space around them. */
function around(text: string, before: string, after: string): string {
  const core = text.trim();
  if (core === text) return core === '' ? '' : before + core + after;
  return core === '' ? text : text.replace(core, () => before + core + after);
}

/** 10 to the 3rd must not read as 103; an ordinal's letters need no mark. */
function raised(text: string): string {
  return /^\s*[-+−]?\d+\s*$/u.test(text) ? `^${text.trim()}` : text;
}

function link(node: Element, context: Context): string {
  if (isBackReference(node)) return '';
  const text = all(node.children, context);
  const { href } = node.attributes;
  if (!href) return text;
  // Another article's note may have the same id.
  const note = context.notes.get(href);
  if (note !== undefined) return text.replace(/[[\]\s]/g, '') === note ? `[^${note}]` : around(text, '', ` [^${note}]`);
  const core = text.trim();
  // A link whose text is its own address needs no number.
  if (href.endsWith(core) && /^(mailto:|tel:)?$/.test(href.slice(0, href.length - core.length))) return text;
  const number = context.links.get(href) ?? context.links.size + 1;
  context.links.set(href, number);
  return core === '' ? ` [${number}]` : around(text, '', ` [${number}]`);
}
