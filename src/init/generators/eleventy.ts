import { type ArticlesFolder, findArticles } from '../articles.ts';
import { programFacts, programSettings } from '../program-facts.ts';
import { type Fact, readSettings, type SiteSettings } from '../settings.ts';
import { below, hiddenOutput, pathOf, present, type SiteReader } from '../site.ts';
import type { Tree } from '../tree.ts';

export const eleventy: SiteReader = {
  name: 'Eleventy',
  key: 'eleventy',

  async recognise(tree) {
    const [file] = tree.matching(/^(eleventy\.config\.(js|cjs|mjs|ts)|\.eleventy\.(js|cjs))$/);
    if (file !== undefined) return file;
    return /"@11ty\/eleventy"/.test(await tree.text('package.json')) ? 'package.json' : undefined;
  },

  async read(tree, by) {
    const main = await readSettings(tree, by);
    const text = await tree.text(by);
    const input = inputOf(main, text);
    const inside = input === '' ? '' : `${input}/`;
    const own = tree.matching(/^([\w-]+\/)?_data\/(site|metadata|meta|config|global)\.(json|m?js|cjs|ya?ml)$/);
    const all = await programSettings(tree, by === 'package.json' ? own : [...own, by]);
    const facts = programFacts(all);
    const articles = await findArticles(tree, input, { language: facts.language?.value });
    const feed = feedOf(tree, all, inside);
    return {
      ...facts,
      ...(articles && { articles, permalink: await permalinkOf(tree, input, articles) }),
      static: staticOf(tree, text, input),
      ...(feed && { feed }),
      ...(input === '' && { output: { value: hiddenOutput, from: 'Eleventy would read the pages in output/' } }),
      notes:
        input === ''
          ? [
              `Eleventy reads .html and .md files of hidden folders, too, unless git ignores them: add ${hiddenOutput}/ to .gitignore or .eleventyignore`,
            ]
          : [],
    };
  },
};

function escaped(path: string): string {
  return path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function inputOf(main: SiteSettings, text: string): string {
  const called = /setInputDirectory\(\s*["'`]([^"'`]+)["'`]/.exec(text)?.[1];
  const input = called ?? main.entries.find(({ path }) => path.slice(-2).join('.') === 'dir.input')?.value ?? '.';
  return input.replace(/^\.\/?|\/$/g, '');
}

/**
 * Where a path such as `/img/tide.png` is looked up, by the places in the program that say which folders are copied: a
 * folder inside the input keeps its path below it.
 */
function staticOf(tree: Tree, text: string, input: string): string[] {
  const copied = [
    ...text.matchAll(/addPassthroughCopy\(\s*(\{\s*)?["'`]([^"'`*]+)["'`](?:\s*:\s*["'`]([^"'`]*)["'`])?/g),
  ];
  const roots = copied.flatMap(([, isMapped, path, to]) => {
    const from = path!.replace(/^\.?\//, '').replace(/\/$/, '');
    if (!tree.hasFolder(from)) return [];
    if (isMapped) return /^[./]*$/.test(to ?? '/') ? from : [];
    return below(input, from) !== undefined && input !== '' ? input : from;
  });
  return present(tree, ...roots, 'public', 'static');
}

/** A data file of the folder says where its pages go, or else their paths do. */
async function permalinkOf(tree: Tree, input: string, { value }: ArticlesFolder): Promise<Fact> {
  const name = value.slice(value.lastIndexOf('/') + 1);
  const files = tree.matching(new RegExp(`^${escaped(value)}/${escaped(name)}(\\.11tydata)?\\.(json|js|cjs|mjs)$`));
  for (const file of files) {
    const pattern = (await readSettings(tree, file)).named(['permalink']);
    const own = pattern && templateOf(pattern.value);
    if (own) return { value: own, from: file };
    if (pattern)
      return {
        value: pathOf(below(input, value), '{filename}/'),
        from: `"${pattern.value}" of ${file} is a program`,
        isGuess: true,
      };
  }
  return { value: `${pathOf(below(input, value), '{section}', '{filename}')}/`, from: 'where Eleventy puts it' };
}

/** The path of a template that holds nothing but the name of the file and the date. */
function templateOf(template: string): string | undefined {
  const path = template
    .replace(/\{\{-?\s*(page\.)?fileSlug(\s*\|\s*\w+)?\s*-?\}\}/g, '{filename}')
    .replace(/\{\{-?\s*(page\.)?(slug|title\s*\|\s*(slug|slugify))(\s*\|\s*\w+)?\s*-?\}\}/g, '{slug}')
    .replace(/\{\{-?\s*page\.date\s*\|\s*date:?\s*\(?["']%Y\/%m\/%d["']\)?\s*-?\}\}/g, '{year}/{month}/{day}')
    .replace(/\{\{-?\s*page\.date\s*\|\s*date:?\s*\(?["']%Y["']\)?\s*-?\}\}/g, '{year}')
    .replace(/index\.html$/, '');
  return /\{(slug|filename)\}/.test(path) && !/\{\{|\{%|\s/.test(path) ? pathOf(path) : undefined;
}

function feedOf(tree: Tree, all: readonly SiteSettings[], inside: string): Fact | undefined {
  for (const one of all) {
    const found = one.entries.find(({ path, value }) => path.at(-1) === 'outputPath' && /\.(xml|json)$/.test(value));
    if (found) return { value: found.value, from: one.file };
  }
  const file = tree.files.find(
    (path) => path.startsWith(inside) && /(^|\/)(feed|rss|atom)[\w-]*(\.xml)?\.(njk|liquid|11ty\.js|xml)$/.test(path),
  );
  if (file === undefined) return undefined;
  const name = file.slice(inside.length).replace(/(\.xml)?\.(njk|liquid|11ty\.js|xml)$/, '.xml');
  return { value: `/${name}`, from: file, isGuess: true };
}
