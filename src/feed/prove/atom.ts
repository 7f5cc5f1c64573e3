import type { RelaxNGValidator, XmlDocument, XmlElement } from 'libxml2-wasm';
import { atomNamespaces, xhtmlNamespace } from '../complete/atom.ts';
import type { FeedEntry } from '../content.ts';
import type { FeedDocument } from '../document.ts';
import { FeedError } from '../feed-error.ts';
import { atomSchema } from './atom-schema.ts';
import { type ProvenEntry, proveEntries } from './entries.ts';
import { FoundExtensions, isExtension } from './extensions.ts';
import { FeedMetadata } from './feed-metadata.ts';
import { eachElement, type Library, proveNamespaces, withDocument, xmlReason } from './xml.ts';

/** Refuses an Atom document that is not well-formed, not valid by RFC 4287, or does not hold exactly these entries. */
export function proveAtom(
  library: Library,
  bytes: Uint8Array,
  feed: FeedDocument,
  entries: readonly FeedEntry[],
): void {
  withDocument(library, bytes, (document) => {
    const { root } = document;
    proveNamespaces(root, atomNamespaces(feed));
    const held: ProvenEntry[] = [];
    const around = new FeedMetadata();
    eachElement(library, root, (name, element) => {
      if (name === 'entry') held.push(readEntry(library, element, entries[held.length], feed));
      else around.read(name === 'link' ? 'atom:link' : name, element);
    });
    around.prove(feed, 'atom');
    proveEntries(held, entries, 'atom');
    validate(library, document);
  });
}

function readEntry(library: Library, entry: XmlElement, meant: FeedEntry | undefined, feed: FeedDocument): ProvenEntry {
  const held = { id: '', title: '', summary: '', published: '', updated: '', authors: [] as string[] };
  let content: XmlElement | undefined;
  const extensions = new FoundExtensions();
  eachElement(library, entry, (name, element) => {
    if (name === 'content') content = element;
    else if (name === 'author') held.authors.push(element.firstChild?.content ?? '');
    else if (name === 'id' || name === 'title' || name === 'summary' || name === 'published' || name === 'updated')
      held[name] = element.content;
    else if (isExtension(name, feed)) extensions.read(name, element);
  });
  if (meant) extensions.prove(meant.article);
  if (meant && !feed.summaries) proveContent(library, content, meant);
  else if (content) throw new FeedError('would hold content instead of a summary', meant?.article);
  return held;
}

/**
 * Content that equals the article's and uses no other namespace is XHTML in one div, which is all that the schema
 * requires. It is removed from the tree, because RELAX NG spends three times as long on it as on everything else.
 */
function proveContent(library: Library, content: XmlElement | undefined, { article, content: meant }: FeedEntry): void {
  const expected = `<content type="xhtml"><div xmlns="${xhtmlNamespace}">${meant}</div></content>`;
  const held = content?.toString({ format: false });
  // libxml2 omits the space before `/>`; most content differs from its output in nothing else.
  if (held !== expected.replaceAll(' />', '/>') && held !== canonical(library, expected, article))
    throw new FeedError('would change the article’s content', article);
  if (!meant.includes('xml')) content?.remove();
}

/** The same markup as libxml2 writes it. */
function canonical(library: Library, markup: string, article: FeedEntry['article']): string {
  try {
    return withDocument(library, Buffer.from(markup), ({ root }) => root.toString({ format: false }));
  } catch (error) {
    if (!(error instanceof FeedError)) throw error;
    throw new FeedError(
      `cannot hold the article’s content, which ${error.message.replace('would not be', 'is not')}`,
      article,
    );
  }
}

let validator: RelaxNGValidator | undefined;

function validate(library: Library, document: XmlDocument): void {
  validator ??= withDocument(library, Buffer.from(atomSchema), library.RelaxNGValidator.fromDoc);
  try {
    validator.validate(document);
  } catch (error) {
    if (!(error instanceof library.XmlLibError)) throw error;
    throw new FeedError(`would not be valid by RFC 4287: ${xmlReason(error)}`);
  }
}
