// Makes a thousand records of what Tidings reads from Markdown, so that records cost little to have in memory.
import { writeFileSync } from 'node:fs';
import { identifyArticles } from '../../../dist/publish/lock/identify.js';
import { read, settings } from './publication.js';

const [folder, file] = process.argv.slice(2);
const { articles } = identifyArticles(await read(folder), [], settings, new Date());
writeFileSync(file, JSON.stringify(articles));
