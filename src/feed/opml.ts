import type { FeedDocument } from './document.ts';
import { FeedError } from './feed-error.ts';
import { loadLibrary, withDocument } from './prove/xml.ts';
import { element, serialize, textElement } from './tree.ts';

/** One feed as a reader subscribes to it. */
export type Outline = Pick<FeedDocument, 'title' | 'url' | 'language'> & {
  /** The Atom address only, so that a person who imports the whole list gets each article once. */
  readonly address: string;
};

export function outlineOf({ title, url, language, self }: FeedDocument): Outline {
  return { title, url, language, address: self.atom };
}

/** The list of all feeds as OPML 2.0, which readers import. It has no date, so that builds repeat. */
export async function renderOpml(title: string, outlines: readonly Outline[]): Promise<string> {
  const body = element('body', {}, ...outlines.map(outlineElement));
  const root = element('opml', { version: '2.0' }, element('head', {}, textElement('title', title)), body);
  const text = serialize(root, 2);
  const addresses = withDocument(await loadLibrary(), Buffer.from(text), (document) =>
    document.root.find('/opml/body/outline/@xmlUrl').map(({ content }) => content),
  );
  if (addresses.join('\n') !== outlines.map(({ address }) => address).join('\n'))
    throw new FeedError('would lose a feed');
  return text;
}

/** The type is "rss" for every format: OPML defines no other for feeds. */
function outlineElement({ title, url, language, address }: Outline) {
  return element('outline', { type: 'rss', text: title, title, xmlUrl: address, htmlUrl: url, language });
}
