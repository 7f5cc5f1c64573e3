import { hash } from 'node:crypto';
import { slugOf } from '../../lib/slug.ts';
import { isLanguage, isUri } from '../../lib/uri.ts';
import type { Article, Author } from '../../model/article.ts';
import type { Settings } from '../../model/publication.ts';
import { type KnownSource, nameOf } from './source-files.ts';
import type { StoredEntry } from './stored-feed.ts';

/** The entry of somebody else's feed as letters show it. */
export interface ForeignNews {
  readonly article: Article;
  /** Whether digests may carry it. */
  readonly isNew: boolean;
  /** Its feed has taken it back: no letter shows it any more. */
  readonly isGone: boolean;
}

/**
 * The entries of somebody else's feed: title, summary and link under their name, and nothing more of a text that is not
 * ours. Entries that lead nowhere are left out.
 */
export function foreignNews(
  { source, copy, file }: KnownSource,
  settings: Settings,
  display: (file: string) => string,
): ForeignNews[] {
  const { stored, lines } = copy!;
  const name = nameOf(source, stored.title);
  const publisher: Author = { name, ...(stored.link !== undefined && { url: stored.link }) };
  return stored.entries.flatMap((entry): ForeignNews[] => {
    const { url = stored.link, state, gone } = entry;
    if (state === 'waiting' || url === undefined) return [];
    const authors = [...(entry.authors ?? []).filter((author) => author.name !== name), publisher];
    const title = entry.title ?? entry.summary?.slice(0, 80) ?? name;
    const id = isUri(entry.id) ? entry.id : `${source.url}#${encodeURIComponent(entry.id)}`;
    const said = {
      id,
      slug: slugFor(entry, name, title),
      url,
      title,
      ...(entry.summary && { summary: entry.summary }),
      content: '',
      published: entry.published,
      updated: entry.published,
      authors,
      language: languageOf(entry, stored.language, settings),
      tags: [...new Set([...(entry.tags ?? []), ...source.tags])],
      attachments: [],
      foreign: true as const,
      draft: false,
      files: [],
    };
    const origin = { file: display(file), line: lines.get(entry.key) ?? 1 };
    const article = { ...said, origin, fingerprint: hash('sha256', JSON.stringify(said)) };
    return [{ article, isNew: state === 'new', isGone: gone === true }];
  });
}

/** Never the name of an article of ours by chance: it ends in a part of a hash. */
function slugFor({ id }: StoredEntry, name: string, title: string): string {
  const words = slugOf(`${name} ${title}`);
  return `${words === '' ? 'entry' : words}-${hash('sha256', id).slice(0, 6)}`;
}

function languageOf({ language }: StoredEntry, ofFeed: string | undefined, settings: Settings): string {
  const given = [language, ofFeed].find((tag) => tag !== undefined && isLanguage(tag));
  return given === undefined ? settings.language : Intl.getCanonicalLocales(given)[0]!;
}
