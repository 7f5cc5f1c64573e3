import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { contentOf, type Reader, run, type Shown } from './reader.ts';

/**
 * Newsboat, subscribed to some feeds; what it keeps lies in an empty folder. One database a feed, for in one
 * database it takes the articles of two feeds that have the same ids for the same rows. It sends what it needs for a 304 from the third poll on.
 */
export async function newsboat(program: string, feeds: readonly string[], home: string): Promise<Reader> {
  const folders = new Map(feeds.map((feed, index) => [feed, join(home, String(index))]));
  for (const [feed, folder] of folders) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'urls'), `${feed}\n`);
    const lines = ['download-timeout 120', `error-log ${join(folder, 'errors')}`];
    await writeFile(join(folder, 'config'), `${lines.join('\n')}\n`);
    await writeFile(join(folder, 'errors'), '');
  }
  const pollOne = async (feed: string, folder: string) => {
    const places = ['-u', join(folder, 'urls'), '-c', join(folder, 'cache.db'), '-C', join(folder, 'config')];
    await run(program, [...places, '-x', 'reload'], { home });
    // It ends with 0 also where it could not read a feed, and shows nothing new then.
    const errors = await readFile(join(folder, 'errors'), 'utf8');
    if (errors !== '') throw new Error(`newsboat could not read ${feed}: ${errors}`);
    const unread = query(folder, 'SELECT * FROM rss_item WHERE unread = 1 ORDER BY pubDate DESC');
    query(folder, 'UPDATE rss_item SET unread = 0');
    return [feed, unread] as const;
  };
  return {
    poll: async () =>
      Object.fromEntries(await Promise.all([...folders].map(([feed, folder]) => pollOne(feed, folder)))),
    shows: (feed) => query(folders.get(feed)!, 'SELECT * FROM rss_item ORDER BY pubDate DESC'),
  };
}

interface Row {
  readonly guid: string;
  readonly title: string;
  readonly author: string;
  readonly url: string;
  /** Seconds. */
  readonly pubDate: number;
  readonly content: string;
}

function query(folder: string, sql: string): Shown[] {
  const database = new DatabaseSync(join(folder, 'cache.db'));
  try {
    return (database.prepare(sql).all() as unknown as Row[]).map((row) => ({
      id: row.guid,
      title: row.title,
      url: row.url,
      authors: row.author.split(', '),
      published: row.pubDate * 1000,
      content: contentOf(row.content),
    }));
  } finally {
    database.close();
  }
}
