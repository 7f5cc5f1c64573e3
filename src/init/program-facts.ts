import { isWebAddress } from '../lib/uri.ts';
import { type Fact, readSettings, SiteSettings } from './settings.ts';
import { firstOf } from './site.ts';
import type { Tree } from './tree.ts';

/** Files in which sites that are programs keep their name and address, the likeliest first. */
const data = [
  /^(src\/|[\w-]+\/)?_data\/(site|metadata|meta|config|global)(\.11tydata)?\.(json|js|cjs|mjs|ts|ya?ml)$/,
  /^((src|data|lib|config|app|src\/(data|lib|config|app|utils?))\/)?(site|metadata|blog)?[-_.]?(meta-?data|config|consts|constants|site|meta)\.(ts|mts|js|mjs|cjs|json|ya?ml|toml)$/i,
  /^[\w.-]*\bconstants\.(m?js|ts)$/,
  /^(src\/)?app\/layout\.(tsx|jsx|js|ts)$/,
  /(^|\/)[\w.[\]-]*(feed|rss|atom)[\w.[\]-]*(\/route)?\.(ts|mts|js|mjs|tsx)$/i,
  /^(src\/)?(app|pages)\/(robots|sitemap)[\w.]*\.(ts|js)$/,
];
const tools =
  /(^|\/)(tailwind|postcss|eslint|prettier|vite|vitest|jest|babel|webpack|tsconfig|playwright|next\.config|svelte)\b[\w.-]*\.\w+$|__tests__|\.(test|spec)\./;
/** So many of them are read. */
const enough = 40;

/** The settings of a site that is a program: the file of its generator first, then those that it likely imports. */
export async function programSettings(tree: Tree, main: readonly string[]): Promise<SiteSettings[]> {
  const found = data.flatMap((pattern) => tree.matching(pattern).filter((file) => !tools.test(file)));
  const files = [...new Set([...main, ...found])].slice(0, enough);
  return Promise.all(files.map((file) => readSettings(tree, file)));
}

/** The name, address, language, author and description, by the names that programs give them. */
export function programFacts(all: readonly SiteSettings[]) {
  const named = (names: readonly string[], isSuch?: (value: string) => boolean) =>
    firstOf(all, (one) => withoutRepeated(one).named(names, isSuch));
  const title = named(['title', 'siteTitle', 'SITE_TITLE', 'siteName', 'site_name', 'ogTitle'], isName);
  const url = named(
    [
      'site',
      'siteUrl',
      'SITE_URL',
      'siteURL',
      'base_url',
      'baseUrl',
      'BASE_URL',
      'metadataBase',
      'hostname',
      'url',
      'website',
      'domain',
      'base',
      'homepage',
      'link',
      'id',
    ],
    isHome,
  );
  const language = named(['lang', 'language', 'locale', 'defaultLocale', 'htmlLang'], isTag);
  const author =
    firstOf(all, (one) => one.at('author.name', 'siteMetadata.author.name')) ??
    firstOf(all, (one) => inAuthor(one)) ??
    named(['author', 'siteAuthor', 'SITE_AUTHOR'], isName);
  const description = named(['description', 'siteDescription', 'SITE_DESCRIPTION', 'tagline', 'subtitle'], isSentence);
  const timezone = named(['timezone', 'timeZone'], (value) => /^[A-Z]\w+\/\w+|^UTC$/.test(value));
  return {
    ...(title && { title }),
    ...(url && { url }),
    ...(language && { language }),
    ...(author && { author }),
    ...(description && { description }),
    ...(timezone && { timezone }),
  };
}

/** Without the items of lists, such as those of menus, and the arguments of tags in a page's head. */
function withoutRepeated({ file, entries }: SiteSettings): SiteSettings {
  const kept = entries.filter(
    ({ path }) =>
      !path.some((part) =>
        /^(\[\]|head|nav|sidebar|social|socials|links|footer|plugins|icons|webmanifest)$/i.test(part),
      ),
  );
  return new SiteSettings(file, kept);
}

function inAuthor({ file, entries }: SiteSettings): Fact | undefined {
  const found = entries.find(({ path }) => path.at(-1) === 'name' && /^authors?$/i.test(path.at(-2) ?? ''));
  return found && { value: found.value, from: file };
}

function isName(value: string): boolean {
  return value.length <= 80 && /\p{L}/u.test(value) && !/^https?:|^[./]|[{}<>]|%s/.test(value);
}

function isSentence(value: string): boolean {
  return value.length <= 400 && /\p{L}/u.test(value) && !/^https?:|[{}<>]/.test(value);
}

/** The root of a site, and neither a page somewhere nor a place to develop it. */
export function isHome(value: string): boolean {
  const url = isWebAddress(value) ? URL.parse(value) : null;
  if (!url?.hostname.includes('.') || url.search !== '' || url.hash !== '') return false;
  if (
    /^(\d+\.)+\d+$|(^|\.)(github\.com|gitlab\.com|twitter\.com|x\.com|schema\.org|w3\.org|npmjs\.com|facebook\.com|linkedin\.com|youtube\.com|googleapis\.com|plausible\.io|algolia\.net)$/.test(
      url.hostname,
    )
  )
    return false;
  // A project of GitHub Pages has a folder; an article is deeper.
  return /^\/[\w-]*\/?$/.test(url.pathname);
}

function isTag(value: string): boolean {
  return /^[a-z]{2}([-_][a-z]{2,4})*$/i.test(value);
}
