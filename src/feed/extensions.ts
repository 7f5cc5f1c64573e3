import type { Element } from 'domhandler';
import type { Article } from '../model/article.ts';
import type { FeedDocument } from './document.ts';
import { FeedError } from './feed-error.ts';
import { element, textElement } from './tree.ts';

/** Prefix → URI of the vocabularies in use by a feed's articles: declaring more would change old archive pages. */
export function extensionNamespaces({ articles, namespaces = {} }: FeedDocument): Record<string, string> {
  const used: Record<string, string> = {};
  for (const article of articles) {
    for (const { name } of article.extensions ?? []) {
      const prefix = name.split(':')[0]!;
      const uri = Object.hasOwn(namespaces, prefix) ? namespaces[prefix] : undefined;
      if (uri === undefined) throw new FeedError(`knows no namespace for ${name}`, article);
      used[prefix] = uri;
    }
  }
  return used;
}

export function extensionElements({ extensions = [] }: Article): Element[] {
  return extensions.map(({ name, text, attributes = {} }) =>
    text === undefined ? element(name, attributes) : textElement(name, text, attributes),
  );
}

/**
 * The extensions for JSON Feed: an object for each prefix, with a key that begins with an underscore as the standard
 * requires. A repeated name has a list; attributes are next to the text.
 */
export function extensionObjects({ extensions = [] }: Article): Record<string, Record<string, unknown>> {
  const prefixes = new Map<string, Map<string, unknown[]>>();
  for (const { name, text, attributes } of extensions) {
    const [prefix, local] = name.split(':') as [string, string];
    const value = attributes ? { ...attributes, ...(text !== undefined && { text }) } : (text ?? '');
    const locals = prefixes.get(prefix) ?? new Map<string, unknown[]>();
    prefixes.set(prefix, locals.set(local, [...(locals.get(local) ?? []), value]));
  }
  return Object.fromEntries(
    [...prefixes].map(([prefix, locals]) => [
      `_${prefix}`,
      Object.fromEntries([...locals].map(([local, values]) => [local, values.length > 1 ? values : values[0]])),
    ]),
  );
}
