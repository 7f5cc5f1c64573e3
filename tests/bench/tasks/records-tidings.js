import { renderFeed } from '../../../dist/feed/feed.js';
import { mainFeed } from '../../../dist/feed/feeds.js';
import { expectEntries } from './expect.js';
import { settings } from './publication.js';
import { records } from './records.js';

const [file, count] = process.argv.slice(2);
const feed = mainFeed({ settings, articles: records(file, Number(count)) });
for (const format of ['atom', 'rss', 'json']) expectEntries(await renderFeed(format, feed), Number(count));
