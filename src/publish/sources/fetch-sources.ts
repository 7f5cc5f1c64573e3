import type { Config } from '../../config/config.ts';
import { mapLimit } from '../../lib/map-limit.ts';
import type { FeedSource } from '../../model/feed-source.ts';
import type { ForeignEntry, ForeignFeed } from '../../read/foreign/feed-shape.ts';
import { isNoFeed, parseForeignFeed } from '../../read/foreign/foreign-feed.ts';
import type { AskOptions } from '../../system/ask-web.ts';
import { type FeedAnswer, fetchFeed } from '../../system/fetch-feed.ts';
import { type BuildLockOptions, withBuildLock } from '../output/build-lock.ts';
import { guardStateFiles } from '../output/state-files.ts';
import { type KnownSource, nameOf, namesOf, readSources, writeSource } from './source-files.ts';
import { type SourceDoubt, stillThere, type TakenIn, takeIn } from './take-in.ts';
import { copyMark, type Noted, readNotes, usableValidators, writeNotes } from './validators.ts';

/** The outcome of asking one source. */
export interface FetchedSource {
  readonly source: FeedSource;
  /** How the feed calls itself, or the settings call it. */
  readonly name: string;
  /** Its copy, absolute. */
  readonly file: string;
  /** The server says that nothing has changed. */
  readonly unchanged: boolean;
  /** The changes; absent where there is a doubt or a fault. */
  readonly taken?: TakenIn;
  readonly doubt?: SourceDoubt;
  /** Why there was no answer, in words that may follow a colon. */
  readonly fault?: string;
  /** Whether there is a copy for builds, from now or from before. */
  readonly hasCopy: boolean;
  /** The server asks not to be asked before. */
  readonly retryAt?: Date;
  /** The address to write into the settings, after a permanent redirect. */
  readonly movedTo?: string;
}

export interface FetchSourcesOptions extends BuildLockOptions {
  /** The names or addresses of sources whose doubtful change a person takes over. */
  readonly accept?: ReadonlySet<string>;
  /** How the web is asked. */
  readonly ask?: AskOptions;
}

/** How many servers are asked at a time. */
const ahead = 4;

/**
 * Asks every source for news and keeps what it says in `sources/`. One that fails or is in doubt keeps its old copy,
 * and the others go on.
 * @throws ProblemError if a copy is damaged or cannot be written.
 */
export async function fetchSources(config: Config, options: FetchSourcesOptions = {}): Promise<FetchedSource[]> {
  const work = async () => {
    const notes = await readNotes(config.directory);
    const known = await readSources(config);
    const fetched = await mapLimit(known, ahead, (one) => fetchOne(one, notes, config, options));
    await guardStateFiles(config, () => writeNotes(config.directory, notes));
    return fetched;
  };
  return withBuildLock(config, work, options);
}

async function fetchOne(
  known: KnownSource,
  notes: Map<string, Noted>,
  config: Config,
  { accept, ask, signal }: FetchSourcesOptions,
): Promise<FetchedSource> {
  const { source, file, copy } = known;
  const { now } = config;
  const note = notes.get(source.url);
  const common = {
    source,
    file,
    name: nameOf(source, copy?.stored.title),
    hasCopy: copy !== undefined,
    unchanged: false,
  };
  const isAccepted = namesOf(source, copy?.stored.title).some((one) => accept?.has(one));
  if (note?.retryAt !== undefined && note.retryAt > now.getTime() && !isAccepted)
    return { ...common, fault: 'the server asked to be left alone for a while', retryAt: new Date(note.retryAt) };
  const options = { ...ask, ...(signal && { signal }) };
  const validators = isAccepted ? {} : usableValidators(note, copy?.text, now);
  const answer = await fetchFeed(source.url, validators, now.getTime(), options);
  if ('fault' in answer) return failed(answer, { common, note, notes });
  const moved = answer.movedTo === undefined ? {} : { movedTo: answer.movedTo };
  if ('unchanged' in answer) {
    if (!copy)
      return { ...common, ...moved, fault: 'the server says that nothing has changed since nothing was fetched' };
    const taken = stillThere(copy.stored, source, now);
    const text = await writeSource(file, taken.stored, config);
    notes.set(source.url, { ...note, copy: copyMark(text) });
    return { ...common, ...moved, unchanged: true, taken };
  }
  const feed = parseForeignFeed(answer.bytes, answer);
  if (isNoFeed(feed)) return { ...common, ...moved, fault: `${feed.message}. ${feed.hint}` };
  const whole = copy || !source.own ? feed : await withOlderPages(feed, now, options);
  const taken = takeIn(copy?.stored, whole, source, { now, accept: isAccepted });
  if (!('stored' in taken)) return { ...common, ...moved, doubt: taken };
  const text = await writeSource(file, taken.stored, config);
  const { etag, lastModified } = answer;
  notes.set(source.url, {
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
    at: now.getTime(),
    copy: copyMark(text),
  });
  return { ...common, ...moved, name: nameOf(source, taken.stored.title), hasCopy: true, taken };
}

function failed(
  { fault, retryAt }: Extract<FeedAnswer, { fault: string }>,
  { common, note, notes }: { common: Omit<FetchedSource, 'fault'>; note: Noted | undefined; notes: Map<string, Noted> },
): FetchedSource {
  if (retryAt === undefined) return { ...common, fault };
  notes.set(common.source.url, { ...note, retryAt });
  return { ...common, fault, retryAt: new Date(retryAt) };
}

/** Some feeds lead to their older entries (RFC 5005). */
const mostPages = 100;

async function withOlderPages(feed: ForeignFeed, now: Date, options: AskOptions): Promise<ForeignFeed> {
  const entries: ForeignEntry[] = [...feed.entries];
  const asked = new Set<string>();
  for (let next = feed.next; next !== undefined && !asked.has(next) && asked.size < mostPages; ) {
    asked.add(next);
    const answer = await fetchFeed(next, {}, now.getTime(), options);
    if (!('bytes' in answer)) break;
    const page = parseForeignFeed(answer.bytes, answer);
    if (isNoFeed(page) || page.entries.length === 0) break;
    entries.push(...page.entries);
    next = page.next;
  }
  return { ...feed, entries };
}
