import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { writeArticles } from '../articles.ts';
import { temporaryFolder } from '../folder.ts';
import { type Contender, compare } from '../measure.ts';
import { cli } from '../ours.ts';
import { costTable, type Table } from '../table.ts';

/** A publication from nothing to feeds and pages on the disk, beside two generators of sites. */
export function* sites(counts: readonly number[] = [1000, 10_000]): Generator<Table> {
  for (const count of counts) {
    const contenders = [
      tidings('tidings', count, 'newsletter: false\n'),
      // Ten thousand letters take minutes, and a thousand tell the same.
      ...(count > 5000 ? [] : [tidings('tidings, with a letter each', count)]),
      eleventy(count),
      ...(hasHugo() ? [hugo(count)] : []),
    ];
    const costs = compare(contenders, 3);
    const notes = contenders.map(({ name, output }) => `${name}: ${writtenIn(output)}.`);
    if (!hasHugo()) notes.push('Hugo is not installed here.');
    const title = `${count.toLocaleString('en')} Markdown files to a site with feeds, from nothing`;
    yield costTable({ key: `sites-${count}`, title, notes: [notes.join(' ')] }, costs);
  }
}

interface Site extends Contender {
  readonly output: string;
}

/** A copy of a folder below `sites/` with articles in it, built anew each round. */
function site(name: string, template: string, articles: string, count: number): Site & { readonly cwd: string } {
  const cwd = temporaryFolder();
  cpSync(join(import.meta.dirname, '../sites', template), cwd, { recursive: true });
  // Without tags: ours would make a page and three feeds of each, the others nothing.
  writeArticles(join(cwd, articles), count, { tagged: false });
  const output = join(cwd, 'output');
  const before = () => {
    for (const made of ['output', '.tidings', 'tidings.lock', 'resources'])
      rmSync(join(cwd, made), { recursive: true, force: true });
  };
  return { name, cwd, output, before, command: [] };
}

function tidings(name: string, count: number, settings = ''): Site {
  const made = site(name, 'tidings', 'articles', count);
  appendFileSync(join(made.cwd, 'tidings.yaml'), settings);
  return { ...made, command: [process.execPath, cli, 'build'] };
}

function eleventy(count: number): Site {
  const made = site('Eleventy 3', 'eleventy', 'articles', count);
  const modules = join(import.meta.dirname, '../node_modules');
  cpSync(join(made.cwd, 'articles.11tydata.json'), join(made.cwd, 'articles/articles.11tydata.json'));
  symlinkSync(modules, join(made.cwd, 'node_modules'));
  const program = join(modules, '@11ty/eleventy/cmd.cjs');
  return { ...made, command: [process.execPath, program, '--quiet', '--output=output'] };
}

function hugo(count: number): Site {
  const made = site('Hugo', 'hugo', 'content/articles', count);
  return { ...made, command: ['hugo', '--quiet', '--destination', 'output'] };
}

function hasHugo(): boolean {
  return spawnSync('hugo', ['version']).status === 0;
}

/** What a contender wrote: one that leaves out pages is a quick one, so the table says how many there are. */
function writtenIn(output: string): string {
  const files = readdirSync(output, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const missing = ['atom.xml', 'rss.xml', 'feed.json'].filter((name) => !existsSync(join(output, name)));
  if (missing.length > 0) throw new Error(`${output} lacks ${missing.join(', ')}`);
  const pages = files.filter(({ name }) => name === 'index.html').length;
  const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  const number = (value: number) => value.toLocaleString('en');
  return `${number(pages)} pages, ${number(files.length)} files, ${(bytes / 1e6).toFixed(0)} MB`;
}
