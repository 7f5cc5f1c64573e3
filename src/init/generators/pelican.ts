import { findArticles } from '../articles.ts';
import { readSettings } from '../settings.ts';
import { firstOf, hiddenOutput, present, type SiteReader } from '../site.ts';

export const pelican: SiteReader = {
  name: 'Pelican',

  async recognise(tree) {
    return tree.first('pelicanconf.py');
  },

  async read(tree, by) {
    const all = [await readSettings(tree, 'publishconf.py'), await readSettings(tree, by)];
    const [title, url, language, author, description, timezone] = [
      'SITENAME',
      'SITEURL',
      'DEFAULT_LANG',
      'AUTHOR',
      'SITESUBTITLE',
      'TIMEZONE',
    ].map((key) => firstOf(all, (one) => one.at(key)));
    const content = firstOf(all, (one) => one.at('PATH'))?.value ?? 'content';
    const articles = await findArticles(tree, content);
    const pattern = firstOf(all, (one) => one.at('ARTICLE_URL'));
    const feed = firstOf(all, (one) => one.at('FEED_ALL_ATOM', 'FEED_ATOM', 'FEED_ALL_RSS'));
    return {
      ...(title && { title }),
      ...(url && { url }),
      ...(language && { language }),
      ...(author && { author }),
      ...(description && { description }),
      ...(timezone && { timezone }),
      ...(articles && { articles }),
      permalink: pattern
        ? {
            ...pattern,
            value: `/${pattern.value
              .replace(/\{date:%Y\}/g, '{year}')
              .replace(/\{date:%m\}/g, '{month}')
              .replace(/\{date:%d\}/g, '{day}')}`,
          }
        : { value: '/{slug}.html', from: 'where Pelican puts it' },
      static: present(tree, content),
      feed: feed
        ? { ...feed, value: `/${feed.value}` }
        : { value: '/feeds/all.atom.xml', from: 'where Pelican puts it' },
      output: { value: hiddenOutput, from: 'Pelican writes its site into output/' },
      notes: [],
    };
  },
};
