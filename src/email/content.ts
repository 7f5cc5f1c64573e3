import { Parser } from 'htmlparser2';
import { stripForbidden } from '../lib/escape.ts';

/** A piece of an article: text, or an element that letters know. */
export type Node = string | Element;

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Node[];
}

/**
 * Reads the content of a record (a sanitised XHTML fragment) into a tree that both parts of a letter are written
 * from. Only known elements are in it: of others the text stays, of active ones nothing. URLs that are not web,
 * mail or telephone are dropped; so is nesting beyond any sense, and links back from a footnote, which lead out of
 * a letter.
 */
export function parseContent(content: string): Node[] {
  const root: Element = { name: 'div', attributes: {}, children: [] };
  const open: Element[] = [root];
  let hidden = 0;
  const parser = new Parser(
    {
      onopentag(tag, attributes) {
        const name = renamed.get(tag) ?? tag;
        const parent = open.at(-1)!;
        if (dropped.has(name)) hidden += 1;
        // An element that is not kept lends its place: what it holds goes to its parent.
        if (!known.has(name) || hidden > 0 || open.length > deepest) {
          open.push(parent);
          return;
        }
        const element = { name, attributes: checked(attributes), children: [] };
        parent.children.push(element);
        open.push(element);
      },
      onclosetag(tag) {
        const element = open.pop()!;
        if (dropped.has(tag)) hidden -= 1;
        const parent = open.at(-1)!;
        if (element !== parent && isBackReference(element)) parent.children.pop();
      },
      ontext(text) {
        if (hidden === 0) append(open.at(-1)!.children, printable(text));
      },
    },
    { xmlMode: true },
  );
  parser.end(content);
  return root.children;
}

/** The text of nodes as it stands, with its line ends and runs of spaces. */
export function textOf(nodes: readonly Node[]): string {
  return nodes.map((node) => (typeof node === 'string' ? node : textOf(node.children))).join('');
}

/** Whether an element begins a new line. */
export function isBlock(node: Node): node is Element {
  return typeof node !== 'string' && blocks.has(node.name);
}

/** What white space is in HTML; a no-break space is none. */
export function collapse(text: string): string {
  return text.replace(/[ \t\n\r\f]+/g, ' ');
}

/** Plain text of a record as one line, without control characters. */
export function oneLine(text: string): string {
  return collapse(printable(text)).trim();
}

/** XML forbids most control characters; those of the second block (U+0080 and on) may steer a terminal as well. */
function printable(text: string): string {
  return stripForbidden(text).replace(/[\u007f-\u009f]/g, '');
}

export function isBlank(nodes: readonly Node[]): boolean {
  return nodes.every((node) => typeof node === 'string' && collapse(node).trim() === '');
}

const blocks = new Set(
  `p h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table caption figure figcaption hr div section article aside
  header footer main nav address details summary video audio iframe`.split(/\s+/),
);

const known = new Set([
  ...blocks,
  ...`thead tbody tfoot tr th td a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp
  small source span strong sub sup time u var`.split(/\s+/),
]);

/** The title of the letter is its one `h1`; the others mean the same as what they become. */
const renamed = new Map([
  ['h1', 'h2'],
  ['strike', 's'],
  ['tt', 'code'],
]);

const dropped = new Set(['script', 'style', 'template', 'head', 'object']);

/** Nobody writes twenty levels; a hundred thousand would overflow the stack of whoever walks them. */
const deepest = 100;

function checked(attributes: Record<string, string>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (/^(href|src|poster)$/.test(name) && !/^(https?:\/\/|mailto:|tel:)/i.test(value.trim())) continue;
    kept[name] = oneLine(value);
  }
  return kept;
}

function append(children: Node[], text: string): void {
  const last = children.at(-1);
  if (typeof last === 'string') children[children.length - 1] = last + text;
  else children.push(text);
}

/** A link that says nothing but an arrow up, as footnotes end in. */
function isBackReference(element: Element): boolean {
  if (element.name !== 'a' || !element.attributes.href?.includes('#')) return false;
  return /^\s*(↩|↑|⬆|⏎|\^)[\ufe0e\ufe0f]?\s*$/u.test(textOf(element.children));
}
