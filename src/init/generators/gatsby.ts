import { findArticles } from '../articles.ts';
import { programFacts, programSettings } from '../program-facts.ts';
import { readSettings } from '../settings.ts';
import { present, type SiteReader } from '../site.ts';

export const gatsby: SiteReader = {
  name: 'Gatsby',

  async recognise(tree) {
    return tree.matching(/^gatsby-config\.(m?js|ts)$/)[0];
  },

  async read(tree, by) {
    const main = await readSettings(tree, by);
    const facts = programFacts(await programSettings(tree, [by]));
    const articles = await findArticles(tree, '', { language: facts.language?.value });
    const feed = main.entries.find(({ path, value }) => path.at(-1) === 'output' && /\.xml$/.test(value));
    return {
      ...facts,
      ...(articles && { articles }),
      permalink: { value: '/{section}/{filename}/', from: 'where the blog of Gatsby puts it', isGuess: true },
      static: present(tree, 'static'),
      ...(feed && { feed: { value: feed.value, from: by } }),
      notes: [],
    };
  },
};
