import { findArticles } from '../articles.ts';
import { dates, translated } from '../permalinks.ts';
import { readSettings } from '../settings.ts';
import { present, type SiteReader } from '../site.ts';

export const hexo: SiteReader = {
  name: 'Hexo',

  async recognise(tree) {
    const file = tree.first('_config.yml', '_config.yaml');
    if (file === undefined) return undefined;
    if (tree.hasFolder('source/_posts')) return `${file} and source/_posts/`;
    return /"hexo"/.test(await tree.text('package.json')) ? file : undefined;
  },

  async read(tree, by) {
    const settings = await readSettings(tree, by.split(' ')[0]!);
    const source = settings.at('source_dir')?.value ?? 'source';
    const [title, language, author, description, timezone] = [
      'title',
      'language',
      'author',
      'description',
      'timezone',
    ].map((key) => settings.at(key));
    const url = settings.at('url');
    const pattern = settings.at('permalink');
    const words = {
      ...dates,
      title: '{section}/{slug}',
      name: '{slug}',
      post_title: '{title}',
      category: ':categories',
      lang: '{section}',
    };
    const path = translated(pattern?.value ?? ':year/:month/:day/:title/', words);
    const feed = settings.at('feed.path', 'feed.path.0');
    const articles = await findArticles(tree, `${source}/_posts`, { by: 'where Hexo keeps them' });
    const first =
      language ??
      (settings.list('language')[0] ? { value: settings.list('language')[0]!, from: settings.file } : undefined);
    return {
      ...(title && { title }),
      ...(url && { url }),
      ...(first && { language: first }),
      ...(author && { author }),
      ...(description && { description }),
      ...(timezone && { timezone }),
      ...(articles && { articles }),
      ...(path && { permalink: { value: path, from: pattern ? settings.file : 'where Hexo puts it' } }),
      static: present(tree, source),
      ...(feed && { feed: { ...feed, value: `/${feed.value}` } }),
      notes: [],
    };
  },
};
