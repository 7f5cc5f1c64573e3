import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type Plugin, rolldown } from 'rolldown';

/*
 * `node tests/release/bundle.ts`, after compiling: puts the program and the processes that it starts in place of their
 * compiled files, joined to a few files of `dist/chunks`. Loading six hundred modules one by one took a third of the time
 * of a small build. The library keeps a file for each module: its users have a program of their own to load.
 */

const root = join(import.meta.dirname, '../..');
const dist = join(root, 'dist');

/** Begun by their paths; all else is loaded by these. */
const entries = ['cli', 'publish/letters/compile-process', 'rehearse/sender-process'];

/** Packages of which any command loads a part. The others are loaded seldom, by themselves, and are none of our files. */
const joined = new Set([
  ...['commander', 'dom-serializer', 'domelementtype', 'domhandler', 'domutils', 'entities', 'feed', 'htmlparser2'],
  ...['image-size', 'linkify-it', 'liquidjs', 'markdown-it', 'markdown-it-emoji', 'markdown-it-footnote', 'mdurl'],
  ...['punycode.js', 'sax', 'smol-toml', 'uc.micro', 'xml-js', 'yaml', 'zod'],
]);

/** Joins the program's modules. Writes `dist/chunks` anew, and the licences of the packages in it. */
export async function bundleProgram(): Promise<void> {
  rmSync(join(dist, 'chunks'), { recursive: true, force: true });
  const found = await rolldown({
    input: Object.fromEntries(entries.map((entry) => [entry, join(root, 'src', `${entry}.ts`)])),
    platform: 'node',
    external: (name) => !/^(\.|\/|\w:\\)/.test(name) && !joined.has(packageOf(name)),
    plugins: [ownAddresses],
    onLog: (_, { message }) => {
      throw new Error(message);
    },
  });
  const { output } = await found.write({
    dir: dist,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
  });
  await found.close();
  const modules = output.flatMap((chunk) => (chunk.type === 'chunk' ? Object.keys(chunk.modules) : []));
  writeFileSync(join(dist, 'chunks/LICENSES.txt'), licencesOf(modules));
}

/** Templates and processes are found by the address of the module that names them, wherever its code went. */
const ownAddresses: Plugin = {
  name: 'own-addresses',
  transform(code, id) {
    const path = relative(join(root, 'src'), id).replaceAll('\\', '/').replace(/\.ts$/, '.js');
    if (path.startsWith('..') || !code.includes('import.meta.url')) return undefined;
    return code.replaceAll('import.meta.url', `new URL(${JSON.stringify(`../${path}`)}, import.meta.url).href`);
  },
};

/** Of `yaml/util` that is `yaml`. */
function packageOf(name: string): string {
  return name.split('/', name.startsWith('@') ? 2 : 1).join('/');
}

/** The licences of the packages that modules are from; each asks that its text comes along. */
function licencesOf(modules: readonly string[]): string {
  const folders = new Set(modules.flatMap((path) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  const texts = [...folders].sort().map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
    const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
    if (file === undefined) throw new Error(`${dirname(folder)} has no licence`);
    return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  return texts.join(`\n${'-'.repeat(72)}\n\n`);
}

if (process.argv[1] === import.meta.filename) await bundleProgram();
