import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { stripForbidden } from '../lib/escape.ts';
import { isWebAddress } from '../lib/uri.ts';
import { type Problem, ProblemError, type ProblemText } from '../model/problem.ts';
import type { ForeignEntry, ForeignFeed } from '../read/foreign/feed-shape.ts';
import { isNoFeed, parseForeignFeed } from '../read/foreign/foreign-feed.ts';
import type { AskOptions } from '../system/ask-web.ts';
import { fetchFeed } from '../system/fetch-feed.ts';
import type { OldEntry, OldFeed } from './old-feed.ts';

export interface ReadFeedsOptions extends AskOptions {
  /** From which the paths of files start. */
  readonly cwd: string;
  /** The publication's own address, from which relative ones in a file start. */
  readonly site: string;
  readonly now: Date;
  /** Called before each page that is asked for. */
  readonly onPage?: (address: string) => void;
}

export interface OldFeeds {
  readonly feeds: readonly OldFeed[];
  /** Pages that could not be had, and what was odd. */
  readonly problems: readonly Problem[];
}

/** In bytes: of a file, as of a document that is fetched. */
const mostBytes = 100 * 1024 * 1024;

/** A feed of 10 entries a page and 20 years of daily entries has fewer. */
const mostPages = 1_000;

/**
 * Reads the feeds of an earlier site, each with all its pages.
 * @throws ProblemError for a feed whose first page cannot be had.
 */
export async function readOldFeeds(names: readonly string[], options: ReadFeedsOptions): Promise<OldFeeds> {
  const problems: Problem[] = [];
  const feeds: OldFeed[] = [];
  const refused: Problem[] = [];
  for (const name of new Set(names)) {
    const read = await readOldFeed(name, options, problems);
    if ('rule' in read) refused.push({ severity: 'error', ...read, file: name });
    else feeds.push(read);
  }
  if (refused.length > 0) throw new ProblemError(refused, { exitCode: 2 });
  return { feeds, problems };
}

async function readOldFeed(
  name: string,
  options: ReadFeedsOptions,
  problems: Problem[],
): Promise<OldFeed | ProblemText> {
  const first = await (isWebAddress(name) ? fetched(name, options) : readFrom(name, options));
  if ('rule' in first) return first;
  const pages = [first.feed];
  const warn = (message: string, hint: string) =>
    problems.push({ severity: 'warning', rule: 'feed-page', message, hint, file: name });
  const seen = new Set([first.address, name]);
  for (let page = first; page.feed.next !== undefined && !seen.has(page.feed.next); ) {
    const { next } = page.feed;
    if (!isWebAddress(name)) {
      warn('more pages of this feed are on the web, and a file is read alone', `Save and name them, too: ${next}`);
      break;
    }
    if (pages.length >= mostPages) {
      warn(`this feed has more than ${mostPages} pages`, 'The entries of the others are not adopted.');
      break;
    }
    seen.add(next);
    const following = await fetched(next, options);
    if ('rule' in following) {
      warn(
        `a further page of this feed cannot be read: ${following.message.replace(unfetched, '')}`,
        `Entries of that page are missing here: ${next}`,
      );
      break;
    }
    seen.add(following.address!);
    page = following;
    pages.push(page.feed);
  }
  return feedOf(name, pages, first.address);
}

const unfetched = 'it cannot be fetched: ';

interface Page {
  readonly feed: ForeignFeed;
  readonly address?: string | undefined;
}

async function fetched(
  address: string,
  { cwd: _, site: _s, now, onPage, ...asking }: ReadFeedsOptions,
): Promise<Page | ProblemText> {
  onPage?.(address);
  const answer = await fetchFeed(address, {}, now.getTime(), asking);
  if ('fault' in answer)
    return {
      rule: 'feed-fetch',
      message: `${unfetched}${answer.fault}`,
      hint: 'Open it in a browser. If you see the feed there, save it and name the file.',
    };
  if (!('bytes' in answer))
    return { rule: 'feed-fetch', message: `${unfetched}it sent nothing`, hint: 'Try again later.' };
  const feed = parseForeignFeed(answer.bytes, { contentType: answer.contentType, address: answer.address });
  return isNoFeed(feed) ? feed : { feed, address: answer.address };
}

async function readFrom(name: string, { cwd, site }: ReadFeedsOptions): Promise<Page | ProblemText> {
  const path = resolve(cwd, name);
  try {
    const found = await stat(path);
    if (found.isDirectory())
      return { rule: 'feed-file', message: 'this is a folder', hint: 'Name the file of the feed in it.' };
    if (found.size > mostBytes)
      return {
        rule: 'feed-file',
        message: `this file is larger than ${mostBytes / 1024 / 1024} MB`,
        hint: 'Take apart what it holds into several feeds, and name them all.',
      };
    const bytes = await readFile(path);
    const feed = parseForeignFeed(bytes, { address: site });
    if (isNoFeed(feed)) return feed;
    // A saved feed may say itself where its addresses start.
    const again = feed.self === undefined ? feed : parseForeignFeed(bytes, { address: feed.self });
    return { feed: isNoFeed(again) ? feed : again };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const message = code === 'ENOENT' ? 'there is no such file' : `this file cannot be read (${code})`;
    return { rule: 'feed-file', message, hint: 'Name the file of a feed, or its address with https://.' };
  }
}

const formats = { atom: 'atom', rss: 'rss', rdf: 'rss', json: 'json' } as const;

function feedOf(name: string, pages: readonly ForeignFeed[], address: string | undefined): OldFeed {
  const [{ kind, id, url: site, self }] = pages as readonly [ForeignFeed];
  // The address that was asked is the one that readers have, wherever it leads.
  const known = isWebAddress(name) ? name : (self ?? address);
  return {
    name,
    kind,
    format: formats[kind],
    ...(known !== undefined && { address: known }),
    ...(id !== undefined && { id }),
    ...(site !== undefined && { site }),
    pages: pages.length,
    entries: pages.flatMap((page) => page.entries.map((entry) => entryOf(entry, kind))),
  };
}

function entryOf({ id, isPermaLink, url, title, published, updated }: ForeignEntry, kind: OldFeed['kind']): OldEntry {
  // Readers know an entry without an id by its address.
  const known = stripForbidden(id ?? '').trim() || url;
  return {
    ...(known !== undefined && { id: known }),
    ...(kind === 'rss' && id !== undefined && isPermaLink !== false && { isLink: true }),
    ...(url !== undefined && { url }),
    ...(title !== undefined && { title }),
    ...(published !== undefined && { published }),
    ...(updated !== undefined && { updated }),
  };
}
