import { z } from 'zod';
import { isInstant } from '../../lib/time.ts';
import { isWebAddress } from '../../lib/uri.ts';
import type { Problem } from '../../model/problem.ts';
import { entryStates, type StoredEntry, type StoredFeed } from './stored-feed.ts';

const header = 'tidings-source 1';

const text = z.string();
const web = text.refine(isWebAddress);
const instant = text.refine(isInstant);
const attachment = z.strictObject({
  url: web,
  type: text.optional(),
  length: z.number().optional(),
  title: text.optional(),
  duration: z.number().optional(),
});
const entryShape = z.strictObject({
  key: text.min(1),
  id: text.min(1),
  state: z.enum(entryStates),
  since: instant.optional(),
  gone: z.literal(true).optional(),
  url: web.optional(),
  title: text.optional(),
  summary: text.optional(),
  published: instant,
  updated: instant.optional(),
  language: text.optional(),
  authors: z.array(z.strictObject({ name: text.min(1), url: web.optional() })).optional(),
  tags: z.array(text).optional(),
  html: text.optional(),
  base: web.optional(),
  image: web.optional(),
  attachments: z.array(attachment).optional(),
});
const feedShape = z.strictObject({
  feed: web,
  title: text.optional(),
  link: web.optional(),
  language: text.optional(),
});

/** Entries with the lines that they stand in, counted from 1. */
export interface ReadStored {
  readonly stored: StoredFeed;
  readonly lines: ReadonlyMap<string, number>;
}

/**
 * Reads a file of `sources/`: its lines in any order, and of two lines of one entry, as a merge may leave them, the one
 * that is the lesser news, so that nothing is sent twice.
 */
export function parseStored(content: string, file: string): ReadStored | Problem[] {
  const rows = content.replace(/^\ufeff/, '').split(/\r?\n/);
  const conflict = rows.findIndex((row) => /^(<{7}|={7}|>{7}|\|{7})/.test(row));
  if (conflict >= 0) return [damaged('this holds a merge conflict', file, conflict + 1)];
  if (rows[0] !== header) {
    const isNewer = /^tidings-source \d+$/.test(rows[0] ?? '');
    return [damaged(isNewer ? 'this was written by a newer Tidings' : `the first line is not "${header}"`, file, 1)];
  }
  let feed: z.output<typeof feedShape> | undefined;
  const entries = new Map<string, StoredEntry>();
  const lines = new Map<string, number>();
  for (const [index, row] of rows.entries()) {
    if (row === '' || row === header) continue;
    const value = parsedRow(row);
    const isFeed = typeof value === 'object' && value !== null && 'feed' in value;
    const asFeed = isFeed ? feedShape.safeParse(value) : undefined;
    const asEntry = isFeed ? undefined : entryShape.safeParse(value);
    if (asFeed?.success) feed ??= asFeed.data;
    else if (!asEntry?.success) return [damaged('this line is damaged', file, index + 1)];
    else {
      const entry = asEntry.data as StoredEntry;
      const other = entries.get(entry.key);
      if (other && rankOf(other) <= rankOf(entry)) continue;
      entries.set(entry.key, entry);
      lines.set(entry.key, index + 1);
    }
  }
  if (!feed) return [damaged('the line with the address of the feed is missing', file, 1)];
  return { stored: { ...(feed as Omit<StoredFeed, 'entries'>), entries: [...entries.values()] }, lines };
}

/** The text of a file of `sources/`: a line each, sorted by key, so that additions do not touch in git. */
export function formatStored({ entries, feed, title, link, language }: StoredFeed): string {
  const rows = entries
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map((entry) => {
      const { key, id, state, since, gone, url, title: name, summary, published, updated, ...rest } = entry;
      const { language: own, authors, tags, html, base, image, attachments } = rest;
      const first = { key, id, state, since, gone, url, title: name, summary, published, updated, language: own };
      return JSON.stringify({ ...first, authors, tags, image, attachments, base, html });
    });
  return `${[header, JSON.stringify({ feed, title, link, language }), ...rows].join('\n')}\n`;
}

function rankOf({ state, gone }: StoredEntry): number {
  return gone ? -1 : entryStates.indexOf(state);
}

function parsedRow(row: string): unknown {
  try {
    return JSON.parse(row);
  } catch {
    return undefined;
  }
}

function damaged(message: string, file: string, line: number): Problem {
  const hint = message.includes('newer')
    ? 'Update Tidings.'
    : 'Bring the file back from git, or delete it and run "tidings fetch": what is in the feed then counts as seen.';
  return { severity: 'error', rule: 'source-file', message, hint, file, line, column: 1 };
}
