import { textOfHtml } from '../../feed/text.ts';
import type { ForeignEntry, ForeignFeed } from '../../read/foreign/feed-shape.ts';

/** A feed in each format as a feed reader understands it. */
export interface ReadFeeds {
  readonly atom: ForeignFeed;
  readonly rss: ForeignFeed;
  readonly json: ForeignFeed;
}

/** One entry, side by side. */
export interface ComparedEntry {
  readonly title: string;
  readonly url?: string;
  readonly rows: readonly ComparedField[];
}

export interface ComparedField {
  readonly name: string;
  readonly atom: string;
  readonly rss: string;
  readonly json: string;
  /** Whether a reader gets the same of all three. */
  readonly same: boolean;
  /** Why they differ, where the formats are the cause. */
  readonly reason?: string;
}

/** The entries of the three formats next to each other, found by their addresses, in the order of Atom. */
export function compareFeeds(feeds: ReadFeeds): ComparedEntry[] {
  const [atom, rss, json] = [byAddress(feeds.atom), byAddress(feeds.rss), byAddress(feeds.json)];
  const keys = new Set([...atom.keys(), ...rss.keys(), ...json.keys()]);
  return [...keys].map((key) => {
    const entries = { atom: atom.get(key), rss: rss.get(key), json: json.get(key) };
    const shown = entries.atom ?? entries.rss ?? entries.json!;
    return {
      title: shown.title ?? '(no title)',
      ...(shown.url !== undefined && { url: shown.url }),
      rows: fields.flatMap((field) => compareField(field, entries, feeds)),
    };
  });
}

type Entries = Readonly<Record<'atom' | 'rss' | 'json', ForeignEntry | undefined>>;

interface FieldRule {
  readonly name: string;
  readonly read: (entry: ForeignEntry, feed: ForeignFeed) => string;
  /** The value as far as it is to agree; without it the whole. */
  readonly meaning?: (text: string) => string;
  readonly reason?: string;
}

const fields: readonly FieldRule[] = [
  { name: 'Title', read: ({ title = '' }) => title },
  {
    name: 'Published',
    read: ({ published = '' }) => published,
    meaning: instantOf,
    reason: 'RSS counts whole seconds and has no offset of its own.',
  },
  { name: 'Updated', read: ({ updated = '' }) => updated, meaning: instantOf },
  {
    name: 'Id',
    read: ({ id = '' }) => id,
    reason: 'An earlier site published this entry under another id, and its readers know it by that.',
  },
  { name: 'Address', read: ({ url = '' }) => url },
  {
    name: 'Summary',
    read: ({ summary = '' }) => summary,
    reason: 'RSS has to describe each item, so it shows the beginning where the article has no summary.',
  },
  { name: 'Content', read: ({ html = '' }) => html, meaning: (html) => textOfHtml(html).replace(/\s+/g, ' ').trim() },
  {
    name: 'Authors',
    read: ({ authors }) => authors.map(({ name, url }) => (url === undefined ? name : `${name} (${url})`)).join(', '),
    reason: 'RSS knows the names of authors and not their addresses.',
  },
  {
    name: 'Attachments',
    read: ({ attachments }) => attachments.map(attachmentWords).join(', '),
    reason: 'RSS has one enclosure without a title, others are media, and Atom has no room for a duration.',
  },
  { name: 'Picture', read: ({ image = '' }) => image },
  { name: 'Tags', read: ({ tags }) => tags.join(', ') },
  { name: 'Language', read: ({ language }, feed) => language ?? feed.language ?? '' },
];

/** A field that no format has anything to say of is left out. */
function compareField(
  { name, read, meaning = (text) => text, reason }: FieldRule,
  entries: Entries,
  feeds: ReadFeeds,
): ComparedField[] {
  const of = (format: keyof Entries) => (entries[format] ? read(entries[format], feeds[format]) : '');
  const values = { atom: of('atom'), rss: of('rss'), json: of('json') };
  const said = Object.values(values);
  if (said.every((value) => value === '')) return [];
  const same = new Set(said.map(meaning)).size === 1;
  const lacking = (['atom', 'rss', 'json'] as const).filter((format) => !entries[format]);
  const why = lacking.length > 0 ? 'This feed is full, and the entry is older than its last one.' : reason;
  return [{ name, ...values, same, ...(!same && why !== undefined && { reason: why }) }];
}

function byAddress({ entries }: ForeignFeed): Map<string, ForeignEntry> {
  return new Map(entries.map((entry, index) => [entry.url ?? entry.id ?? String(index), entry]));
}

function attachmentWords({ url, type, length, title, duration }: ForeignEntry['attachments'][number]): string {
  const details = [type, length && `${length} bytes`, title, duration && `${Math.round(duration)} s`].filter(Boolean);
  return details.length > 0 ? `${url} (${details.join(', ')})` : url;
}

function instantOf(date: string): string {
  const instant = Date.parse(date);
  return Number.isNaN(instant) ? date : String(Math.floor(instant / 1000));
}
