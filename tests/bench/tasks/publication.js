import { readArticles } from '../../../dist/read/index.js';

/** The publication that all parts of the bench use. */
export const settings = {
  title: 'Bench Letters',
  url: 'https://example.org/',
  language: 'en',
  timezone: 'UTC',
  authors: [{ name: 'First Author' }],
  permalink: '/articles/{slug}/',
  newsletter: {},
};

/** Reads a folder of articles as `tidings build` does. */
export async function read(folder) {
  const { manuscripts, problems } = await readArticles(folder, {
    settings,
    root: folder,
    display: (file) => file,
    slugFrom: 'file',
  });
  if (problems.length > 0) throw new Error(JSON.stringify(problems[0]));
  return manuscripts;
}
