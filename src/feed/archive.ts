import type { Article } from '../model/article.ts';
import type { Publication } from '../model/publication.ts';
import type { ByFormat, FeedDocument } from './document.ts';

/** The number of the page that is being filled; 1 if there are no pages. */
export function lastPage({ pages }: Publication): number {
  let last = 1;
  for (const page of pages?.values() ?? []) if (page > last) last = page;
  return last;
}

/**
 * The pages of the main feed's archive (RFC 5005), oldest first; none until one is full. A full page changes only when
 * one of its own articles does: it links to the next page, which exists once this one is closed, and it remains even if
 * all its articles are removed.
 */
export function* archivePages(publication: Publication, main: FeedDocument): Generator<FeedDocument> {
  const last = lastPage(publication);
  if (last === 1) return;
  const held = new Map<number, Article[]>();
  for (const article of publication.articles) {
    const page = publication.pages?.get(article.id) ?? last;
    const articles = held.get(page);
    if (articles) articles.push(article);
    else held.set(page, [article]);
  }
  const { hub: _, tombstones: __, limit: ___, ...head } = main;
  const addresses = (page: number) => pageAddresses(page, publication.settings.url);
  for (let page = 1; page <= last; page += 1) {
    yield {
      ...head,
      paths: pagePaths(page),
      self: addresses(page),
      archive: {
        closed: page < last,
        current: main.self,
        ...(page > 1 && { previous: addresses(page - 1) }),
        ...(page < last && { next: addresses(page + 1) }),
      },
      articles: held.get(page) ?? [],
    };
  }
}

/** Tells whether a document is the page of the archive that is being filled, or the one before it, which leads there. */
export function archiveEnd(publication: Publication): (feed: FeedDocument) => boolean {
  const { atom } = pageAddresses(lastPage(publication), publication.settings.url);
  return ({ archive, self }) => archive?.current !== undefined && [self.atom, archive.next?.atom].includes(atom);
}

/** The addresses of a page in the three formats, absolute. */
export function pageAddresses(page: number, url: string): ByFormat {
  const { atom, rss, json } = pagePaths(page);
  return { atom: url + atom, rss: url + rss, json: url + json };
}

function pagePaths(page: number): ByFormat {
  const number = String(page).padStart(4, '0');
  return {
    atom: `archive/atom-${number}.xml`,
    rss: `archive/rss-${number}.xml`,
    json: `archive/feed-${number}.json`,
  };
}
