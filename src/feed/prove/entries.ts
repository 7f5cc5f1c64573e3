import type { Article } from '../../model/article.ts';
import { feedIdOf } from '../../model/feed-ids.ts';
import type { FeedEntry } from '../content.ts';
import type { Format } from '../document.ts';
import { FeedError } from '../feed-error.ts';

/** One article as a feed reader understands it from a finished document. */
export interface ProvenEntry {
  readonly id: string;
  readonly title: string;
  /** As it is shown; empty without one. */
  readonly summary: string;
  /** Names, in document order. */
  readonly authors: readonly string[];
  readonly published: string;
  readonly updated: string;
}

/** Refuses a document that does not hold exactly these entries, in this order, each once. */
export function proveEntries(held: readonly ProvenEntry[], entries: readonly FeedEntry[], format: Format): void {
  if (held.length !== entries.length)
    throw new FeedError(`would hold ${held.length} entries instead of ${entries.length}`);
  const owners = new Map<string, Article>();
  for (const [index, { article, summary = '' }] of entries.entries()) {
    const id = feedIdOf(format, article);
    equal(article, 'id', held[index]!.id, id);
    proveEntry(held[index]!, article);
    equal(article, 'summary', held[index]!.summary, summary);
    const owner = owners.get(id);
    if (owner)
      throw new FeedError(`would hold two articles with the id ${id}; the other is ${owner.origin.file}`, article);
    owners.set(id, article);
  }
}

function proveEntry(held: ProvenEntry, article: Article): void {
  equal(article, 'title', held.title, article.title);
  equal(article, 'date of publication', held.published, article.published);
  equal(article, 'date of change', held.updated, article.updated);
  const names = article.authors.map((author) => author.name);
  const same = held.authors.length === names.length && names.every((name, index) => name === held.authors[index]);
  if (!same) throw new FeedError('would change the article’s authors', article);
}

function equal(article: Article, what: string, held: string, meant: string): void {
  if (held !== meant) throw new FeedError(`would change the article’s ${what} from "${meant}" to "${held}"`, article);
}
