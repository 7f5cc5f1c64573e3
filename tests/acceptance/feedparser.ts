import { contentOf, type Reader, run, type Shown } from './reader.ts';

/**
 * A reader that is made as feedparser's manual shows, which tells articles apart by their ids.
 * @param python Debian's python3, which finds feedparser. @param home An empty folder.
 */
export function feedparser(python: string, feeds: readonly string[], home: string): Reader {
  const memories = new Map<string, Memory>(
    feeds.map((feed) => [feed, { etag: null, modified: null, updated: new Map() }]),
  );
  const poll = async () => {
    const asked = [...memories].map(([url, { etag, modified }]) => ({ url, etag, modified }));
    const told = await run(python, ['-c', script], { home, input: JSON.stringify(asked) });
    const answers = JSON.parse(told) as Answer[];
    return Object.fromEntries(
      [...memories].map(([feed, memory], index) => [feed, news(feed, memory, answers[index]!)]),
    );
  };
  return { poll, updated: (feed, id) => memories.get(feed)!.updated.get(id) };
}

/** What a program made with feedparser has to know of one feed between two polls. */
interface Memory {
  etag: string | null;
  modified: string | null;
  readonly updated: Map<string, number>;
}

interface Answer {
  readonly status: number;
  /** Why the feed is not well-formed, or empty. */
  readonly bozo: string;
  readonly etag: string | null;
  readonly modified: string | null;
  readonly items: readonly (Omit<Shown, 'content'> & { updated: number; content: string })[];
}

function news(feed: string, memory: Memory, answer: Answer): Shown[] {
  if (answer.bozo) throw new Error(`feedparser on ${feed}: ${answer.bozo}`);
  if (answer.status === 304) return [];
  if (answer.status !== 200 && answer.status !== 301) throw new Error(`feedparser on ${feed}: ${answer.status}`);
  memory.etag = answer.etag;
  memory.modified = answer.modified;
  const fresh = answer.items.filter(({ id }) => !memory.updated.has(id));
  for (const { id, updated } of answer.items) memory.updated.set(id, updated);
  return fresh.map(({ updated: _, content, ...item }) => ({ ...item, content: contentOf(content) }));
}

const script = `
import calendar, feedparser, json, sys
def tell(entry):
    return {
        'id': entry.id, 'title': entry.title, 'url': entry.link,
        'authors': [author['name'] for author in entry.authors],
        'published': calendar.timegm(entry.published_parsed) * 1000,
        'updated': calendar.timegm(entry.updated_parsed) * 1000,
        'content': entry.content[0].value if 'content' in entry else entry.summary,
    }
def ask(feed):
    answer = feedparser.parse(feed['url'], etag=feed['etag'], modified=feed['modified'])
    return {
        'status': answer.get('status', 0), 'bozo': repr(answer.get('bozo_exception', '')) if answer.bozo else '',
        'etag': answer.get('etag'), 'modified': answer.get('modified'),
        'items': [tell(entry) for entry in answer.entries],
    }
json.dump([ask(feed) for feed in json.load(sys.stdin)], sys.stdout)
`;
