import { findArticles } from '../articles.ts';
import { readSettings } from '../settings.ts';
import { below, pathOf, present, type SiteReader } from '../site.ts';

export const zola: SiteReader = {
  name: 'Zola',
  key: 'zola',

  async recognise(tree) {
    const file = tree.first('config.toml', 'zola.toml');
    if (file === undefined) return undefined;
    return (await readSettings(tree, file)).at('base_url') ? file : undefined;
  },

  async read(tree, by) {
    const settings = await readSettings(tree, by);
    const articles = await findArticles(tree, 'content');
    const [title, url, language, description] = ['title', 'base_url', 'default_language', 'description'].map((key) =>
      settings.at(key),
    );
    const author = settings.at('author', 'extra.author', 'extra.author.name');
    const makesFeeds = (settings.at('generate_feeds', 'generate_feed', 'generate_rss')?.value ?? 'false') === 'true';
    const feed = settings.list('feed_filenames')[0] ?? settings.at('feed_filename')?.value ?? 'atom.xml';
    return {
      ...(title && { title }),
      ...(url && { url }),
      ...(language && { language }),
      ...(author && { author }),
      ...(description && { description }),
      ...(articles && {
        articles,
        permalink: {
          value: `${pathOf(below('content', articles.value), '{section}', '{slug}')}/`,
          from: 'where Zola puts it',
        },
      }),
      static: present(tree, 'static'),
      ...(makesFeeds && { feed: { value: `/${feed}`, from: by } }),
      notes: [],
    };
  },
};
