import { contrast } from '../lib/contrast.ts';
import { escapeXml } from '../lib/escape.ts';
import type { ThemePalette, ThemeSettings } from '../model/publication.ts';
import { type Element, isBlank, isElement, type Node, printableLine, textOf } from './content.ts';
import { type Context, matching, sides, startOf, type Writer, write } from './html.ts';

/** A link that stands out: a coloured cell of a table, which every mail program shows. */
export interface Button {
  /** Plain text. */
  readonly label: string;
  /** Absolute. */
  readonly url: string;
  readonly settings: ThemeSettings;
  /** The language of the label, if it is not that of the text around it. */
  readonly language?: string | undefined;
}

/**
 * Writes a button as a table of one cell, without margins. Outlook for Windows pads cells alone, so the padding is the
 * cell's. The words have a colour of their own inside the link: a style sheet for links does not reach it.
 */
export function writeButton(button: Button): string {
  return buttonTable(writeButtonCell(button));
}

/** A table around cells of buttons. */
function buttonTable(cells: string): string {
  return `<table role="presentation" border="0" cellpadding="0" cellspacing="0" style="border-collapse:separate"><tr>${cells}</tr></table>`;
}

function writeButtonCell({ label, url, settings, language }: Button): string {
  const { ground, text } = buttonColours(settings.light);
  const lang = language === undefined ? '' : ` lang="${escapeXml(language)}"`;
  const type = `font-family:${settings.fonts.small};font-size:16px;line-height:24px;font-weight:bold`;
  return (
    `<td class="button" bgcolor="${ground}" style="padding:12px 20px;border:0;border-radius:4px;background-color:${ground}">` +
    `<a href="${escapeXml(url)}"${lang} style="display:block;${type};color:${text};text-decoration:none">` +
    `<span style="color:${text}">${escapeXml(label)}</span></a></td>`
  );
}

/**
 * The colours of buttons in light or dark mode: the accent, and on it white or, where that is hard to read, the colour
 * behind the letter, with which the accent contrasts in every palette that was checked. Black stands in for one that
 * was not.
 */
export function buttonColours(palette: ThemePalette): ButtonColours {
  const found = known.get(palette) ?? chosenFor(palette);
  known.set(palette, found);
  return found;
}

interface ButtonColours {
  readonly ground: string;
  readonly text: string;
}

/** Every article of every letter has a button. */
const known = new WeakMap<ThemePalette, ButtonColours>();

function chosenFor({ accent, background }: ThemePalette): ButtonColours {
  const text = ['#ffffff', background, '#000000'].find((color) => contrast(color, accent) >= least)!;
  return { ground: accent, text };
}

/** WCAG 2.2, 1.4.3, at level AA. */
const least = 4.5;

/**
 * Moves links that are marked as buttons into paragraphs of their own, `p.buttons`, if no text is next to them.
 * Emphasis around or in them is dropped, since they are bold. One amid words stays a link of its line, and one without
 * words is left out.
 */
export function gatherButtons(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node): Node[] => {
    if (typeof node === 'string') return [node];
    if (isButton(node) && !holdsPicture(node) && printableLine(textOf(node.children)) === '') return [];
    const children = gatherButtons(node.children);
    // A ground around a picture would show in slivers.
    if (isButton(node) && holdsPicture(node)) {
      const { class: _, ...attributes } = node.attributes;
      return [{ ...node, attributes, children }];
    }
    const buttons = holders.has(node.name) ? buttonsAmong(children) : undefined;
    if (!buttons) return [{ ...node, children }];
    const { align } = node.attributes;
    const attributes = { class: 'buttons', ...(align !== undefined && { align }) };
    const gathered: Element = { name: 'p', attributes, children: buttons };
    if (node.name === 'p') return [{ ...gathered, attributes: { ...node.attributes, ...attributes } }];
    return [{ ...node, children: [gathered] }];
  });
}

/** The elements that hold lines of text. */
const holders: ReadonlySet<string> = new Set([
  'p',
  'div',
  'li',
  'dd',
  'td',
  'th',
  'figcaption',
  'blockquote',
  'section',
]);

function isButton(node: Node): boolean {
  return isElement(node, 'a') && node.attributes.class === 'button' && node.attributes.href !== undefined;
}

function holdsPicture(node: Node): boolean {
  return typeof node === 'object' && (node.name === 'img' || node.children.some(holdsPicture));
}

/** The buttons of nodes that hold nothing else, in their order; nothing if there is anything else, or none. */
function buttonsAmong(nodes: readonly Node[]): Element[] | undefined {
  const found: Element[] = [];
  for (const node of nodes) {
    if (isBlank([node])) continue;
    if (typeof node === 'string' || holdsPicture(node)) return undefined;
    if (isButton(node)) found.push({ ...node, children: [printableLine(textOf(node.children))] });
    else if (node.name !== 'br') {
      const inner = /^(strong|em|b|i)$/.test(node.name) ? buttonsAmong(node.children) : undefined;
      if (!inner) return undefined;
      found.push(...inner);
    }
  }
  return found.length > 0 ? found : undefined;
}

/** Whether a paragraph is one of buttons. */
export function holdsButtons(node: Element): boolean {
  return node.name === 'p' && node.attributes.class === 'buttons';
}

/** A phone has no room for more in one row; three or more are stacked. */
const mostInRow = 2;

/** Writes a paragraph of buttons. The outer cell has the distance to the next block, and the side. */
export const writeButtons: Writer = (node, context) => {
  const side = matching(node.attributes.align, sides) ?? startOf(context);
  const all = node.children.filter((child) => isElement(child, 'a'));
  const cells = all.map((link) => writeButtonCell(buttonOf(link, context)));
  const gap = node === context.last ? 0 : context.within === 'item' ? 8 : 20;
  const rows = cells.length > mostInRow ? cells : [cells.join(spacer)];
  const cell = (html: string) =>
    `<tr><td align="${side}" style="padding:0 0 ${gap}px;border:0">${buttonTable(html)}</td></tr>`;
  const lang = matching(node.attributes.lang, /^[a-z0-9-]+$/i);
  return `<table role="presentation" width="100%" border="0" cellpadding="0" cellspacing="0"${lang ? ` lang="${lang}"` : ''}>${rows.map(cell).join('')}</table>`;
};

const spacer = '<td width="12" style="width:12px;padding:0;border:0">&nbsp;</td>';

function buttonOf({ attributes, children }: Element, { settings }: Context): Button {
  return { label: textOf(children), url: attributes.href!, settings, language: attributes.lang };
}

/** A button amid words: a link on a ground of the accent, which keeps the height of its line. */
export const writeInlineButton: Writer = (node, context) => {
  const { ground, text } = buttonColours(context.settings.light);
  const style = `padding:2px 8px;border-radius:4px;background-color:${ground};font-weight:bold;color:${text};text-decoration:none`;
  const inner = `<span style="color:${text}">${context.render(node.children, context)}</span>`;
  return write('a', node, context, { href: node.attributes.href, class: 'button', style }, inner);
};
