import { stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { type Problem, ProblemError } from '../model/problem.ts';
import { makeEnvironment } from '../publish/starter.ts';
import { createAtomically } from '../system/files.ts';
import { forGitAmong } from '../system/git.ts';
import { recogniseSite } from './recognise.ts';
import { type SettingsLine, settingsLines, settingsText } from './settings-text.ts';
import type { FoundSite } from './site.ts';
import { Tree } from './tree.ts';

/** A publication that was begun for a site. */
export interface Begun {
  readonly site: FoundSite;
  readonly lines: readonly SettingsLine[];
  readonly written: readonly string[];
  readonly kept: readonly string[];
  /** Lines for the site's .gitignore, which is not changed. */
  readonly toIgnore: readonly string[];
}

/**
 * Writes `tidings.yaml` for the site in a folder, and `.env` unless there is one; no other file is changed. Returns
 * undefined where there is no site.
 * @throws ProblemError with exit code 2 if sites are in folders below instead.
 */
export async function beginForSite(folder: string, named: string): Promise<Begun | undefined> {
  const tree = await Tree.open(folder);
  // A publication keeps the word that `init` has for one.
  if (tree.has('tidings.yaml')) return undefined;
  const site = await recogniseSite(tree, folder);
  if (site === undefined || site.generator === 'Markdown') await refuseSitesBelow(tree, folder, named);
  if (site === undefined) return undefined;
  const lines = settingsLines(site);
  if (!(await createAtomically(join(folder, 'tidings.yaml'), settingsText(site, lines)))) return undefined;
  const isNew = await makeEnvironment(folder, named);
  const output = `${site.output?.value ?? 'output'}/`;
  const own = {
    '.env': '.env',
    'tidings.db': 'tidings.db*',
    '.tidings/memory.db': '.tidings/',
    [`${output}atom.xml`]: output,
  };
  const seen = await forGitAmong(folder, Object.keys(own));
  return {
    site,
    lines,
    written: ['tidings.yaml', ...(isNew ? ['.env'] : [])],
    kept: isNew ? [] : ['.env'],
    toIgnore: Object.entries(own).flatMap(([path, line]) => (seen.includes(path) ? line : [])),
  };
}

/** The folder of the publication around a new one, if there is one; relative to the new one. */
export async function publicationAbove(folder: string): Promise<string | undefined> {
  for (let above = dirname(folder); above !== dirname(above); above = dirname(above)) {
    if (await stat(join(above, 'tidings.yaml')).catch(() => undefined))
      return relative(folder, above).replaceAll(sep, '/');
  }
  return undefined;
}

const settingsOfSites =
  /^((?:[^/]+\/){1,3})(_config\.ya?ml|hugo\.(toml|ya?ml|json)|config\.(toml|ya?ml)|config\/_default\/(hugo|config)\.\w+|eleventy\.config\.\w+|\.eleventy\.c?js|astro\.config\.\w+|\.vitepress\/config\.\w+|docusaurus\.config\.\w+|gatsby-config\.\w+|pelicanconf\.py|next\.config\.\w+)$/;
/** They hold sites to try the program with. */
const trials =
  /(^|\/)(tests?|test[-_]?\w*|fixtures?|examples?|example\w*|playground|benchmarks?|\w*templates?|starters?|themes|e2e|demos?|spec|packages)\//i;

/** A repository often has its site in a folder such as `docs`: articles are better found from there. */
async function refuseSitesBelow(tree: Tree, folder: string, named: string): Promise<void> {
  const places = tree.files.flatMap((file) =>
    trials.test(file) ? [] : (settingsOfSites.exec(file)?.[1]?.slice(0, -1) ?? []),
  );
  const found: { place: string; generator: string }[] = [];
  for (const place of new Set(places)) {
    const site = await recogniseSite(await Tree.open(join(folder, place)), join(folder, place));
    if (site && site.generator !== 'Markdown')
      found.push({ place: join(named, place).replaceAll(sep, '/'), generator: site.generator });
  }
  if (found.length === 0) return;
  const problem: Problem = {
    severity: 'error',
    rule: 'init',
    message: `the site is not in ${named === '.' ? 'this folder' : named} itself: ${found.map(({ place, generator }) => `${generator} in ${place}`).join(', ')}`,
    hint: `Run ${found.map(({ place }) => `"tidings init ${place}"`).join(' or ')}. For a publication of its own, name a new folder.`,
  };
  throw new ProblemError([problem], { exitCode: 2 });
}
