import { holdsButtons } from './button.ts';
import { type Element, isBlank, isBlock, type Node } from './content.ts';
import type { CodeRole } from './highlight.ts';
import { type Context, facing, gapInOutlook, matching, narrowed, startOf, type Writer, write } from './html.ts';

export const writeParagraph: Writer = (node, context) => {
  const within = isPicture(node.children) ? 'picture' : context.within;
  // Markdown puts a video in a paragraph, which must not contain the blocks that replace it.
  const name = node.children.some(plays) ? 'div' : 'p';
  const style = within === 'picture' ? 'margin:0 0 28px' : name === 'div' ? 'margin:0 0 20px' : undefined;
  return write(name, node, { ...context, within }, { style });
};

/** A division keeps its distance if it is a paragraph of its own; blocks in it have theirs. */
export const writeDivision: Writer = (node, context) => {
  const isParagraph = node.name !== 'li' && !isBlank(node.children) && !node.children.some(isBlock);
  return write('div', node, context, { style: isParagraph && `margin:0 0 ${context.within === 'item' ? 8 : 20}px` });
};

function plays(node: Node): boolean {
  if (typeof node === 'string') return false;
  return /^(video|audio|iframe)$/.test(node.name) || node.children.some(plays);
}

/** Whether a node is only an image, or a link with only an image. */
function isPicture(nodes: readonly Node[]): boolean {
  const [only, ...others] = nodes.filter((node) => !isBlank([node]));
  if (typeof only !== 'object' || others.length > 0) return false;
  return only.name === 'img' || (only.name === 'a' && isPicture(only.children));
}

/** Its class is its level in the article, on which the size depends; the element's level also depends on the letter. */
export const writeHeading: Writer = (node, context) => {
  const level = Number(node.name.charAt(1));
  const name = `h${Math.min(context.under === 'h2' ? level + 1 : level, 6)}`;
  return write(name, node, context, { class: `h${Math.min(level, 4)}` });
};

export const writeList: Writer = (node, context) => {
  const inside: Context = narrowed({ ...context, within: 'item' }, 28);
  const children = node.children.filter((child) => !isBlank([child]));
  const values = numbersOf(node, children);
  const items = children.map((child, index) => writeItem(child, values?.[index], inside));
  const [first] = children;
  const areNotes = typeof first === 'object' && context.notes.has(first.attributes.id ?? '');
  const attributes = {
    start: !values && matching(node.attributes.start, /^-?\d+$/),
    type: matching(node.attributes.type, /^[1aAiI]$/),
    class: areNotes && 'notes',
    // Outlook for Windows supports margins of lists, but not paddings.
    style: startOf(context) === 'right' && `margin:${context.within === 'item' ? '8px 28px 0' : '0 28px 20px'} 0`,
  };
  return write(node.name, node, context, attributes, `\n${items.join('\n')}\n`);
};

/** The numbers of a reversed list, which Gmail, Outlook and Yahoo do not support. */
function numbersOf({ attributes }: Element, items: readonly Node[]): number[] | undefined {
  if (attributes.reversed === undefined) return undefined;
  const first = Number.parseInt(attributes.start ?? '', 10);
  return items.map((_, index) => (Number.isNaN(first) ? items.length : first) - index);
}

function writeItem(child: Node, number: number | undefined, context: Context): string {
  const item: Element =
    typeof child === 'object' && child.name === 'li' ? child : { name: 'li', attributes: {}, children: [child] };
  const value = matching(item.attributes.value, /^-?\d+$/) ?? number?.toString();
  const [only, ...others] = item.children.filter((one) => !isBlank([one]));
  const isButton = others.length === 0 && typeof only === 'object' && holdsButtons(only);
  // A bullet would stand at the height of the cell's edge.
  return write('li', item, facing(item, context), { value, style: isButton && 'list-style:none' });
}

export const writeDescription: Writer = (node, context) => {
  const style = startOf(context) === 'right' && 'margin:0 24px 12px 0';
  return write('dd', node, narrowed({ ...context, within: 'item' }, 24), { style });
};

/** A quotation is a cell with a border: Outlook for Windows draws no border on blocks. */
export const writeQuote: Writer = (node, context) => {
  const side = startOf(context);
  const { light } = context.settings;
  const last = node.children.findLast((child) => !isBlank([child]));
  const inner = context.render(node.children, narrowed({ ...context, within: 'text', last }, 18 + 2));
  const style = `padding:0;padding-${side}:18px;border-${side}:2px solid ${light.accent}`;
  const cell = `<td class="quote rule" style="${style}">${inner}</td>`;
  const margin = context.within === 'item' ? '8px 0' : '0 0 20px';
  return write('blockquote', node, context, { style: `margin:${margin}` }, layout(cell));
};

/** A table of one cell, which is none to those who hear it: Outlook for Windows heeds paddings and borders of cells only. */
function layout(cell: string, attributes = 'cellpadding="0"'): string {
  return `<table role="presentation" ${attributes} width="100%" cellspacing="0"><tr>${cell}</tr></table>`;
}

/** A section break: a short line in the middle. */
export const writeRule: Writer = (_, { settings }) => {
  const style = `width:96px;margin:0 auto;border:0;border-top:1px solid ${settings.light.rule}`;
  const line = `<hr class="rule" width="96" size="1" align="center" style="${style}">`;
  return layout(`<td align="center" style="padding:16px 0 36px">${line}</td>`);
};

export const writeFigure: Writer = (node, context) =>
  write('div', node, { ...context, within: 'picture' }, { style: 'margin:0 0 28px' });

export const writeCaption: Writer = (node, context) => {
  const attributes = { class: 'muted caption', style: `color:${context.settings.light.muted}` };
  return write('div', node, { ...context, within: 'item' }, attributes);
};

/**
 * A table of one cell: Outlook for Windows pads nothing else. Marked words keep the classes `code-comment` to
 * `code-name`, by which a layout sets their colours in dark mode.
 */
export const writeCode: Writer = (node, context) => {
  const inner = context.render(withoutOuterLineEnds(node.children), { ...context, within: 'code' });
  const pre = `<pre dir="ltr" style="white-space:pre-wrap">${inner}</pre>`;
  const align = startOf(context) === 'right' ? ' align="left"' : '';
  const cell = `<td class="shade" bgcolor="${context.settings.light.shade}"${align}>${pre}</td>`;
  const end = node === context.last ? ' style="margin-bottom:0"' : '';
  return layout(cell, `class="code"${end} cellpadding="14"`) + gapInOutlook;
};

/** Code without the line end at its beginning and at its end, which add no line. */
function withoutOuterLineEnds(nodes: readonly Node[]): Node[] {
  const [only] = nodes;
  if (nodes.length === 1 && typeof only === 'object')
    return [{ ...only, children: withoutOuterLineEnds(only.children) }];
  return nodes.map((node, index) => {
    if (typeof node === 'object') return node;
    const text = index === 0 ? node.replace(/^\n/, '') : node;
    return index === nodes.length - 1 ? text.replace(/\n$/, '') : text;
  });
}

/** A word of code in its colour. */
export const writeSpan: Writer = (node, context) => {
  const role = /^code-(\w+)$/.exec(node.attributes.class ?? '')?.[1] as CodeRole | undefined;
  const color = role && context.within === 'code' && context.settings.light.code[role];
  const label = node.attributes['aria-label'];
  if (label !== undefined) return write('span', node, context, { role: 'img', 'aria-label': label });
  return write('span', node, context, color ? { class: `code-${role}`, style: `color:${color}` } : {});
};

export const writeSnippet: Writer = (node, context) => {
  if (context.within === 'code') return context.render(node.children, context);
  // Without it the punctuation of code would change sides: `--all` would read `all--`.
  const dir = node.attributes.dir === undefined && context.direction === 'rtl' ? 'ltr' : undefined;
  return write(node.name, node, context, dir ? { dir } : {});
};
