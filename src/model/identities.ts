import { hash } from 'node:crypto';
import type { Article } from './article.ts';
import { feedIdsIn } from './feed-ids.ts';
import type { Publication } from './publication.ts';

/**
 * A text that is another one if anything of the articles is, or their order; undefined where one has no fingerprint, as
 * a record that was made by hand.
 */
export function identitiesOf(articles: readonly Article[]): string | undefined {
  let identities = '';
  // Joined by hand: an archive of 10,000 articles asks this of each of them several times.
  for (const article of articles) {
    const { fingerprint, id, published, updated } = article;
    if (fingerprint === undefined) return undefined;
    identities += `\n${fingerprint} ${id} ${published} ${updated}`;
    if (article.guid ?? article.atomId ?? article.jsonId) identities += ` ${JSON.stringify(feedIdsIn(article))}`;
  }
  return identities;
}

/** A hash of all that a publication is, and of what its files are made with besides, as plain values. */
export function digestOf(
  { articles, issues = [], pages, ...rest }: Publication,
  besides: readonly unknown[],
): string | undefined {
  const carried = issues.flatMap(({ items }) => items.map(({ article }) => article));
  const identities = identitiesOf([...articles, ...carried]);
  if (identities === undefined) return undefined;
  const said = issues.map(({ items, ...own }) => [own, items.map(({ layout }) => layout)]);
  return hash('sha256', JSON.stringify([rest, said, pages && [...pages], besides]) + identities);
}
