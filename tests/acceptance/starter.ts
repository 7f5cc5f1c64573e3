import { execFile } from 'node:child_process';
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { escapeXml } from '../../src/lib/escape.ts';
import { filesBelow } from '../../src/system/files.ts';
import { tellJson } from '../feed/reading.ts';
import { contentOf, type Shown } from './reader.ts';
import { type Site, serve } from './serve.ts';

/** The starter publication, built and on the web, as somebody has it who ran `init` and `build` and deployed. */
export interface Published {
  /** The publication folder; `output/` in it is what the site shows. */
  readonly folder: string;
  readonly site: Site;
  /** The slugs of its articles, as the build told them. */
  readonly articles: readonly string[];
  close(): Promise<void>;
}

/** Builds a copy of the starter, with further settings and files, for the address of its own server. To be closed. */
export async function publishStarter(settings = '', files: Readonly<Record<string, string>> = {}): Promise<Published> {
  const folder = await mkdtemp(join(tmpdir(), 'tidings-acceptance-'));
  await cp(fileURLToPath(new URL('../../templates/starter', import.meta.url)), folder, { recursive: true });
  await appendFile(join(folder, 'tidings.yaml'), settings);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  // The lock has given out the archive's pages already, and other settings give out others.
  if (settings !== '')
    for (const path of ['tidings.lock', '.tidings']) await rm(join(folder, path), { recursive: true, force: true });
  // Ids are minted under an address of one's own, and then kept wherever the site is served.
  const yaml = await readFile(join(folder, 'tidings.yaml'), 'utf8');
  await writeFile(join(folder, 'tidings.yaml'), yaml.replace(/^url: \S+/m, 'url: https://journal.example.com'));
  await build(folder);
  const site = await serve(join(folder, 'output'));
  const close = async () => {
    await site.close();
    await rm(folder, { recursive: true, force: true });
  };
  const { articles } = await build(folder, site.url);
  await deployedLongAgo(site.folder);
  return { folder, site, articles, close };
}

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** `tidings build` as a person runs it. Returns what it reports. */
export async function build(folder: string, url?: string): Promise<{ articles: string[]; written: string[] }> {
  const args = [cli, 'build', folder, '--json', '--now', '2026-12-31T00:00:00Z'];
  const env = { PATH: process.env.PATH, HOME: folder, ...(url !== undefined && { TIDINGS_URL: url }) };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return JSON.parse(stdout);
}

/** Dates have seconds: what is built next shall differ in its date from what was built before. */
async function deployedLongAgo(output: string): Promise<void> {
  const then = new Date('2026-11-22T12:00:00Z');
  for (const path of await filesBelow(output)) await utimes(join(output, path), then, then);
}

/** Every feed of a site in XML: its path, and the path of the same feed in JSON. */
export async function feedsOf({ folder }: Pick<Site, 'folder'>): Promise<{ path: string; json: string }[]> {
  const paths = (await filesBelow(folder)).filter((path) => /(^|\/)(atom|rss)(-\d+)?\.xml$/.test(path));
  return paths.map((path) => ({ path, json: path.replace(/(atom|rss)((-\d+)?)\.xml$/, 'feed$2.json') }));
}

/** What a feed in JSON holds, newest first, as readers should show it. */
export async function articlesIn({ folder }: Pick<Site, 'folder'>, path: string): Promise<Shown[]> {
  const told = tellJson(await readFile(join(folder, path), 'utf8'));
  return told.map(({ id, title, url, authors, published, content, summary }) => ({
    id,
    title,
    url,
    authors,
    published,
    // A feed of summaries holds nothing else, and readers show them in the place of content.
    content: contentOf(content ?? escapeXml(summary)),
  }));
}
