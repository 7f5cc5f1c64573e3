import { archivePages } from '../../../dist/feed/archive.js';
import { renderFeed } from '../../../dist/feed/feed.js';
import { mainFeed } from '../../../dist/feed/feeds.js';
import { countEntries } from './expect.js';
import { paged } from './publication.js';
import { records } from './records.js';

const [file, count] = process.argv.slice(2);
const publication = paged(records(file, Number(count)));
const main = mainFeed(publication);
for (const format of ['atom', 'rss', 'json']) {
  let held = 0;
  for (const page of archivePages(publication, main)) held += countEntries(await renderFeed(format, page));
  if (held !== Number(count)) throw new Error(`the archive holds ${held} articles instead of ${count}`);
  await renderFeed(format, main);
}
