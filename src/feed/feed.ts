import { loadOnce } from '../lib/lazy-copy.ts';
import type { Article } from '../model/article.ts';
import type { Problem } from '../model/problem.ts';
import { ProblemError } from '../model/problem.ts';
import { composeFeed } from './compose.ts';
import type { FeedDocument, Format } from './document.ts';
import { FeedError } from './feed-error.ts';
import { proveAtom } from './prove/atom.ts';
import { proveRss } from './prove/rss.ts';
import { loadLibrary } from './prove/xml.ts';

/**
 * The feed as Atom 1.0, RSS 2.0 or JSON Feed 1.1: drafted, completed and proven. The same feed gives the same text.
 * Throws a ProblemError that names each article that the feed cannot hold.
 */
export async function renderFeed(format: Format, feed: FeedDocument): Promise<string> {
  try {
    return await attempt(format, feed);
  } catch (error) {
    if (!(error instanceof FeedError)) throw error;
    throw new ProblemError(await blame(format, feed, error));
  }
}

async function attempt(format: Format, whole: FeedDocument): Promise<string> {
  const { feed, entries, text, bytes } = composeFeed(format, whole);
  if (format === 'json') (await jsonProof()).proveJson(bytes, feed, entries);
  else (format === 'atom' ? proveAtom : proveRss)(await loadLibrary(), bytes, feed, entries);
  return text;
}

/** Its schemas are no business of programs that serve XML. */
const jsonProof = loadOnce(() => import('./prove/json.ts'));

/** Tries each article alone: the ones that fail are at fault, even if the document's own error named another. */
async function blame(format: Format, feed: FeedDocument, refusal: FeedError): Promise<Problem[]> {
  const empty = await refusalOf(format, { ...feed, articles: [] });
  if (empty) return [problemOf(format, empty)];
  const problems: Problem[] = [];
  for (const article of feed.articles) {
    const found = await refusalOf(format, { ...feed, articles: [article] });
    if (found) problems.push(problemOf(format, found, article));
  }
  return problems.length > 0 ? problems : [problemOf(format, refusal, refusal.article)];
}

async function refusalOf(format: Format, feed: FeedDocument): Promise<FeedError | undefined> {
  try {
    await attempt(format, feed);
    return undefined;
  } catch (error) {
    if (error instanceof FeedError) return error;
    throw error;
  }
}

const names: Record<Format, string> = { atom: 'Atom', rss: 'RSS', json: 'JSON' };

function problemOf(format: Format, refusal: FeedError, article?: Article): Problem {
  return {
    severity: 'error',
    rule: 'feed',
    message: `the ${names[format]} feed ${refusal.message}`,
    hint: article
      ? 'Look for markup or characters in this article that a feed cannot hold. A record that was made by a program goes through check() first.'
      : 'Look at title, url, language and authors of the publication.',
    ...(article && { file: article.origin.file, line: article.origin.line }),
  };
}
