// Prints what each stage of a feed costs in seconds of CPU, as JSON: {"atom": {"draft": …, "complete": …, "prove": …}, …}.
import { archivePages } from '../../../dist/feed/archive.js';
import { completeAtom } from '../../../dist/feed/complete/atom.js';
import { completeJson } from '../../../dist/feed/complete/json.js';
import { completeRss } from '../../../dist/feed/complete/rss.js';
import { entryOf } from '../../../dist/feed/content.js';
import { draft } from '../../../dist/feed/draft.js';
import { mainFeed } from '../../../dist/feed/feeds.js';
import { proveAtom } from '../../../dist/feed/prove/atom.js';
import { proveJson } from '../../../dist/feed/prove/json.js';
import { proveRss } from '../../../dist/feed/prove/rss.js';
import { loadLibrary } from '../../../dist/feed/prove/xml.js';
import { paged } from './publication.js';
import { records } from './records.js';

const [file, count] = process.argv.slice(2);
const publication = paged(records(file, Number(count)));
const pages = [...archivePages(publication, mainFeed(publication))];
const library = await loadLibrary();
const stages = {
  atom: [completeAtom, (bytes, feed, entries) => proveAtom(library, bytes, feed, entries)],
  rss: [completeRss, (bytes, feed, entries) => proveRss(library, bytes, feed, entries)],
  json: [completeJson, (bytes, feed, entries) => proveJson(bytes, feed, entries)],
};

const costs = {};
for (const [format, [complete, prove]] of Object.entries(stages)) {
  const cost = {};
  const timed = (stage, work) => {
    const begin = process.cpuUsage();
    const result = work();
    const { user, system } = process.cpuUsage(begin);
    cost[stage] = (cost[stage] ?? 0) + (user + system) / 1e6;
    return result;
  };
  for (const feed of pages) {
    const entries = timed('content', () => feed.articles.map((article) => entryOf(article)));
    const drafted = timed('draft', () => draft(format, feed, entries));
    const completed = timed('complete', () => complete(drafted, feed, entries));
    timed('prove', () => prove(Buffer.from(completed), feed, entries));
  }
  costs[format] = cost;
}
process.stdout.write(JSON.stringify(costs));
