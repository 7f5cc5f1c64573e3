import render from 'dom-serializer';
import { CDATA, type ChildNode, Document, Element, ProcessingInstruction, Text } from 'domhandler';
import { parseDocument } from 'htmlparser2';
import type { Image } from '../model/article.ts';

/*
 * The tree of an XML document, for completing a draft. Texts and attribute values stay escaped as in the file, so a
 * fragment of markup is inserted unparsed, and `text` decides how a character is written. Not libxml2, which cannot
 * move nodes between documents: building content node by node takes five times as long. The parser may be lenient,
 * because `prove` parses the finished bytes with libxml2.
 */

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** The root element of a draft, without the indentation between its elements. */
export function parseTree(draft: string): Element {
  const { children } = parseDocument(draft, { xmlMode: true, decodeEntities: false });
  const root = children.find((child) => child instanceof Element);
  if (!root) throw new Error('the draft has no root element');
  dropIndentation(root);
  return root;
}

/** A new element; attributes without a value are left out. */
export function element(name: string, attributes: Attributes = {}, ...children: ChildNode[]): Element {
  const created = new Element(name, {}, children);
  setAttributes(created, attributes);
  return created;
}

/** A new element that holds plain text. */
export function textElement(name: string, value: string, attributes: Attributes = {}): Element {
  return element(name, attributes, text(value));
}

/**
 * A node of plain text. `&` and `<` are written as hexadecimal references: the W3C validator takes the named ones in
 * RSS for HTML. A raw carriage return would be read as a line feed (XML 1.0, section 2.11).
 */
function text(value: string): Text {
  return new Text(/[&<>\r]/.test(value) ? value.replace(/[&<>\r]/g, (character) => references[character]!) : value);
}

const references: Record<string, string> = { '&': '&#x26;', '<': '&#x3C;', '>': '&#x3E;', '\r': '&#xD;' };

/** A CDATA section of markup, which must not contain `]]>`. */
export function cdata(source: string): CDATA {
  return new CDATA([new Text(source)]);
}

/** A node of raw markup, which must be well-formed by itself. */
export function markup(source: string): Text {
  return new Text(source);
}

export function setAttributes(target: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) target.attribs[name] = escapeAttribute(String(value));
  }
}

/** Attribute values lose line ends and tabs to normalisation (XML 1.0, section 3.3.3) unless they are references. */
function escapeAttribute(value: string): string {
  if (!/[&<>"\t\n\r]/.test(value)) return value;
  return value.replace(/[&<>"\t\n\r]/g, (character) => `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`);
}

/** Sets the plain text of the child of this name, creating the child if the draft has none. */
export function setText(parent: Element, name: string, value: string, attributes: Attributes = {}): void {
  const drafted = childNamed(parent, name);
  if (drafted) {
    drafted.children = [text(value)];
    setAttributes(drafted, attributes);
  } else append(parent, textElement(name, value, attributes));
}

/** Appends the children that are defined. */
export function append(parent: Element, ...children: readonly (Element | '' | false | undefined)[]): void {
  for (const child of children) if (child) parent.children.push(child);
}

export function childrenNamed(parent: Element, name: string): Element[] {
  return parent.children.filter((child) => child instanceof Element && child.name === name) as Element[];
}

export function childNamed(parent: Element, name: string): Element | undefined {
  return parent.children.find((child) => child instanceof Element && child.name === name) as Element | undefined;
}

/** Removes every child of this name and returns them. */
export function takeChildren(parent: Element, name: string): Element[] {
  const taken = childrenNamed(parent, name);
  parent.children = parent.children.filter((child) => !(child instanceof Element && child.name === name));
  return taken;
}

/** Declares namespaces; the prefix of the default one is empty. */
export function declare(root: Element, namespaces: Readonly<Record<string, string>>): void {
  for (const [prefix, uri] of Object.entries(namespaces))
    setAttributes(root, { [prefix === '' ? 'xmlns' : `xmlns:${prefix}`]: uri });
}

/**
 * The finished document; the elements of the outer `depth` levels begin on lines of their own. The optional CSS style
 * sheet is for browsers that open the document as XML.
 */
export function serialize(root: Element, depth: number, stylesheet?: string): string {
  indent(root, depth, '\n  ');
  const prolog = [instruction('xml', 'version="1.0" encoding="utf-8"')];
  if (stylesheet !== undefined)
    prolog.push(instruction('xml-stylesheet', `type="text/css" href="${escapeAttribute(stylesheet)}"`));
  const document = new Document([...prolog, root].flatMap((node) => [node, new Text('\n')]));
  return render(document, { xmlMode: true, decodeEntities: false });
}

function instruction(target: string, data: string): ProcessingInstruction {
  return new ProcessingInstruction(`?${target}`, `?${target} ${data}?`);
}

function dropIndentation(parent: Element): void {
  const elements = parent.children.filter((child) => child instanceof Element);
  if (elements.length === 0) return;
  parent.children = elements;
  for (const child of elements) dropIndentation(child);
}

function indent(parent: Element, depth: number, margin: string): void {
  if (depth === 0 || !(parent.children[0] instanceof Element)) return;
  const lines: ChildNode[] = [];
  for (const child of parent.children) {
    if (child instanceof Element) indent(child, depth - 1, `${margin}  `);
    lines.push(new Text(margin), child);
  }
  parent.children = [...lines, new Text(margin.slice(0, -2))];
}

/** Media RSS, which Atom readers support too. */
export const mediaNamespace = 'http://search.yahoo.com/mrss/';

/**
 * The lead image for the article lists of feed readers. Only the `alt` of the content's image describes it: feedparser,
 * and so rss2email, takes media:description for the content of the whole entry.
 */
export function mediaOf({ url, type, length, width, height }: Image): Element[] {
  return [
    element('media:content', { url, medium: 'image', type, fileSize: length, width, height }),
    element('media:thumbnail', { url, width, height }),
  ];
}
