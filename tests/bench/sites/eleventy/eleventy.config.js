import { feedPlugin } from '@11ty/eleventy-plugin-rss';

const metadata = {
  title: 'Bench Letters',
  subtitle: 'Letters of a bench',
  language: 'en',
  base: 'https://example.org/',
  author: { name: 'First Author' },
};

export default function configure(eleventy) {
  eleventy.addCollection('articles', (all) => all.getFilteredByGlob('articles/*.md'));
  for (const [type, outputPath] of [
    ['atom', '/atom.xml'],
    ['rss', '/rss.xml'],
    ['json', '/feed.json'],
  ])
    eleventy.addPlugin(feedPlugin, { type, outputPath, collection: { name: 'articles', limit: 0 }, metadata });
  // Articles are no templates here, as with the others.
  return { markdownTemplateEngine: false };
}
