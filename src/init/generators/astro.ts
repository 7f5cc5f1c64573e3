import { findArticles } from '../articles.ts';
import { programFacts, programSettings } from '../program-facts.ts';
import type { Fact } from '../settings.ts';
import { pathOf, present, type SiteReader } from '../site.ts';
import type { Tree } from '../tree.ts';

export const astro: SiteReader = {
  name: 'Astro',
  key: 'astro',

  async recognise(tree) {
    return tree.matching(/^astro\.config\.(m?js|cjs|m?ts)$/)[0];
  },

  async read(tree, by) {
    const facts = programFacts(await programSettings(tree, [by]));
    const language = facts.language?.value;
    const starts = ['src/content', 'src/data', 'content', 'src/pages', 'src', ''].filter(
      (start) => start === '' || tree.hasFolder(start),
    );
    let articles: Awaited<ReturnType<typeof findArticles>>;
    for (const start of starts) {
      const found = await findArticles(tree, start, { language });
      if (found && (articles === undefined || found.count - found.undated > articles.count - articles.undated))
        articles = found;
      if (articles && articles.count > articles.undated) break;
    }
    const isUgly = /format:\s*['"]file['"]/.test(await tree.text(by));
    const permalink = articles && permalinkOf(tree, articles.value, isUgly);
    const feed = tree
      .matching(/^src\/pages\/.*\b(rss|feed|atom)(\.xml|\.json)?\.(ts|js|mjs)$|^src\/pages\/(rss|feed|atom)\.\w+\.\w+$/)
      .toSorted((a, b) => a.split('/').length - b.split('/').length)[0];
    return {
      ...facts,
      ...(articles && { articles }),
      ...(permalink && { permalink }),
      static: present(tree, 'public'),
      ...(feed !== undefined && {
        feed: { value: feed.slice('src/pages'.length).replace(/\.(ts|js|mjs)$/, ''), from: feed },
      }),
      notes: [],
    };
  },
};

/** The page that shows an article names its place, if it is in a folder that is named like that of the articles. */
function permalinkOf(tree: Tree, folder: string, isUgly: boolean): Fact {
  const end = isUgly ? '.html' : '/';
  if (folder.startsWith('src/pages'))
    return {
      value: `${pathOf(folder.slice('src/pages'.length), '{section}', '{slug}')}${end}`,
      from: 'where Astro puts it',
    };
  const pages = tree
    .matching(/^src\/pages\/.*\[(\.\.\.)?(slug|id|post|entry|path)\](\/index)?\.astro$/)
    .filter((file) => !/\/(tags?|categor\w+|authors?|og[\w-]*)\//.test(file));
  const name = folder.slice(folder.lastIndexOf('/') + 1);
  const like =
    pages.find((file) => file.includes(`/${name}/`)) ??
    pages.find((file) => /\/(blog|posts?|articles?|writing)\//.test(file)) ??
    pages[0];
  if (like === undefined)
    return {
      value: `${pathOf(name, '{section}', '{slug}')}${end}`,
      from: 'no page under src/pages says where',
      isGuess: true,
    };
  const path = like.slice('src/pages'.length).replace(/\[[^\]]*\](\/index)?\.astro$/, '');
  const isNested = like.includes('[...');
  return {
    value: `${pathOf(path.replace(/\/\[[^\]]*\]/g, ''), ...(isNested ? ['{section}'] : []), '{slug}')}${end}`,
    from: like,
  };
}
