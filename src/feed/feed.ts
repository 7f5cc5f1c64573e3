import { loadOnce } from '../lib/lazy-copy.ts';
import type { Article } from '../model/article.ts';
import type { Problem } from '../model/problem.ts';
import { ProblemError } from '../model/problem.ts';
import { type Composed, composeFeed, composePart } from './compose.ts';
import type { FeedDocument, Format } from './document.ts';
import { FeedError } from './feed-error.ts';
import { entryKeys, joinEntries, type KnownEntries, sliceEntries } from './known-entries.ts';
import { proveAtom } from './prove/atom.ts';
import { proveRss } from './prove/rss.ts';
import { loadLibrary } from './prove/xml.ts';

/**
 * The feed as Atom 1.0, RSS 2.0 or JSON Feed 1.1: drafted, completed and proven. The same feed gives the same text.
 * Throws a ProblemError that names each article that the feed cannot hold.
 * @param known Entries that were proven before, which are taken as they are.
 */
export async function renderFeed(format: Format, feed: FeedDocument, known?: KnownEntries): Promise<string> {
  try {
    return (known && (await renderNew(format, feed, known))) ?? (await attempt(format, feed, known));
  } catch (error) {
    if (!(error instanceof FeedError)) throw error;
    throw new ProblemError(await blame(format, feed, error));
  }
}

async function attempt(format: Format, whole: FeedDocument, known?: KnownEntries): Promise<string> {
  const composed = composeFeed(format, whole);
  await prove(format, composed);
  const keys = known && entryKeys(format, composed.feed);
  if (keys) known.note(whole.paths[format], composed.text, keys);
  return composed.text;
}

async function prove(format: Format, { feed, entries, bytes }: Composed): Promise<void> {
  if (format === 'json') (await jsonProof()).proveJson(bytes, feed, entries);
  else (format === 'atom' ? proveAtom : proveRss)(await loadLibrary(), bytes, feed, entries);
}

/**
 * Composes and proves the head of a feed with those entries alone that no document has held, and puts the others between
 * them: as each of both documents is proven, and both are cut where one entry ends and the next begins, so is the whole.
 * Undefined where that cannot be done, as for a feed that is too long.
 */
async function renderNew(format: Format, feed: FeedDocument, known: KnownEntries): Promise<string | undefined> {
  const path = feed.paths[format];
  const before = known.of(path);
  const old = before && sliceEntries(format, before.text, before.keys.length);
  const keys = old && entryKeys(format, feed);
  if (!keys || keys.length === 0) return undefined;
  const texts = new Map(before!.keys.map((key, index) => [key, old.entries[index]!]));
  // Without any entry a document says other things of itself.
  const isNew = (index: number) => index === 0 || !texts.has(keys[index]!);
  const part = composePart(
    format,
    feed,
    feed.articles.filter((_, index) => isNew(index)),
  );
  const made = sliceEntries(format, part.text, part.entries.length);
  if (!made) return undefined;
  await prove(format, part);
  const fresh = made.entries.values();
  const entries = keys.map((key, index) => (isNew(index) ? fresh.next().value! : texts.get(key)!));
  const text = joinEntries(format, { ...made, entries });
  if (feed.limit && Buffer.byteLength(text) > feed.limit.bytes) return undefined;
  known.note(path, text, keys);
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
