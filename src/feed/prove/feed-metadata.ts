import type { XmlElement } from 'libxml2-wasm';
import { type FeedDocument, type Format, linksOf } from '../document.ts';
import { FeedError } from '../feed-error.ts';
import { textOfHtml } from '../text.ts';

/** The metadata of the feed itself in an XML document, as far as Atom and RSS share it. */
export class FeedMetadata {
  #title = '';
  #description = '';
  #isArchive = false;
  readonly #links: string[] = [];
  readonly #tombstones: string[] = [];

  /** Records one child element of the feed or the channel. */
  read(name: string, element: XmlElement): void {
    if (name === 'title') this.#title = element.content;
    else if (name === 'subtitle') this.#description = element.content;
    else if (name === 'description') this.#description = textOfHtml(element.content);
    else if (name === 'fh:archive') this.#isArchive = true;
    else if (name === 'at:deleted-entry') this.#tombstones.push(pair(element, 'ref', 'when'));
    else if (name === 'atom:link') this.#links.push(pair(element, 'rel', 'href'));
  }

  /** Refuses metadata that differs from the feed's. */
  prove(feed: FeedDocument, format: Exclude<Format, 'json'>): void {
    const { title, self, archive, tombstones = [] } = feed;
    if (this.#title !== title) throw new FeedError('would change the feed’s title');
    const described = feed.description || (format === 'rss' ? title : '');
    if (this.#description !== described) throw new FeedError('would change the feed’s description');
    const links = [{ rel: 'self', href: self[format] }, ...linksOf(feed, format)];
    const expected = links.map(({ rel, href }) => `${rel} ${href}`);
    const found = this.#links.filter((link) => !link.startsWith('alternate '));
    if (!isSame(found, expected)) throw new FeedError('would lose a link to itself, its archive or its hub');
    if (this.#isArchive !== (archive?.closed ?? false)) throw new FeedError('would be taken for another archive page');
    const removed = format === 'atom' ? tombstones.map(({ id, removed }) => `${id} ${removed}`) : [];
    if (!isSame(this.#tombstones, removed)) throw new FeedError('would not tell which articles were removed');
  }
}

function pair(element: XmlElement, ...names: [string, string]): string {
  return names.map((name) => element.attr(name)?.value ?? '').join(' ');
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((value, index) => value === right[index]);
}
