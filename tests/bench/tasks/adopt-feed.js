// Reads a feed of somebody else; without a second argument the bytes alone.
import { readFileSync } from 'node:fs';
import { parseForeignFeed } from '../../../dist/read/foreign/foreign-feed.js';

const [file, what] = process.argv.slice(2);
const bytes = readFileSync(file);
if (what === 'parse') {
  const feed = parseForeignFeed(bytes, { address: 'https://garden.example.org/feed.xml' });
  if (!feed.entries?.length) throw new Error('no entries');
}
