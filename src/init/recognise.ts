import { basename } from 'node:path';
import { isLanguage, isWebAddress } from '../lib/uri.ts';
import { exclusionNotes } from './exclusions.ts';
import { astro } from './generators/astro.ts';
import { bareMarkdown } from './generators/bare.ts';
import { docusaurus } from './generators/docusaurus.ts';
import { eleventy } from './generators/eleventy.ts';
import { gatsby } from './generators/gatsby.ts';
import { hexo } from './generators/hexo.ts';
import { hugo } from './generators/hugo.ts';
import { jekyll } from './generators/jekyll.ts';
import { next } from './generators/next.ts';
import { pelican } from './generators/pelican.ts';
import { vitepress } from './generators/vitepress.ts';
import { zola } from './generators/zola.ts';
import { isHome } from './program-facts.ts';
import { type Fact, readSettings } from './settings.ts';
import type { FoundSite, SiteReader } from './site.ts';
import type { Tree } from './tree.ts';

/** A file of one of them may be there in a site of another; the surest come first. */
const generators: readonly SiteReader[] = [
  hexo,
  jekyll,
  zola,
  hugo,
  eleventy,
  astro,
  vitepress,
  docusaurus,
  gatsby,
  pelican,
  next,
  bareMarkdown,
];

/** Whose site a folder holds and what its own files say of it; undefined if there are no articles to begin with. */
export async function recogniseSite(tree: Tree, folder: string): Promise<FoundSite | undefined> {
  for (const generator of generators) {
    const by = await generator.recognise(tree);
    if (by === undefined) continue;
    const read = await generator.read(tree, by);
    if (!read.articles) continue;
    const { name, key } = generator;
    return completed({ generator: name, ...(key !== undefined && { key }), by, ...read }, tree, folder);
  }
  return undefined;
}

/** Values that the generator's own settings leave open, from other files of the site, or guessed. */
async function completed(site: FoundSite, tree: Tree, folder: string): Promise<FoundSite> {
  const url = addressOf(site.url) ?? (await addressIn(tree));
  const language = languageOf(site.language) ?? (await languageIn(tree));
  const description = site.description && { ...site.description, value: inOneLine(site.description.value) };
  const author = site.author && { ...site.author, value: nameIn(site.author.value) };
  const title = site.title ?? titleOf(url, folder);
  return {
    ...site,
    url: url ?? { value: 'https://example.org/', from: 'nothing here says it', isGuess: true },
    title: { ...title, value: inOneLine(title.value) },
    language: language ?? { value: 'en', from: 'nothing here says it', isGuess: true },
    ...(description && { description }),
    ...(author && { author }),
    notes: [...site.notes, ...(await exclusionNotes(tree, site))],
  };
}

/** Without the tags that some sites write into a description. */
function inOneLine(text: string): string {
  return text
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The name of `name@example.org (A Name)`, `A Name <name@example.org>` and `A Name (https://example.org)`. */
function nameIn(text: string): string {
  const named = /^\S+@\S+\s+\((.+)\)$/.exec(text)?.[1] ?? text.replace(/\s*(<[^>]*>|\(https?:[^)]*\))/g, '');
  return inOneLine(named) || text;
}

function titleOf(url: Fact | undefined, folder: string): Fact {
  return url
    ? { value: new URL(url.value).hostname.replace(/^www\./, ''), from: 'the host of its address', isGuess: true }
    : { value: basename(folder), from: 'the name of the folder', isGuess: true };
}

/** With its scheme; nothing where the site says only a path. */
function addressOf(found: Fact | undefined): Fact | undefined {
  if (!found) return undefined;
  const value = /^\/\//.test(found.value) ? `https:${found.value}` : found.value;
  return isWebAddress(value) && !/^https?:\/\/(localhost|127\.|0\.0\.0\.0)/.test(value)
    ? { ...found, value }
    : undefined;
}

async function addressIn(tree: Tree): Promise<Fact | undefined> {
  for (const file of ['CNAME', 'public/CNAME', 'static/CNAME', 'src/CNAME']) {
    const host = (await tree.text(file)).trim().split(/\s/)[0];
    if (host && !host.includes('/') && isWebAddress(`https://${host}/`))
      return { value: `https://${host}/`, from: file };
  }
  for (const file of ['robots.txt', 'public/robots.txt', 'static/robots.txt', 'src/robots.txt']) {
    const map = /^sitemap:\s*(\S+)/im.exec(await tree.text(file))?.[1];
    if (map !== undefined && isWebAddress(map)) return { value: `${new URL(map).origin}/`, from: file };
  }
  const home = (await readSettings(tree, 'package.json')).at('homepage');
  return home && isHome(home.value) ? { ...home, isGuess: true } : undefined;
}

function languageOf(found: Fact | undefined): Fact | undefined {
  const value = found?.value.replace(/[._](utf-?8)$/i, '').replaceAll('_', '-');
  return found && value !== undefined && isLanguage(value)
    ? { ...found, value: Intl.getCanonicalLocales(value)[0]! }
    : undefined;
}

/** The pages' own templates say in which language they are. */
async function languageIn(tree: Tree): Promise<Fact | undefined> {
  const templates = tree.matching(
    /(^|\/)(_?layout|base\w*|_?default|_?document|root|index|html|main|head)\.(html?|njk|liquid|astro|tsx|jsx|js|webc|hbs|ejs|pug|vue|svelte)$/i,
  );
  for (const file of templates.slice(0, 40)) {
    const tag = /<html[^>]*\blang=["']([a-z-]+)["']/i.exec(await tree.text(file))?.[1];
    if (tag !== undefined && isLanguage(tag)) return { value: Intl.getCanonicalLocales(tag)[0]!, from: file };
  }
  return undefined;
}
