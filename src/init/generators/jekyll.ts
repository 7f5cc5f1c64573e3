import { findArticles } from '../articles.ts';
import { type Fact, readSettings, type SiteSettings } from '../settings.ts';
import { hiddenOutput, present, type SiteReader } from '../site.ts';
import { foldersWith, type Tree } from '../tree.ts';

export const jekyll: SiteReader = {
  name: 'Jekyll',
  key: 'jekyll',

  async recognise(tree) {
    const file = tree.first('_config.yml', '_config.yaml', '_config.toml');
    if (file === undefined) return undefined;
    const posts = tree.files.find((path) => /(^|\/)_posts\//.test(path) && !path.startsWith('source/'));
    if (posts !== undefined) return `${file} and ${posts.slice(0, posts.indexOf('_posts/'))}_posts/`;
    return tree.hasFolder('_layouts') || tree.hasFolder('_includes') || tree.has('Gemfile') ? file : undefined;
  },

  async read(tree, by) {
    const settings = await readSettings(tree, by.split(' ')[0]!);
    const start = (settings.at('collections_dir') ?? settings.at('source'))?.value.replace(/^\.?\/|\/$/g, '') ?? '';
    const posts = present(tree, start === '' ? '_posts' : `${start}/_posts`)[0];
    const articles = await findArticles(tree, posts ?? start, posts ? { by: 'where Jekyll keeps them' } : {});
    const url = urlOf(settings);
    return {
      ...facts(settings),
      ...(url && { url }),
      ...(articles && { articles }),
      permalink: permalinkOf(settings),
      static: foldersWith(tree, '', /\.(png|jpe?g|gif|svg|webp|avif|ico|pdf|mp3|mp4)$/i).filter(
        (path) => /^[\w-]/.test(path) && path !== '_posts' && !path.startsWith('_'),
      ),
      ...feedOf(tree, settings),
      output: { value: hiddenOutput, from: 'Jekyll publishes a folder named output' },
      notes: notesOf(settings),
    };
  },
};

function facts(settings: SiteSettings) {
  const title = settings.at('title', 'name', 'site.title');
  const language = settings.at('lang', 'language', 'locale');
  const author = settings.at('author.name', 'author', 'authors.0.name', 'authors.0');
  const description = settings.at('description', 'tagline');
  const timezone = settings.at('timezone');
  return {
    ...(title && { title }),
    ...(language && { language }),
    ...(author && { author }),
    ...(description && { description }),
    ...(timezone && { timezone }),
  };
}

function urlOf(settings: SiteSettings): Fact | undefined {
  const url = settings.at('url', 'production_url');
  const base = settings.at('baseurl')?.value.replace(/^\/|\/$/g, '');
  return url && base ? { ...url, value: `${url.value.replace(/\/$/, '')}/${base}/` } : url;
}

function permalinkOf(settings: SiteSettings): Fact {
  const own =
    settings.at('collections.posts.permalink') ??
    settings.entries.flatMap(({ path, value }) =>
      /^defaults\.\d+\.values\.permalink$/.test(path.join('.')) && isForPosts(settings, path[1]!)
        ? { value, from: settings.file }
        : [],
    )[0] ??
    settings.at('permalink');
  // Its notation and the names of its styles are understood as they are.
  return own ?? { value: 'date', from: 'where Jekyll puts it' };
}

/** Whether one of the defaults is for posts. */
function isForPosts(settings: SiteSettings, index: string): boolean {
  const type = settings.at(`defaults.${index}.scope.type`)?.value;
  const path = settings.at(`defaults.${index}.scope.path`)?.value ?? '';
  return type === 'posts' || (type === undefined && /^_posts\/?$/.test(path));
}

function feedOf(tree: Tree, settings: SiteSettings): { feed?: Fact } {
  const path = settings.at('feed.path');
  if (path) return { feed: path };
  if (settings.mentions('jekyll-feed')) return { feed: { value: '/feed.xml', from: 'jekyll-feed' } };
  const file = tree.first('feed.xml', 'atom.xml', 'rss.xml', 'feed.atom', 'index.xml');
  return file === undefined ? {} : { feed: { value: `/${file}`, from: file } };
}

/** The files of Tidings in the folder of a site, all of which Jekyll would publish. */
const ours = ['tidings.yaml', 'tidings.lock', 'tidings.db*', 'issues', 'themes'];

function notesOf(settings: SiteSettings): string[] {
  const excluded = settings.list('exclude');
  const wanted = ours.filter((one) => !isExcluded(one, excluded));
  if (wanted.length === 0) return [];
  const line =
    excluded.length > 0
      ? `Add to the list "exclude" of ${settings.file}: ${wanted.join(', ')}`
      : `Add to ${settings.file}: exclude: [${wanted.join(', ')}]`;
  return [`Jekyll publishes every file whose name does not begin with _ or a dot, the list of readers, too. ${line}`];
}

/** Whether one of Jekyll's patterns covers a name; `*` stands for any letters in both. */
function isExcluded(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const source = pattern
      .replace(/^\/|\/$/g, '')
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*');
    return new RegExp(`^${source}$`).test(name);
  });
}

/** The settings of a site of Jekyll that would publish the list of readers; undefined where it is excluded or no such site. */
export async function publishesList(tree: Tree): Promise<string | undefined> {
  const file = tree.first('_config.yml', '_config.yaml', '_config.toml');
  if (file === undefined) return undefined;
  return isExcluded('tidings.db', (await readSettings(tree, file)).list('exclude')) ? undefined : file;
}
