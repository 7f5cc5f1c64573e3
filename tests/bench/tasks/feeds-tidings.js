// Reads a folder of Markdown and renders Atom, RSS and JSON Feed, each proven.
import { renderFeed } from '../../../dist/feed/feed.js';
import { mainFeed } from '../../../dist/feed/feeds.js';
import { newestFirst } from '../../../dist/model/publication.js';
import { identifyArticles } from '../../../dist/publish/lock/identify.js';
import { expectEntries } from './expect.js';
import { read, settings } from './publication.js';

const [folder, count] = process.argv.slice(2);
const { articles } = identifyArticles(await read(folder), [], settings, new Date());
const feed = mainFeed({ settings, articles: newestFirst(articles) });
for (const format of ['atom', 'rss', 'json']) expectEntries(await renderFeed(format, feed), Number(count));
