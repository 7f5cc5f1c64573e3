import { Element, Text } from 'domhandler';
import { type HtmlElement, type HtmlNode, type HtmlTree, isHtmlElement } from './html-tree.ts';

/** Elements that are no part of a line. */
const blocks: ReadonlySet<string> = new Set(
  'address article aside audio blockquote center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr iframe li main nav object ol p pre script section style summary table tbody td tfoot th thead tr ul video'.split(
    ' ',
  ),
);
/** Elements that hold paragraphs. In a quotation every text is one. */
const containers: ReadonlySet<string> = new Set(
  'article aside blockquote center dd details div fieldset footer form header li main section td th'.split(' '),
);
/** Their text is shown as it is typed. */
const verbatim: ReadonlySet<string> = new Set(['pre', 'code', 'script', 'style', 'textarea', 'svg', 'math', 'object']);
/** Between their elements there is no text. */
const structures: ReadonlySet<string> = new Set(['ul', 'ol', 'dl', 'table', 'tbody', 'thead', 'tfoot', 'tr', 'figure']);

/**
 * Makes paragraphs of lines, as WordPress does with the text of its classic editor when it shows it: an empty line
 * ends a paragraph, a line end within one is a line break.
 */
export function addParagraphs(tree: HtmlTree | HtmlElement, everywhere = true): void {
  const made: HtmlNode[] = [];
  let line: HtmlNode[] = [];
  const flush = () => {
    made.push(...paragraphsOf(line, everywhere));
    line = [];
  };
  for (const node of [...tree.children]) {
    if (isBlock(node)) {
      flush();
      descend(node);
      made.push(node, new Text('\n'));
    } else line.push(node);
  }
  flush();
  adopt(tree, made);
}

function isBlock(node: HtmlNode): node is HtmlElement {
  return isHtmlElement(node) && (blocks.has(node.name) || holdsBlock(node));
}

/** An `<a>` or `<span>` around a block is one. */
function holdsBlock(element: HtmlElement): boolean {
  return element.children.some((child) => isHtmlElement(child) && isBlock(child));
}

function descend(element: HtmlElement): void {
  if (verbatim.has(element.name)) return;
  if (containers.has(element.name)) addParagraphs(element, element.name === 'blockquote' || isParted(element));
  else if (structures.has(element.name) || holdsBlock(element)) {
    for (const child of element.children) if (isHtmlElement(child)) descend(child);
  } else breakLines(element);
}

/** Whether an empty line parts its text. */
function isParted({ children }: HtmlElement): boolean {
  return children.some((child) => child.type === 'text' && emptyLine.test(child.data.trim()));
}

const emptyLine = /\n[^\S\n]*\n/;

/** The paragraphs of what stands between two blocks. Without `wrapped`, only lines are broken. */
function paragraphsOf(nodes: readonly HtmlNode[], wrapped: boolean): HtmlNode[] {
  if (nodes.every((node) => (node.type !== 'text' ? !isHtmlElement(node) : node.data.trim() === ''))) return [];
  const paragraphs: HtmlNode[][] = [[]];
  for (const node of nodes) {
    const parts = node.type === 'text' ? node.data.replace(/\r\n?/g, '\n').split(/\n[^\S\n]*(?:\n[^\S\n]*)+/) : [];
    if (node.type !== 'text') paragraphs.at(-1)!.push(node);
    for (const [index, part] of parts.entries()) {
      if (index > 0) paragraphs.push([]);
      if (part !== '') paragraphs.at(-1)!.push(new Text(part));
    }
  }
  return paragraphs.flatMap((paragraph) => {
    const trimmed = trimEnds(paragraph);
    if (trimmed.length === 0) return [];
    const element = new Element('p', {}, []);
    adopt(element, trimmed);
    breakLines(element);
    return wrapped ? [element, new Text('\n')] : [...element.children];
  });
}

function trimEnds(nodes: readonly HtmlNode[]): HtmlNode[] {
  const kept = [...nodes];
  while (isBlank(kept[0])) kept.shift();
  while (isBlank(kept.at(-1))) kept.pop();
  const [first, last] = [kept[0], kept.at(-1)];
  if (first?.type === 'text') first.data = first.data.trimStart();
  if (last?.type === 'text') last.data = last.data.trimEnd();
  return kept;
}

function isBlank(node: HtmlNode | undefined): boolean {
  return node?.type === 'text' && node.data.trim() === '';
}

/** Makes line breaks of the line ends within an element, unless there is one already. */
function breakLines(element: HtmlElement): void {
  const made: HtmlNode[] = [];
  for (const node of element.children) {
    if (node.type !== 'text') {
      if (isHtmlElement(node) && !verbatim.has(node.name) && node.name !== 'br') breakLines(node);
      made.push(node);
      continue;
    }
    const [head = '', ...lines] = node.data.split('\n');
    const first = made.at(-1);
    if (head !== '') made.push(new Text(head));
    for (const [index, text] of lines.entries()) {
      const before = made.at(-1);
      const isBroken = index === 0 && head.trim() === '' && first && isHtmlElement(first) && first.name === 'br';
      if (!isBroken && before !== undefined && !isLast(index, lines, node)) made.push(new Element('br', {}, []));
      made.push(new Text(`\n${text}`));
    }
  }
  adopt(element, made);
}

/** Whether a line end is the last thing of its element, or a break follows. */
function isLast(index: number, lines: readonly string[], node: HtmlNode): boolean {
  if (lines.slice(index).some((line) => line.trim() !== '')) return false;
  return node.next === null || (isHtmlElement(node.next) && (node.next.name === 'br' || blocks.has(node.next.name)));
}

function adopt(parent: HtmlTree | HtmlElement, nodes: readonly HtmlNode[]): void {
  parent.children = [...nodes] as typeof parent.children;
  for (const [index, node] of parent.children.entries()) {
    node.parent = parent;
    node.prev = parent.children[index - 1] ?? null;
    node.next = parent.children[index + 1] ?? null;
  }
}
