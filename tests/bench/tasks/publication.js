import { readArticles } from '../../../dist/read/index.js';
import { withDefaults } from '../../../dist/settings/input.js';

/** The publication that all parts of the bench use. Its feeds hold every article, however many: the peers know no bound. */
export const settings = withDefaults({
  title: 'Bench Letters',
  url: 'https://example.org/',
  authors: [{ name: 'First Author' }],
  feeds: { maxItems: 1e9, maxBytes: 1e12 },
});

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

/** The articles, newest first, in archive pages as a build fills them from the oldest on. */
export function paged(articles) {
  const { archiveItems, maxItems, maxBytes } = withDefaults({ title: settings.title, url: settings.url }).feeds;
  const pages = new Map(
    articles.map(({ id }, index) => [id, Math.floor((articles.length - 1 - index) / archiveItems) + 1]),
  );
  return { settings: { ...settings, feeds: { ...settings.feeds, maxItems, maxBytes } }, articles, pages };
}
