import { findArticles } from '../articles.ts';
import { type Fact, readSettings, type SiteSettings } from '../settings.ts';
import { below, firstOf, pathOf, present, type SiteReader } from '../site.ts';
import type { Tree } from '../tree.ts';

const main = /^(config\/_default\/)?(hugo|config)\.(toml|ya?ml|json)$/;

export const hugo: SiteReader = {
  name: 'Hugo',
  key: 'hugo',

  async recognise(tree) {
    const [file] = tree.matching(main);
    if (file === undefined) return undefined;
    if (/(^|\/)hugo\./.test(file) || file.startsWith('config/')) return file;
    const settings = await readSettings(tree, file);
    const isOwn =
      settings.at('baseURL', 'languageCode', 'theme', 'params.author', 'paginate') && !settings.at('base_url');
    return isOwn && (tree.hasFolder('content') || settings.at('contentDir')) ? file : undefined;
  },

  async read(tree, by) {
    const root = await readSettings(tree, by);
    const language = firstOf([root], (one) => one.at('languageCode', 'locale', 'defaultContentLanguage'));
    const own = root.at('defaultContentLanguage')?.value ?? language?.value.slice(0, 2) ?? 'en';
    const parts = tree.matching(/^config\/_default\/(languages|params|permalinks)(\.[\w-]+)?\.(toml|ya?ml|json)$/);
    const ranked = parts.filter((file) => !/languages\.[\w-]+\./.test(file) || file.includes(`languages.${own}.`));
    const others = await Promise.all(ranked.map((file) => readSettings(tree, file)));
    const all = [root, ...others];
    const inLanguage = (key: string) => [key, `languages.${own}.${key}`, `${own}.${key}`];
    const content = firstOf(all, (one) => one.at(...inLanguage('contentDir')))?.value ?? 'content';
    const articles = await findArticles(tree, content, { language: own });
    const [title, url, timezone] = ['title', 'baseURL', 'timeZone'].map((key) =>
      firstOf(all, (one) => one.at(...inLanguage(key))),
    );
    const author = firstOf(all, (one) =>
      one.at(
        'params.author',
        'params.author.name',
        'author',
        'author.name',
        'name',
        ...inLanguage('params.author.name'),
        ...inLanguage('params.author'),
      ),
    );
    const description = firstOf(all, (one) =>
      one.at(...inLanguage('params.description'), 'description', ...inLanguage('description')),
    );
    const folder = articles && languageless(below(content, articles.value) ?? '', own);
    const permalink = articles && permalinkOf(all, folder!);
    return {
      ...(title && { title }),
      ...(url && { url }),
      ...(language && { language }),
      ...(author && { author }),
      ...(description && { description }),
      ...(timezone && { timezone }),
      ...(articles && { articles }),
      ...(permalink && { permalink }),
      static: staticFolders(tree, root),
      feed: { value: `/${root.at('outputFormats.RSS.baseName')?.value ?? 'index'}.xml`, from: 'Hugo writes it there' },
      notes: [],
    };
  },
};

function staticFolders(tree: Tree, root: SiteSettings): string[] {
  const named = root.list('staticDir');
  return present(tree, ...(named.length > 0 ? named : [root.at('staticDir')?.value ?? 'static']));
}

/** Of `en/post`, `post`: the folder of the main language is not in the address. */
function languageless(folder: string, language: string): string {
  return below(language, folder) ?? folder;
}

function permalinkOf(all: readonly SiteSettings[], folder: string): Fact {
  const [section = ''] = folder.split('/');
  const isUgly = firstOf(all, (one) => one.at('uglyURLs', `uglyURLs.${section}`))?.value === 'true';
  const end = (path: string) => (isUgly ? path.replace(/\/$/, '.html') : path);
  const [pattern] = all.flatMap((one) => {
    const keys = section
      ? [`permalinks.${section}`, `permalinks.page.${section}`, section, `page.${section}`]
      : // Of several sections, the first one speaks for all.
        one.entries.map(({ path }) => path.join('.')).filter((path) => /^permalinks\.(page\.)?[^.]+$/.test(path));
    return one.at(...keys.filter((key) => key.startsWith('permalinks.') || one.file.includes('/permalinks.'))) ?? [];
  });
  if (pattern) return { ...pattern, value: pathOf(end(inFolder(pattern.value, folder))) };
  return {
    value: `${pathOf(folder, ':sections', ':slugorcontentbasename')}${isUgly ? '.html' : '/'}`,
    from: 'where Hugo puts it',
  };
}

/** The sections of Hugo begin at its content, and those of Tidings at the folder of the articles. */
function inFolder(pattern: string, folder: string): string {
  if (folder === '') return pattern;
  return pattern
    .replace(/:sections(slugs)?(?![[\w])/g, `${folder}/:sections$1`)
    .replace(/:section(slug)?(?![\w])/g, folder.split('/')[0]!);
}
