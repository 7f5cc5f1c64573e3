import type { Element } from 'domhandler';
import type { Article, Author } from '../../model/article.ts';
import { feedIdOf } from '../../model/feed-ids.ts';
import type { FeedEntry } from '../content.ts';
import { type FeedDocument, historyNamespace, linksOf, stylesheetOf, updatedOf } from '../document.ts';
import { neverUpdated } from '../draft.ts';
import { extensionElements, extensionNamespaces } from '../extensions.ts';
import {
  append,
  childNamed,
  childrenNamed,
  declare,
  element,
  markup,
  mediaNamespace,
  mediaOf,
  parseTree,
  serialize,
  setAttributes,
  setText,
  takeChildren,
  textElement,
} from '../tree.ts';

export const xhtmlNamespace = 'http://www.w3.org/1999/xhtml';

/** Prefix → URI of the namespaces that a document declares: only those in use, as validators do not know all. */
export function atomNamespaces(feed: FeedDocument): Record<string, string> {
  return {
    '': 'http://www.w3.org/2005/Atom',
    media: mediaNamespace,
    ...(feed.archive?.closed && { fh: historyNamespace }),
    ...(feed.tombstones?.length && { at: 'http://purl.org/atompub/tombstones/1.0' }),
    ...extensionNamespaces(feed),
  };
}

/** Atom 1.0 (RFC 4287): adds to the draft what the `feed` package cannot write. */
export function completeAtom(draft: string, feed: FeedDocument, entries: readonly FeedEntry[]): string {
  const root = parseTree(draft);
  // Streaming parsers read the feed's metadata only up to the first entry.
  const drafted = takeChildren(root, 'entry');
  completeFeed(root, feed);
  for (const [index, entry] of entries.entries()) completeEntry(drafted[index]!, entry, feed);
  root.children = [...root.children, ...drafted];
  return serialize(root, 2, stylesheetOf(feed, 'atom'));
}

function completeFeed(root: Element, feed: FeedDocument): void {
  declare(root, atomNamespaces(feed));
  setAttributes(root, { 'xml:lang': feed.language });
  setText(root, 'id', feed.id);
  setText(root, 'title', feed.title, { type: 'text' });
  setText(root, 'updated', updatedOf(feed) ?? neverUpdated);
  const [alternate, self] = childrenNamed(root, 'link');
  setAttributes(alternate!, { type: 'text/html' });
  setAttributes(self!, { type: 'application/atom+xml' });
  append(
    root,
    ...linksOf(feed, 'atom').map(({ rel, href }) => element('link', { rel, href, type: typeOf(rel) })),
    feed.archive?.closed && element('fh:archive'),
    feed.description && textElement('subtitle', feed.description, { type: 'text' }),
    feed.image && textElement('logo', feed.image),
    feed.icon && textElement('icon', feed.icon),
    feed.rights && textElement('rights', feed.rights, { type: 'text' }),
    ...feed.authors.map(authorElement),
    ...(feed.tombstones ?? []).map(({ id, removed }) => element('at:deleted-entry', { ref: id, when: removed })),
  );
}

function typeOf(rel: string): string | undefined {
  return rel === 'hub' ? undefined : 'application/atom+xml';
}

function completeEntry(drafted: Element, { article, content, summary }: FeedEntry, feed: FeedDocument): void {
  if (article.language !== feed.language) setAttributes(drafted, { 'xml:lang': article.language });
  setText(drafted, 'title', article.title, { type: 'text' });
  setText(drafted, 'id', feedIdOf('atom', article));
  setText(drafted, 'updated', article.updated);
  setText(drafted, 'published', article.published);
  setAttributes(childNamed(drafted, 'link')!, { rel: 'alternate', type: 'text/html' });
  append(
    drafted,
    ...article.authors.map(authorElement),
    ...article.tags.map((tag) => element('category', { term: tag, label: tag })),
    ...entryLinks(article),
    summary && textElement('summary', summary, { type: 'text' }),
    ...(article.image ? mediaOf(article.image) : []),
    ...extensionElements(article),
    feed.summaries
      ? undefined
      : element('content', { type: 'xhtml' }, element('div', { xmlns: xhtmlNamespace }, markup(content))),
  );
}

function authorElement({ name, url, email }: Author): Element {
  const author = element('author');
  append(author, textElement('name', name), url && textElement('uri', url), email && textElement('email', email));
  return author;
}

function entryLinks({ source, attachments }: Article): Element[] {
  const enclosures = attachments.map(({ url, type, length, title }) =>
    element('link', { rel: 'enclosure', href: url, type, length, title: title || undefined }),
  );
  // Not atom:source: it requires the id and date of the other feed, which are unknown here (RFC 4287, 4.2.11).
  return source
    ? [element('link', { rel: 'via', href: source.url, title: source.name || undefined }), ...enclosures]
    : enclosures;
}
