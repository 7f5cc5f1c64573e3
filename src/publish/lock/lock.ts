import { isDeepStrictEqual } from 'node:util';
import type { FeedIds } from '../../model/feed-ids.ts';

/** One article in the lock: the values that must never change by accident. */
export interface LockEntry extends FeedIds {
  readonly id: string;
  /** Relative to the publication; how a file finds its entry again. */
  readonly path: string;
  readonly slug: string;
  readonly url: string;
  readonly published: string;
  readonly updated: string;
  /** Of the normalised source: `updated` moves only with it. */
  readonly hash: string;
  /** Of the normalised text alone, without title: an article is known by it under another name. Missing for no text. */
  readonly body?: string;
  /** The archive page that it was given when it was first seen, from 1; kept when it is removed. */
  readonly page?: number;
  /** When a build first met it. Without it, readers may know the article: then it leaves a tombstone. */
  readonly seen?: string;
  /** Counts the builds that met new articles: of equal dates, the later one is the newer article. */
  readonly order?: number;
  /** Paths at which it once stood on the same site, for redirects. */
  readonly moved?: readonly string[];
  /** When the article was found missing. */
  readonly removed?: string;
}

/** One issue in the lock. */
export interface IssueEntry {
  /** Its id; that of the article for an article that was sent by itself. */
  readonly issue: string;
  /** Of a hand-made one: its file relative to the publication, which is how that finds its entry again, */
  readonly path?: string;
  readonly slug?: string;
  /** and a hash of all that the file says, by which it is known under another name. */
  readonly hash?: string;
  /** The ids of the articles that it carried; set once it was frozen for sending, and kept for ever. */
  readonly articles?: readonly string[];
}

/** An address of an earlier feed at which no file can be, such as `/feed/`: it leads to the main feed of its format. */
export interface FeedAddress {
  /** A path of this site, percent-encoded, beginning with `/`. */
  readonly address: string;
  readonly format: 'atom' | 'rss' | 'json';
}

/** All that must outlive the outputs. */
export interface Lock {
  /** The main feed's id: the publication's first address. Absent before the first build. */
  readonly feed?: string;
  readonly addresses?: readonly FeedAddress[];
  /** The List-Id of letters where the settings give none: the host that the publication had when it was noted. */
  readonly listId?: string;
  readonly entries: readonly LockEntry[];
  readonly issues?: readonly IssueEntry[];
}

/**
 * Notes what an issue carries, for good: from now on it holds these articles, and no later digest carries them. Issue
 * and articles by their ids. `again`: one that reached nobody is
 * frozen anew, with the articles that it carries now.
 */
export function freezeIssue(lock: Lock, issue: string, articles: readonly string[], again = false): Lock {
  const { issues = [] } = lock;
  const before = issues.find((entry) => entry.issue === issue);
  if (before?.articles && (!again || isDeepStrictEqual(before.articles, articles))) return lock;
  const frozen = { ...before, issue, articles };
  return { ...lock, issues: [...issues.filter((entry) => entry !== before), frozen] };
}

export const lockName = 'tidings.lock';
