import { type Element, isBlank, type Node } from './content.ts';
import type { CodeRole } from './highlight.ts';
import { type Context, facing, matching, narrowed, startOf, type Writer, write } from './html.ts';

export const writeParagraph: Writer = (node, context) => {
  const within = isPicture(node.children) ? 'picture' : context.within;
  const margin = { text: '0 0 20px', item: '0 0 8px', code: '0', picture: '0 0 28px' }[within];
  // Markdown puts a video in a paragraph, which must not contain the blocks that replace it.
  return write(node.children.some(plays) ? 'div' : 'p', node, { ...context, within }, { style: `margin:${margin}` });
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

/** `size` is in ems, because themes have different text sizes. */
export function heading(size: number, margin: string): Writer {
  const style = `margin:${margin};font-size:${size}em;line-height:1.3;font-weight:bold`;
  return (node, context) => {
    const level = Number(node.name.charAt(1)) + (context.under === 'h2' ? 1 : 0);
    return write(`h${Math.min(level, 6)}`, node, context, { style });
  };
}

export const writeList: Writer = (node, context) => {
  const inside: Context = narrowed({ ...context, within: 'item' }, 28);
  const children = node.children.filter((child) => !isBlank([child]));
  const values = numbersOf(node, children);
  const items = children.map((child, index) => writeItem(child, values?.[index], inside));
  const [above, below] = context.within === 'item' ? ['8px', '0'] : ['0', '20px'];
  const [left, right] = startOf(context) === 'left' ? ['28px', '0'] : ['0', '28px'];
  const [first] = children;
  const areNotes = typeof first === 'object' && context.notes.has(first.attributes.id ?? '');
  const attributes = {
    start: !values && matching(node.attributes.start, /^-?\d+$/),
    type: matching(node.attributes.type, /^[1aAiI]$/),
    // Outlook for Windows supports margins of lists, but not paddings.
    style: `margin:${above} ${right} ${below} ${left};padding:0${areNotes ? ';font-size:15px;line-height:1.5' : ''}`,
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
  return write('li', item, facing(item, context), { value, style: 'margin:0 0 8px' });
}

export const writeDescription: Writer = (node, context) => {
  const style = `margin:0 0 12px;margin-${startOf(context)}:24px`;
  return write('dd', node, narrowed({ ...context, within: 'item' }, 24), { style });
};

export const writeQuote: Writer = (node, context) => {
  const side = startOf(context);
  const rule = `border-${side}:3px solid ${context.settings.light.rule}`;
  const margin = context.within === 'item' ? '8px 0' : '0 0 20px';
  const style = `margin:${margin};padding:0;padding-${side}:18px;${rule}`;
  return write('blockquote', node, narrowed({ ...context, within: 'text' }, 18 + 3), { class: 'rule', style });
};

export const writeFigure: Writer = (node, context) =>
  write('div', node, { ...context, within: 'picture' }, { style: 'margin:0 0 28px' });

export const writeCaption: Writer = (node, context) => {
  const { fonts, light } = context.settings;
  const style = `margin:8px 0 0;font-family:${fonts.small};font-size:14px;line-height:1.45;color:${light.muted}`;
  return write('div', node, { ...context, within: 'item' }, { class: 'muted', style });
};

/**
 * A table of one cell: Outlook for Windows pads nothing else. Marked words keep the classes `code-comment` to
 * `code-name`, by which a layout sets their colours in dark mode.
 */
export const writeCode: Writer = (node, context) => {
  const { fonts, light } = context.settings;
  const inner = context.render(withoutOuterLineEnds(node.children), { ...context, within: 'code' });
  const cell = `padding:14px 16px;background-color:${light.shade};border-radius:4px`;
  const wraps = 'white-space:pre-wrap;overflow-wrap:anywhere;word-break:break-word';
  const pre = `margin:0;font-family:${fonts.code};font-size:14px;line-height:1.55;text-align:left;${wraps}`;
  return (
    '<table role="presentation" width="100%" border="0" cellpadding="0" cellspacing="0" ' +
    `style="width:100%;margin:${context.within === 'item' ? '8px 0 12px' : '0 0 24px'};table-layout:fixed"><tr><td class="shade" style="${cell}">` +
    `<pre dir="ltr" style="${pre}">${inner}</pre></td></tr></table>`
  );
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
  const { fonts, light } = context.settings;
  const shade = `background-color:${light.shade};border-radius:3px`;
  const style = `padding:1px 4px;font-family:${fonts.code};font-size:0.88em;${shade}`;
  // Without it the punctuation of code would change sides: `--all` would read `all--`.
  const dir = node.attributes.dir === undefined && context.direction === 'rtl' ? { dir: 'ltr' } : {};
  return write(node.name, node, context, { ...dir, class: 'shade', style });
};
