import { type ArticlesFolder, findArticles } from '../articles.ts';
import { programFacts, programSettings } from '../program-facts.ts';
import type { Fact } from '../settings.ts';
import { below, pathOf, present, type SiteReader } from '../site.ts';
import type { Tree } from '../tree.ts';

export const next: SiteReader = {
  name: 'Next.js',
  key: 'next',

  async recognise(tree) {
    const [file] = tree.matching(/^next\.config\.(m?js|cjs|m?ts)$/);
    // Many programs are made with it; a site with articles has Markdown.
    return file !== undefined && (await findArticles(tree, '')) ? file : undefined;
  },

  async read(tree, by) {
    const facts = programFacts(
      await programSettings(tree, tree.matching(/^(site|data\/site\w*)\.(json|js|ts)$/).concat(by)),
    );
    const articles = await findArticles(tree, '', { language: facts.language?.value });
    const hasSlash = /trailingSlash:\s*true/.test(await tree.text(by));
    const permalink = articles && permalinkOf(tree, articles, hasSlash ? '/' : '');
    const feed =
      tree.matching(/^(src\/)?app\/(.*\/)?(rss|feed|atom)[\w-]*(\.xml)?\/route\.(ts|js)$/)[0] ??
      tree.matching(/^public\/(.*\/)?(rss|feed|atom|index)\.xml$/)[0];
    return {
      ...facts,
      ...(articles && { articles }),
      ...(permalink && { permalink }),
      static: present(tree, 'public'),
      ...(feed !== undefined && {
        feed: { value: feed.replace(/^(src\/)?(app|public)/, '').replace(/\/route\.\w+$/, ''), from: feed },
      }),
      notes: [],
    };
  },
};

function permalinkOf(tree: Tree, { value: folder }: ArticlesFolder, end: string): Fact {
  for (const pages of ['src/pages', 'pages', 'src/app', 'app']) {
    const path = below(pages, folder);
    if (path !== undefined)
      return { value: `${pathOf(path, '{section}', '{filename}')}${end}`, from: 'where Next.js puts a page' };
  }
  const routes = tree
    .matching(/^(src\/)?(app\/.*\[(\.\.\.)?\w+\]\/page\.\w+|pages\/.*\[(\.\.\.)?\w+\]\.\w+)$/)
    .filter((file) => !/\/(tags?|categor\w+|authors?|page|api)\//.test(file));
  const name = folder.slice(folder.lastIndexOf('/') + 1);
  const route =
    routes.find((file) => file.includes(`/${name}/`)) ??
    routes.find((file) => /\/(blog|posts?|articles?|writing)\//.test(file)) ??
    routes[0];
  if (route === undefined)
    return { value: `${pathOf(name, '{section}', '{filename}')}${end}`, from: 'no route says where', isGuess: true };
  const path = route
    .replace(/^(src\/)?(app|pages)/, '')
    .replace(/\/\[[^\]]*\](\/page)?\.\w+$/, '')
    .replace(/\/\([^)]*\)|\/\[[^\]]*\]/g, '');
  return {
    value: `${pathOf(path, ...(route.includes('[...') ? ['{section}'] : []), '{filename}')}${end}`,
    from: route,
  };
}
