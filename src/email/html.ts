import { escapeXml } from '../lib/escape.ts';
import type { ThemeSettings } from '../model/publication.ts';
import type { Words } from '../strings/table.ts';
import { type Element, isBlock, type Node } from './content.ts';
import type { NoteLinks } from './note-links.ts';
import type { RenditionOf } from './renditions.ts';

/** The context of an element, for its writer. */
export interface Context {
  readonly settings: ThemeSettings;
  readonly direction: 'ltr' | 'rtl';
  readonly words: Words;
  /** The level of the article's own heading; headings in its content are below it. */
  readonly under: 'h1' | 'h2';
  /** The footnotes of the article, by the ids of their list items. */
  readonly notes: ReadonlyMap<string, string>;
  readonly anchors: NoteLinks;
  /** Code keeps its white space, list items are closer together, a picture alone is a block by itself. */
  readonly within: 'text' | 'item' | 'code' | 'picture';
  /** The pixels that the place leaves to a picture. */
  readonly room: number;
  readonly renditions?: RenditionOf | undefined;
  /** The last block of a cell, which needs no distance to the blocks after it. */
  readonly last?: Node | undefined;
  readonly render: (nodes: readonly Node[], context: Context) => string;
}

export type Writer = (node: Element, context: Context) => string;

type Attributes = Readonly<Record<string, string | false | undefined>>;

/** Writes an element with its own language and direction, and with these attributes. */
export function write(name: string, node: Element, context: Context, attributes: Attributes, inner?: string): string {
  const { id, lang, dir } = node.attributes;
  const { anchors } = context;
  const align = aligned.has(node.name) && matching(node.attributes.align, sides);
  const turns = !align && isBlock(node) && (dir === 'ltr' || dir === 'rtl') && `text-align:${startOf(context)}`;
  const all: Attributes = {
    id: id !== undefined && anchors.ids.has(id) && anchors.prefix + id,
    lang: matching(lang, /^[a-z0-9-]+$/i),
    dir: matching(dir, /^(ltr|rtl|auto)$/),
    ...(align && { align }),
    ...attributes,
    style: [attributes.style, turns, node === context.last && 'margin-bottom:0'].filter(Boolean).join(';') || undefined,
  };
  const written = Object.entries(all).map(([key, value]) =>
    typeof value === 'string' ? ` ${key}="${escapeXml(value)}"` : '',
  );
  return `<${name}${written.join('')}>${inner ?? context.render(node.children, context)}</${name}>`;
}

/** The blocks of text that may have a side; cells of tables have theirs. */
const aligned: ReadonlySet<string> = new Set(['p', 'div', 'h2', 'h3', 'h4', 'h5', 'h6']);

/** The sides of `align`. */
export const sides = /^(left|right|center)$/;

/** A writer for an element with only a style, or only a class. */
export function styled(name: string, style?: string): Writer {
  return (node, context) => write(name, node, context, { style });
}

/** The context inside an element that sets its direction. */
export function facing(node: Element, context: Context): Context {
  const { dir } = node.attributes;
  return dir === 'ltr' || dir === 'rtl' ? { ...context, direction: dir } : context;
}

/** The side where lines begin. */
export function startOf({ direction }: Context): 'left' | 'right' {
  return direction === 'rtl' ? 'right' : 'left';
}

/** An attribute's value, if it has the form that mail programs understand. */
export function matching(value: string | undefined, form: RegExp): string | undefined {
  return value !== undefined && form.test(value) ? value : undefined;
}

/** The context inside an element that takes so many pixels from the width of its place. */
export function narrowed<Inside extends Context>(context: Inside, pixels: number): Inside {
  return { ...context, room: Math.max(narrowest, Math.floor(context.room - pixels)) };
}

/** A picture in the depth of ten lists is still to be seen. */
const narrowest = 24;

/** All programs underline links. Outside its style sheet a colour is inline: blue is none of the theme's. */
export const linkStyle = ({ settings }: Context): string => `color:${settings.light.link}`;

/** After a table: Outlook for Windows heeds no margin of one. */
export const gapInOutlook = '<!--[if mso]><br><![endif]-->';
