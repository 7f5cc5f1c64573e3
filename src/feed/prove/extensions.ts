import type { XmlElement } from 'libxml2-wasm';
import type { Article } from '../../model/article.ts';
import type { FeedDocument } from '../document.ts';
import { FeedError } from '../feed-error.ts';

/** Whether an element stands under a prefix of the publication's own. */
export function isExtension(name: string, { namespaces = {} }: FeedDocument): boolean {
  const end = name.indexOf(':');
  return end > 0 && Object.hasOwn(namespaces, name.slice(0, end));
}

/** The elements of other vocabularies in one entry, as they were found. */
export class FoundExtensions {
  readonly #found: string[] = [];

  read(name: string, element: XmlElement): void {
    const attributes = element.attrs.map((attribute) => [attribute.name, attribute.value] as const);
    this.#found.push(told(name, element.content, attributes));
  }

  /** Refuses an entry that lost one or says it otherwise. */
  prove(article: Article): void {
    const meant = (article.extensions ?? []).map(({ name, text = '', attributes = {} }) =>
      told(name, text, Object.entries(attributes)),
    );
    if (JSON.stringify(this.#found) !== JSON.stringify(meant))
      throw new FeedError('would change the article’s extensions', article);
  }
}

function told(name: string, text: string, attributes: readonly (readonly [string, string])[]): string {
  return JSON.stringify([name, text, attributes]);
}
