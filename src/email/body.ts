import { escapeXml } from '../lib/escape.ts';
import {
  writeCaption,
  writeCode,
  writeDescription,
  writeDivision,
  writeFigure,
  writeHeading,
  writeList,
  writeParagraph,
  writeQuote,
  writeRule,
  writeSnippet,
  writeSpan,
} from './blocks.ts';
import { holdsButtons, writeButtons, writeInlineButton } from './button.ts';
import { collapse, isBackReference, isBlock, type Node } from './content.ts';
import { type Context, facing, linkStyle, styled, type Writer, write } from './html.ts';
import { writeImage, writeMedia } from './media.ts';
import { noteAddress, noteLinksIn } from './note-links.ts';
import { writeTable } from './table.ts';

/**
 * Writes an article's content as HTML for mail programs: colours inline, because some programs drop style sheets,
 * measures in the style sheet of bodies, and only elements that all of them support. Code breaks its lines by `<br>`, as some programs join the lines of a `pre`.
 */
export function renderBody(
  nodes: readonly Node[],
  options: Pick<Context, 'settings' | 'direction' | 'words' | 'under' | 'renditions'>,
  prefix = '',
): string {
  if (nodes.length === 0) return '';
  const { width, padding } = options.settings;
  const room = width - 2 * padding;
  return renderAll(nodes, { ...options, ...noteLinksIn(nodes, prefix), within: 'text', room, render: renderAll });
}

function renderAll(nodes: readonly Node[], context: Context): string {
  return nodes.map((node) => render(node, context)).join('');
}

function render(node: Node, context: Context): string {
  const code = context.within === 'code';
  if (typeof node === 'string') return code ? codeLines(node) : escapeXml(collapse(node));
  const html = (writers.get(node.name) ?? writeInline)(node, facing(node, context));
  return isBlock(node) && !code ? `${html}\n` : html;
}

/** Outlook on the web drops tabs, and most other programs support no tab width but eight. */
function codeLines(text: string): string {
  return escapeXml(text).replace(/\n/g, '<br>').replace(/\t/g, '    ');
}

const writeInline: Writer = (node, context) => write(node.name, node, context, {});

const writeLink: Writer = (node, context) => {
  const { href } = node.attributes;
  if (!href) return context.render(node.children, context);
  const within = noteAddress(node, context);
  if (within === undefined && isBackReference(node)) return '';
  if (node.attributes.class === 'button') return writeInlineButton(node, context);
  return write('a', node, context, { href: within ?? href, style: linkStyle(context) });
};

/** Outlook for Windows puts no quotation marks around a `q`. */
const writeQuotation: Writer = (node, context) => {
  const [open, close] = context.words.quotes;
  return escapeXml(open) + write('span', node, context, {}) + escapeXml(close);
};

const writeNothing: Writer = () => '';

const writers = new Map<string, Writer>([
  ['p', (node, context) => (holdsButtons(node) ? writeButtons : writeParagraph)(node, context)],
  ...['h2', 'h3', 'h4', 'h5', 'h6'].map((name): [string, Writer] => [name, writeHeading]),
  ['ul', writeList],
  ['ol', writeList],
  ['dd', writeDescription],
  ['blockquote', writeQuote],
  ['pre', writeCode],
  ['table', writeTable],
  ['figure', writeFigure],
  ['figcaption', writeCaption],
  ['hr', writeRule],
  // Mail has no interactive elements: details are shown open, under their summary.
  ['summary', styled('p', 'margin:0 0 12px;font-weight:bold')],
  ['details', styled('div', 'margin:0 0 20px')],
  ...['div', 'section', 'article', 'aside', 'header', 'footer', 'main', 'nav', 'address'].map(
    (name): [string, Writer] => [name, writeDivision],
  ),
  // These mean nothing outside their parent; their content stays.
  ...['li', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th'].map((name): [string, Writer] => [
    name,
    writeDivision,
  ]),
  ['img', writeImage],
  ['video', writeMedia],
  ['audio', writeMedia],
  ['iframe', writeMedia],
  ['source', writeNothing],
  ['q', writeQuotation],
  ['picture', (node, context) => context.render(node.children, context)],
  ['math', (node, context) => context.render(node.children, context)],
  ['span', writeSpan],
  ['a', writeLink],
  ['code', writeSnippet],
  ['kbd', writeSnippet],
  ['samp', writeSnippet],
  ['abbr', (node, context) => write('abbr', node, context, { title: node.attributes.title })],
  ['mark', styled('mark', 'background-color:#fff1a8;color:#1a1a1a')],
  ['br', () => '<br>'],
  ['wbr', () => '<wbr>'],
]);
