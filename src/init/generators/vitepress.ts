import { findArticles } from '../articles.ts';
import { programFacts, programSettings } from '../program-facts.ts';
import { readSettings } from '../settings.ts';
import { below, pathOf, present, type SiteReader } from '../site.ts';

export const vitepress: SiteReader = {
  name: 'VitePress',
  key: 'vitepress',

  async recognise(tree) {
    return tree.matching(/^\.vitepress\/config(\/index)?\.(m?js|cjs|m?ts)$/)[0];
  },

  async read(tree, by) {
    const main = await readSettings(tree, by);
    const shared = tree.matching(/^\.vitepress\/config\/\w+\.(m?js|m?ts)$/);
    const near = tree.matching(/^\.vitepress\/[\w.-]*(feed|rss|build|meta|site)[\w.-]*\.(m?js|m?ts)$/i);
    const facts = programFacts(await programSettings(tree, [by, ...shared, ...near]));
    const source = (main.named(['srcDir'])?.value ?? '').replace(/^\.\/?|\/$/g, '');
    const articles = await findArticles(tree, source, { language: facts.language?.value });
    const isClean = main.named(['cleanUrls'])?.value === 'true';
    const feed = /(?:rss|atom)\+xml['"]\s*,\s*href:\s*['"`]([^'"`]+)/.exec(await tree.text(by))?.[1];
    const folder = articles && (below(source, articles.value) ?? '');
    return {
      ...facts,
      ...(articles && {
        articles,
        permalink: {
          value: `${pathOf(folder, '{section}', '{filename}')}${isClean ? '' : '.html'}`,
          from: isClean ? `where VitePress puts it with cleanUrls of ${by}` : 'where VitePress puts it',
        },
      }),
      static: present(tree, source === '' ? 'public' : `${source}/public`),
      ...(feed !== undefined && { feed: { value: feed, from: by } }),
      notes: [],
    };
  },
};
