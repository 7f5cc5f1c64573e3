import type { FeedSource } from '../../../src/model/feed-source.ts';
import type { ForeignEntry, ForeignFeed } from '../../../src/read/foreign/feed-shape.ts';

export const source: FeedSource = {
  url: 'https://garden.example.org/feed.xml',
  file: 'garden',
  own: false,
  settle: 30 * 60_000,
  maxAge: 30 * 86_400_000,
  tags: [],
  place: ['sources', 0],
};

/** An entry of a feed; the letter is its name in every field. */
export function entry(name: string, changes: Partial<ForeignEntry> = {}): ForeignEntry {
  return {
    id: `urn:${name}`,
    url: `https://garden.example.org/${name}`,
    title: `Title ${name}`,
    html: `<p>Text ${name}.</p>`,
    published: '2026-11-20T09:00:00Z',
    authors: [],
    tags: [],
    attachments: [],
    ...changes,
  };
}

export function feed(...entries: readonly ForeignEntry[]): ForeignFeed {
  return { kind: 'rss', title: 'Garden', url: 'https://garden.example.org/', entries };
}
