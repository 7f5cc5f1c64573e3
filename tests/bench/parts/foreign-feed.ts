import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../folder.ts';
import { compare } from '../measure.ts';
import { task } from '../ours.ts';
import { costTable, type Table } from '../table.ts';

const size = 10_000_000;
const bars = { seconds: 2, megabytes: 200 };

/** A feed of 10 MB with escaped HTML, as blogs write it, to records. */
export function foreignFeed(): Table {
  const file = join(temporaryFolder(), 'feed.xml');
  writeFileSync(file, documentOf(size));
  const costs = compare(
    [
      { name: 'its bytes alone', command: task('adopt-feed', file) },
      { name: 'parsed', command: task('adopt-feed', file, 'parse') },
    ],
    5,
  );
  const { cpu, memory } = costs.get('parsed')!;
  const isHeld = cpu <= bars.seconds && memory <= bars.megabytes;
  const notes = [`The bar is ${bars.seconds} s and ${bars.megabytes} MB: ${isHeld ? 'held' : 'missed'}.`];
  return costTable({ key: 'adopt-feed', title: 'An RSS feed of 10 MB', notes }, costs);
}

function documentOf(bytes: number): string {
  const paragraph =
    '&lt;p&gt;The tide turned &amp;amp; the boats, &lt;a href=&quot;/boats&quot;&gt;all of them&lt;/a&gt;, turned with it.&lt;/p&gt;\n';
  const body = paragraph.repeat(25);
  const items: string[] = [];
  for (let length = 0; length < bytes; length += items.at(-1)!.length) {
    const address = `https://garden.example.org/${items.length}`;
    items.push(
      `<item><title>Entry ${items.length} &amp;amp; more</title><link>${address}</link><guid>${address}</guid>
<pubDate>Mon, 23 Nov 2026 09:00:00 +0000</pubDate><category>tides</category><content:encoded>${body}</content:encoded></item>`,
    );
  }
  return `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Tides</title>${items.join('\n')}</channel></rss>`;
}
