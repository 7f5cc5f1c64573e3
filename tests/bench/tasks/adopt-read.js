// Reads a folder of articles, whatever is written in their front matter, as the first step of a build.
import { readArticles } from '../../../dist/read/index.js';
import { settings } from './publication.js';

const [folder, count] = process.argv.slice(2);
const { manuscripts, problems } = await readArticles(folder, {
  settings,
  root: folder,
  display: (file) => file,
  slugFrom: 'file',
});
const error = problems.find(({ severity }) => severity === 'error');
if (error || manuscripts.length !== Number(count))
  throw new Error(`${manuscripts.length} articles: ${JSON.stringify(error)}`);
