import type { XmlDocument, XmlElement, XmlLibError, XmlXPath } from 'libxml2-wasm';
import { FeedError } from '../feed-error.ts';

export type Library = typeof import('libxml2-wasm');

/** libxml2: strict, and independent of the library that built the document. Loaded on demand: 1 MB of WebAssembly. */
export function loadLibrary(): Promise<Library> {
  return import('libxml2-wasm');
}

/** Parses the bytes of a document, passes its tree to `use` and always frees it. */
export function withDocument<T>(library: Library, bytes: Uint8Array, use: (document: XmlDocument) => T): T {
  const document = parse(library, bytes);
  try {
    return use(document);
  } finally {
    document.dispose();
  }
}

function parse(library: Library, bytes: Uint8Array): XmlDocument {
  try {
    return library.XmlDocument.fromBuffer(bytes);
  } catch (error) {
    if (!(error instanceof library.XmlLibError)) throw error;
    throw new FeedError(`would not be well-formed XML: ${xmlReason(error)}`);
  }
}

/** The first error of libxml2, without its line number: the refused document is never written. */
export function xmlReason(error: XmlLibError): string {
  const message = error.details[0]?.message ?? error.message;
  return message
    .replace(/ line \d+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Visits the child elements of an element, each with its qualified name. */
export function eachElement(
  library: Library,
  parent: XmlElement,
  visit: (name: string, element: XmlElement) => void,
): void {
  // An XPath skips the white space between elements: a third less time than walking the nodes.
  children ??= library.XmlXPath.compile('*');
  for (const element of parent.find(children) as XmlElement[]) {
    const { prefix, name } = element;
    visit(prefix ? `${prefix}:${name}` : name, element);
  }
}

let children: XmlXPath | undefined;

/** Refuses a root that does not declare exactly these prefixes; otherwise element names cannot be compared as text. */
export function proveNamespaces(root: XmlElement, expected: Readonly<Record<string, string>>): void {
  const declared = root.nsDeclarations;
  const right = Object.entries(expected).every(([prefix, uri]) => declared[prefix] === uri);
  if (!right || Object.keys(declared).length !== Object.keys(expected).length)
    throw new FeedError('would not declare its namespaces');
}
