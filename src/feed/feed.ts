import type { Article, Author } from '../article.ts';
import { stripForbidden } from '../lib/escape.ts';
import type { Problem } from '../problem.ts';
import { ProblemError } from '../problem.ts';
import { lastUpdated, type Publication } from '../publication.ts';
import { completeAtom } from './complete/atom.ts';
import { completeJson } from './complete/json.ts';
import { completeRss } from './complete/rss.ts';
import { entryOf } from './content.ts';
import { draft } from './draft.ts';
import { proveAtom } from './prove/atom.ts';
import { proveJson } from './prove/json.ts';
import { proveRss } from './prove/rss.ts';
import { loadLibrary } from './prove/xml.ts';
import { Refusal } from './refusal.ts';

export type Format = 'atom' | 'rss' | 'json';

/** One feed before it takes a format. */
export interface FeedDocument {
  /** A URI that never changes. */
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  /** The home page, absolute. */
  readonly url: string;
  /** Where each format lies, absolute. */
  readonly self: Readonly<Record<Format, string>>;
  /** BCP 47. */
  readonly language: string;
  readonly authors: readonly Author[];
  readonly rights?: string;
  /** A logo, absolute. */
  readonly image?: string;
  /** A square icon, absolute. */
  readonly icon?: string;
  /** RFC 3339; missing if there was never an article. */
  readonly updated?: string;
  /** In the order in which they appear. */
  readonly articles: readonly Article[];
}

/** The feed of everything that a publication holds. */
export function mainFeed({ settings, articles }: Publication): FeedDocument {
  const { url, language, authors, image, icon } = settings;
  const at = (path: string) => new URL(path, url).href;
  return {
    id: url,
    title: stripForbidden(settings.title),
    ...(settings.description && { description: stripForbidden(settings.description) }),
    url,
    self: { atom: at('atom.xml'), rss: at('rss.xml'), json: at('feed.json') },
    language,
    authors: authors.map((author) => ({ ...author, name: stripForbidden(author.name) })),
    ...(settings.rights && { rights: stripForbidden(settings.rights) }),
    ...(image && { image }),
    ...(icon && { icon }),
    updated: lastUpdated(articles),
    articles,
  };
}

/**
 * The feed as Atom 1.0, RSS 2.0 or JSON Feed 1.1: drafted, completed and proven. The same feed gives the same text.
 * Throws a ProblemError that names each article which cannot stand in it.
 */
export async function renderFeed(format: Format, feed: FeedDocument): Promise<string> {
  try {
    return await attempt(format, feed);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new ProblemError(await blame(format, feed, error));
  }
}

async function attempt(format: Format, feed: FeedDocument): Promise<string> {
  const entries = feed.articles.map(entryOf);
  const drafted = draft(format, feed, entries);
  if (format === 'json') {
    const completed = completeJson(drafted, feed, entries);
    proveJson(Buffer.from(completed), feed, entries);
    return completed;
  }
  const completed = (format === 'atom' ? completeAtom : completeRss)(drafted, feed, entries);
  const prove = format === 'atom' ? proveAtom : proveRss;
  prove(await loadLibrary(), Buffer.from(completed), feed, entries);
  return completed;
}

/** Tries each article alone: whoever fails there is to blame, whatever the document's own error said. */
async function blame(format: Format, feed: FeedDocument, refusal: Refusal): Promise<Problem[]> {
  const { updated: _, ...undated } = feed;
  const empty = await refusalOf(format, { ...undated, articles: [] });
  if (empty) return [problemOf(format, empty)];
  const problems: Problem[] = [];
  for (const article of feed.articles) {
    const found = await refusalOf(format, { ...feed, updated: article.updated, articles: [article] });
    if (found) problems.push(problemOf(format, found, article));
  }
  return problems.length > 0 ? problems : [problemOf(format, refusal, refusal.article)];
}

async function refusalOf(format: Format, feed: FeedDocument): Promise<Refusal | undefined> {
  try {
    await attempt(format, feed);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

const names: Record<Format, string> = { atom: 'Atom', rss: 'RSS', json: 'JSON' };

function problemOf(format: Format, refusal: Refusal, article?: Article): Problem {
  return {
    severity: 'error',
    rule: 'feed',
    message: `the ${names[format]} feed ${refusal.message}`,
    hint: article
      ? 'Look for markup or characters in this article that cannot stand in a feed. A record that was made by a program goes through check() first.'
      : 'Look at title, url, language and authors of the publication.',
    ...(article && { file: article.origin.file, line: article.origin.line }),
  };
}
