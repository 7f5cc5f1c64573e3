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
 * Parses the content of a record (a sanitised XHTML fragment) into the tree from which both parts of a letter are
 * written. It has known elements only: others are replaced by their text, active ones dropped. URLs other than web,
 * mail and telephone are dropped, and so is excessive nesting.
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
        // The children of an element that is not kept go to its parent.
        if (!isKept(name, parent) || hidden > 0 || open.length > deepest) {
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
        if (element === parent) return;
        if (tag === 'math') element.children.splice(0, Infinity, formulaIn(element));
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

/** The text of nodes unchanged, with its line ends and runs of spaces. */
export function textOf(nodes: readonly Node[]): string {
  return nodes.map((node) => (typeof node === 'string' ? node : textOf(node.children))).join('');
}

/** Whether an element begins a new line. */
export function isBlock(node: Node): node is Element {
  return typeof node !== 'string' && blocks.has(node.name);
}

/** White space as HTML defines it, without the no-break space. */
export function collapse(text: string): string {
  return /[\t\n\r\f]| {2}/.test(text) ? text.replace(/[ \t\n\r\f]+/g, ' ') : text;
}

/** Plain text of a record as one line, without control characters. */
export function printableLine(text: string): string {
  return closed(collapse(printable(text)).trim());
}

/** Closes open direction marks (UAX 9), so that they do not change the direction of the text after them. */
function closed(text: string): string {
  if (!/[\u202a-\u202e\u2066-\u2069]/.test(text)) return text;
  const open: string[] = [];
  for (const character of text) {
    if (/[\u202a\u202b\u202d\u202e]/.test(character)) open.push('\u202c');
    else if (/[\u2066-\u2068]/.test(character)) open.push('\u2069');
    else if (open.at(-1) === character) open.pop();
  }
  return text + open.reverse().join('');
}

/** XML forbids most control characters; those of the second block (from U+0080) can control a terminal, too. */
function printable(text: string): string {
  return suspicious.test(text) ? stripForbidden(text).replace(/[\u007f-\u009f]/g, '') : text;
}

/** A quick test that most texts pass, to skip the slower replacements. */
const suspicious = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]/;

export function isBlank(nodes: readonly Node[]): boolean {
  return nodes.every((node) => typeof node === 'string' && node.trim() === '');
}

const blocks = new Set(
  `p h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table caption figure figcaption hr div section article aside
  header footer main nav address details summary video audio iframe`.split(/\s+/),
);

const known = new Set([
  ...blocks,
  ...`thead tbody tfoot tr th td a abbr b bdi bdo br cite code del dfn em i img ins kbd mark math picture q
  rp rt ruby s samp small source span strong sub sup time u var wbr`.split(/\s+/),
]);

function isKept(name: string, parent: Element): boolean {
  return known.has(name) || (name === 'annotation' && parent.name === 'math');
}

/** The title of the letter is its only `h1`; the other names are synonyms. */
const renamed = new Map([
  ['h1', 'h2'],
  ['strike', 's'],
  ['tt', 'code'],
]);

const dropped = new Set(['script', 'style', 'template', 'head', 'object', 'annotation-xml']);

/** No real article has twenty levels; a hundred thousand would overflow the stack of a recursive walk. */
const deepest = 100;

/** U+FDD0 begins the sentinel of a slot, which may be a whole address. */
function checked(attributes: Record<string, string>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name in attributes) {
    const value = attributes[name]!;
    if (/^(href|src|poster)$/.test(name) && !/^(https?:\/\/|mailto:|tel:|\ufdd0)/i.test(value.trim())) continue;
    kept[name] = printableLine(value);
  }
  return kept;
}

function append(children: Node[], text: string): void {
  const last = children.at(-1);
  if (typeof last === 'string') children[children.length - 1] = last + text;
  else children.push(text);
}

/** A MathML formula as one line: its `alttext` or annotation, else its letters. */
function formulaIn(math: Element): string {
  const written = math.children.filter((child): child is Element => isElement(child, 'annotation'));
  const spoken = math.children.filter((child) => !isElement(child, 'annotation'));
  return math.attributes.alttext || printableLine(textOf(written.slice(0, 1)) || textOf(spoken));
}

/** Whether a node is an element of this name. */
export function isElement(node: Node | undefined, name: string): node is Element {
  return typeof node === 'object' && node.name === name;
}

/** Whether a link is the arrow at the end of a footnote. */
export function isBackReference(element: Element): boolean {
  if (element.name !== 'a' || !element.attributes.href?.includes('#')) return false;
  return /^\s*(↩|↑|⬆|⏎|\^)[\ufe0e\ufe0f]?\s*$/u.test(textOf(element.children));
}
