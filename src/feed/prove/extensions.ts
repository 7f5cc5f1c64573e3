import type { XmlElement } from 'libxml2-wasm';
import type { Article } from '../../model/article.ts';
import type { FeedDocument } from '../document.ts';
import { FeedError } from '../feed-error.ts';

/** Whether an element has one of the publication's own prefixes. */
export function isExtension(name: string, { namespaces = {} }: FeedDocument): boolean {
  const end = name.indexOf(':');
  return end > 0 && Object.hasOwn(namespaces, name.slice(0, end));
}

/** The extension elements of one entry, in document order. */
export class FoundExtensions {
  readonly #found: string[] = [];

  read(name: string, element: XmlElement): void {
    const attributes = element.attrs.map((attribute) => [attribute.name, attribute.value] as const);
    this.#found.push(keyOf(name, element.content, attributes));
  }

  /** Refuses an entry in which an extension is missing or differs. */
  prove(article: Article): void {
    const meant = (article.extensions ?? []).map(({ name, text = '', attributes = {} }) =>
      keyOf(name, text, Object.entries(attributes)),
    );
    if (JSON.stringify(this.#found) !== JSON.stringify(meant))
      throw new FeedError('would change the article’s extensions', article);
  }
}

function keyOf(name: string, text: string, attributes: readonly (readonly [string, string])[]): string {
  return JSON.stringify([name, text, attributes]);
}
