import { findArticles } from '../articles.ts';
import { hiddenOutput, present, type SiteReader } from '../site.ts';

/** A folder of Markdown that no generator makes a site of: Tidings makes its pages. */
export const bareMarkdown: SiteReader = {
  name: 'Markdown',

  async recognise(tree) {
    const articles = await findArticles(tree, '');
    // With one file, somebody has only begun.
    return articles && articles.count > 1 ? `${articles.count} Markdown files` : undefined;
  },

  async read(tree) {
    const articles = await findArticles(tree, '');
    const title = /^# +(.+?) *#*$/m.exec(await tree.text('README.md'))?.[1];
    return {
      ...(title !== undefined && { title: { value: title, from: 'README.md', isGuess: true as const } }),
      ...(articles && { articles }),
      ...(articles?.value === '.' && {
        permalink: { value: '/{section}/{slug}/', from: 'by the folders', isGuess: true as const },
        output: {
          value: hiddenOutput,
          from: 'the articles are in the folder itself, so no visible folder can hold the output',
        },
      }),
      static: present(tree, 'static', 'public', 'images', 'assets').filter((folder) => folder !== articles?.value),
      notes: [],
    };
  },
};
