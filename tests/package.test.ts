import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { environment, install, lintPackage, packCompiled, root, runApart, tidings } from './release/packed.ts';
import { type PackageLock, shrinkwrapOf } from './release/shrinkwrap.ts';

let folder: string;
let tarball: string;
let packed: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidings-package-'));
  ({ tarball, paths: packed } = packCompiled(folder));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package holds', () => {
  test('the program, its sources, its templates and its papers, and nothing else', () => {
    const papers = ['CHANGELOG.md', 'LICENSE', 'README.md', 'npm-shrinkwrap.json', 'package.json'];
    expect(packed.filter((path) => !/^(dist|src|templates)\//.test(path)).sort()).toEqual(papers);
  });

  test('each source file compiled, and no leftover of one that is gone', () => {
    const sources = globSync('**/*.ts', { cwd: join(root, 'src'), exclude: ['**/*.d.ts'] });
    const expected = sources.flatMap((file) =>
      ['.d.ts', '.d.ts.map', '.js'].map((ending) => file.replace(/\.ts$/, ending)),
    );
    const isCompiled = (path: string) => path.startsWith('dist/') && !path.startsWith('dist/chunks/');
    const compiled = packed.filter(isCompiled).map((path) => path.slice('dist/'.length));
    expect(compiled.sort()).toEqual(expected.map((path) => path.replaceAll('\\', '/')).sort());
  });

  test('the program in a few files, with the licences of the packages in them', () => {
    const chunks = packed.filter((path) => path.startsWith('dist/chunks/'));
    expect(chunks).toContain('dist/chunks/program.js');
    const licences = readFileSync(join(root, 'dist/chunks/LICENSES.txt'), 'utf8');
    for (const name of ['commander', 'liquidjs', 'yaml', 'zod'])
      expect(licences).toMatch(new RegExp(`^${name} \\d[\\s\\S]{1,400}(MIT|ISC|Permission)`, 'm'));
    // All else is installed along.
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    for (const path of chunks.filter((one) => one.endsWith('.js')))
      for (const [, name] of readFileSync(join(root, path), 'utf8').matchAll(/^import .* from "([^."][^"]*)";$/gm))
        if (!name!.startsWith('node:'))
          expect(Object.keys(dependencies)).toContain(/^(@[^/]+\/)?[^/]+/.exec(name!)![0]);
  });

  test('the source to which an editor goes from each declaration', () => {
    const maps = packed.filter((path) => path.endsWith('.d.ts.map'));
    expect(maps.length).toBeGreaterThan(0);
    for (const map of maps) {
      const { sources } = JSON.parse(readFileSync(join(root, map), 'utf8')) as { sources: string[] };
      for (const source of sources) expect(packed).toContain(join(map, '..', source).replaceAll('\\', '/'));
    }
  });

  test('every template, and no secret, no traces of a build and no test', () => {
    const foreign =
      /(^|\/)(\.env$|\.npmrc$|tidings\.(db|lock)|\.tidings\/|node_modules\/|tests?\/)|^templates\/((.+\/)?output|create)\/|\.(key|pem|tgz)$|\.test\./;
    const entries = readdirSync(join(root, 'templates'), { recursive: true, withFileTypes: true });
    const templates = entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
    expect(packed.filter((path) => foreign.test(path))).toEqual([]);
    expect(packed).toEqual(expect.arrayContaining(templates.filter((path) => !foreign.test(path))));
  });

  test('nothing that publint and Are The Types Wrong find fault with', () => {
    expect(lintPackage(tarball)).toBe('');
  });
});

test('what a user installs runs no script of its own', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; hasInstallScript?: boolean }>;
  };
  const scripts = Object.entries(lock.packages).filter(([, entry]) => entry.hasInstallScript && !entry.dev);
  expect(scripts.map(([name]) => name)).toEqual([]);
});

describe('the versions of all that a user installs', () => {
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as PackageLock;
  const lock = read(join(root, 'package-lock.json'));
  const shrinkwrap = shrinkwrapOf(lock);
  const paths = Object.keys(shrinkwrap.packages).filter((path) => path !== '');

  test('are pinned without what only development needs, and bound to no registry', () => {
    expect(paths.length).toBeGreaterThan(100);
    const own = Object.keys(lock.packages['']!.dependencies as object).map((name) => `node_modules/${name}`);
    expect(paths).toEqual(expect.arrayContaining(own));
    for (const name of ['vitest', 'typescript', 'node']) expect(paths).not.toContain(`node_modules/${name}`);
    for (const entry of Object.values(shrinkwrap.packages)) {
      expect(entry).not.toHaveProperty('resolved');
      expect(entry).not.toHaveProperty('dev');
      expect(entry).not.toHaveProperty('devOptional');
    }
    expect(shrinkwrap.packages['']).not.toHaveProperty('devDependencies');
    for (const path of paths) expect(shrinkwrap.packages[path], path).toHaveProperty('integrity');
  });

  test('are those that npm takes from a registry, and it asks for no newer one', async () => {
    const { packages } = await lockedByNpm(tarball, join(folder, 'pinned'));
    const nested = Object.keys(packages).filter((path) => path.startsWith('node_modules/tidings/'));
    expect(nested.sort()).toEqual(paths.map((path) => `node_modules/tidings/${path}`).sort());
    for (const path of paths) {
      const { version, integrity } = shrinkwrap.packages[path]!;
      expect(packages[`node_modules/tidings/${path}`], path).toMatchObject({ version, integrity });
    }
  });

  test('are written before packing and taken away after it, for npm would prefer them to the lock', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(scripts.prepack).toContain('node tests/release/shrinkwrap.ts');
    expect(scripts.postpack).toBe('node tests/release/shrinkwrap.ts --remove');
    expect(existsSync(join(root, 'npm-shrinkwrap.json'))).toBe(false);
    // npm warns of a package with such a script, and does not run it.
    for (const name of ['prepare', 'preinstall', 'install', 'postinstall']) expect(scripts).not.toHaveProperty(name);
  });
});

/** The lock that npm makes of an installation from a registry, which knows this one package. */
async function lockedByNpm(file: string, home: string): Promise<PackageLock> {
  const { name, version, ...manifest } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const bytes = readFileSync(file);
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  const server = createServer(({ url, headers }, response) => {
    const dist = { tarball: `http://${headers.host}/tidings.tgz`, integrity };
    // A registry says so of a package that holds npm-shrinkwrap.json.
    const versions = { [version]: { ...manifest, name, version, _hasShrinkwrap: true, dist } };
    if (url === '/tidings') response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions }));
    else if (url === '/tidings.tgz') response.end(bytes);
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  mkdirSync(home);
  const registry = `--registry=http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', `--cache=${join(home, 'cache')}`];
  const args = ['install', `${name}@${version}`, '--package-lock-only', registry, ...quiet];
  await promisify(execFile)('npm', args, { cwd: home, env: environment() });
  return JSON.parse(readFileSync(join(home, 'package-lock.json'), 'utf8'));
}

describe('installed into an empty folder', () => {
  let home: string;
  beforeAll(() => {
    home = join(folder, 'home');
    install(tarball, home);
  });

  test('the program tells its version', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(tidings(home, '--version')).toBe(`${version}\n`);
  });

  test('a publication can be begun and built', () => {
    tidings(home, 'init', 'site');
    const site = join(home, 'site');
    expect(readdirSync(site)).toEqual(
      expect.arrayContaining(['.env', '.gitattributes', '.gitignore', 'articles', 'tidings.yaml']),
    );
    expect(readFileSync(join(site, '.gitignore'), 'utf8').split('\n')).toContain('.env');
    tidings(home, 'build', 'site');
    for (const file of ['atom.xml', 'rss.xml', 'feed.json']) expect(existsSync(join(site, 'output', file))).toBe(true);
    const entries = readdirSync(join(site, 'output', 'issues'), { withFileTypes: true });
    const issues = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(issues.length).toBeGreaterThan(0);
    for (const issue of issues) {
      const files = readdirSync(join(site, 'output', 'issues', issue));
      expect(files).toEqual(expect.arrayContaining(['email.html', 'email.mjml', 'email.txt', 'message.eml']));
    }
  });

  test('the library can be imported', () => {
    const code = "import * as tidings from 'tidings'; console.log(Object.keys(tidings).length > 0)";
    expect(runApart(home, process.execPath, ['--input-type=module', '--eval', code])).toBe('true\n');
  });

  test('each part of the library can be imported by itself, and a feed loads neither zod nor yaml nor what sends', () => {
    const packagesOf = (part: string) => {
      const code = `
        import { registerHooks } from 'node:module';
        const loaded = new Set();
        registerHooks({ load(url, context, next) {
          for (const [, name] of url.matchAll(/node_modules\\/((?:@[^/]+\\/)?[^/]+)/g)) loaded.add(name);
          return next(url, context);
        } });
        const part = await import('${part}');
        if (Object.keys(part).length === 0) throw new Error('it is empty');
        console.log(JSON.stringify([...loaded]));`;
      return JSON.parse(runApart(home, process.execPath, ['--input-type=module', '--eval', code])) as string[];
    };
    for (const name of ['zod', 'yaml', 'mjml', 'liquidjs', 'nodemailer', 'imapflow', 'libxml2-wasm'])
      expect(packagesOf('tidings/feed')).not.toContain(name);
    expect(packagesOf('tidings/record')).not.toEqual(expect.arrayContaining(['yaml']));
    for (const part of ['tidings/letter', 'tidings/send', 'tidings']) expect(packagesOf(part)).not.toContain('mjml');
  });

  test('a bundle that left the templates behind says so', () => {
    cpSync(join(home, 'node_modules', 'tidings', 'dist'), join(home, 'bundle', 'code', 'dist'), { recursive: true });
    const code = `
      const { loadTheme } = await import('./bundle/code/dist/index.js');
      await loadTheme('plain').catch((error) => console.log(error.message));`;
    const said = runApart(home, process.execPath, ['--input-type=module', '--eval', code]);
    expect(said).toMatch(/^there is no theme "plain", and the folder of the themes that come with Tidings is gone: /);
  });

  test('a program without the types of Node compiles against every part, however strict it is', () => {
    const lines = [
      "import * as whole from 'tidings';",
      "import { articleFrom, type ArticleRecord, check, type SettingsInput, withDefaults } from 'tidings/record';",
      "import { mainFeed, renderFeed } from 'tidings/feed';",
      "import { composeMessage, type SigningKey, signMessage } from 'tidings/letter';",
      "import { loadConfig, openStore, runSending } from 'tidings/send';",
      "const input: SettingsInput = { title: 'T', url: 'https://example.org', language: undefined, newsletter: { from: undefined } };",
      'export const settings = withDefaults(input);',
      'export const record = (article: ArticleRecord) => check(article);',
      "export const made = await articleFrom({ title: 'T', html: '', published: new Date(0), summary: null }, settings);",
      "export const feed: string = await renderFeed('atom', mainFeed({ settings, articles: [] }));",
      "export const key: SigningKey = { selector: 's', domain: 'example.org', key: 'PEM' };",
      'export const bytes: Uint8Array = composeMessage(...([] as never as Parameters<typeof composeMessage>));',
      'export const all = [whole.publish, signMessage, loadConfig, openStore, runSending];',
    ];
    writeFileSync(join(home, 'strict.mts'), lines.join('\n'));
    const options = { noEmit: true, strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true };
    const compilerOptions = { ...options, skipLibCheck: false, types: [], target: 'es2024', module: 'nodenext' };
    writeFileSync(join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['strict.mts'] }));
    expect(runApart(home, join(root, 'node_modules', '.bin', 'tsc'), ['-p', '.'])).toBe('');
  });

  test.each([
    'nodenext',
    'bundler',
  ])('a program in TypeScript compiles against its types, resolved by %s', (resolution) => {
    const module = resolution === 'bundler' ? 'esnext' : resolution;
    const lines = [
      "import { type Publication, type PublishOptions, publish } from 'tidings';",
      'export const files = (publication: Publication, options: PublishOptions) => publish(publication, options);',
    ];
    writeFileSync(join(home, 'letter.ts'), lines.join('\n'));
    const flags = ['--ignoreConfig', '--noEmit', '--strict', '--target', 'es2024', '--types', 'node'];
    const types = ['--typeRoots', join(root, 'node_modules', '@types')];
    const args = [...flags, ...types, '--module', module, '--moduleResolution', resolution, 'letter.ts'];
    expect(runApart(home, join(root, 'node_modules', '.bin', 'tsc'), args)).toBe('');
  });
});

describe('npm create tidings', () => {
  const create = (...args: string[]) => {
    const file = runApart(folder, 'npm', ['pack', join(root, 'templates/create'), '--silent']).trim();
    const words = ['exec', '--yes', '--prefer-offline', `--package=./${file}`, '--', 'create-tidings', ...args];
    return runApart(folder, 'npm', words);
  };

  test('installs Tidings into a new folder and begins a publication there', () => {
    create('my-letter', '--package', tarball);
    const place = join(folder, 'my-letter');
    expect(readdirSync(place)).toEqual(expect.arrayContaining(['articles', 'package.json', 'tidings.yaml']));
    const { name, scripts } = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'));
    expect([name, scripts.build]).toEqual(['my-letter', 'tidings build']);
    runApart(place, 'npm', ['run', 'build']);
    expect(existsSync(join(place, 'output', 'atom.xml'))).toBe(true);
  });

  test('takes a folder and nothing else, and says so', () => {
    for (const args of [
      ['one', 'two'],
      ['--template', 'x'],
    ])
      expect(() => create(...args)).toThrow('Usage: npm create tidings [folder]');
    expect(create('--help')).toContain('Usage: npm create tidings [folder]');
  });
});
