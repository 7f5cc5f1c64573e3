import { findArticles } from '../articles.ts';
import { programFacts, programSettings } from '../program-facts.ts';
import { readSettings } from '../settings.ts';
import { pathOf, present, type SiteReader } from '../site.ts';

export const docusaurus: SiteReader = {
  name: 'Docusaurus',

  async recognise(tree) {
    return tree.matching(/^docusaurus\.config\.(m?js|cjs|m?ts)$/)[0];
  },

  async read(tree, by) {
    const main = await readSettings(tree, by);
    const facts = programFacts(await programSettings(tree, [by]));
    const inBlog = (key: string) => main.entries.find(({ path }) => path.slice(-2).join('.') === `blog.${key}`)?.value;
    const folder = (inBlog('path') ?? 'blog').replace(/^\.\//, '');
    const articles = await findArticles(tree, folder, { by: 'where Docusaurus keeps them' });
    const route = inBlog('routeBasePath') ?? 'blog';
    return {
      ...facts,
      ...(articles && { articles }),
      permalink: {
        value: pathOf(route, '{year}/{month}/{day}/{slug}'),
        from: 'where Docusaurus puts it, unless an article names a slug',
        isGuess: true,
      },
      static: present(tree, 'static'),
      feed: { value: `${pathOf(route)}/atom.xml`, from: 'Docusaurus writes it there' },
      notes: [],
    };
  },
};
