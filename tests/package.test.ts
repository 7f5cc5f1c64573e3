import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
let folder: string;
let tarball: string;
let packed: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidings-package-'));
  // dist/ was compiled before the tests began; compiling it again would pull it from under those that run it.
  const report = run(root, 'npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]);
  const [{ filename, files }] = JSON.parse(report) as [{ filename: string; files: { path: string }[] }];
  tarball = join(folder, filename);
  packed = files.map(({ path }) => path);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package holds', () => {
  test('the program, its templates and its papers, and nothing else', () => {
    const papers = ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'];
    expect(packed.filter((path) => !/^(dist|templates)\//.test(path)).sort()).toEqual(papers);
  });

  test('each source file compiled, and no leftover of one that is gone', () => {
    const sources = globSync('**/*.ts', { cwd: join(root, 'src'), exclude: ['**/*.d.ts'] });
    const expected = sources.flatMap((file) => [file.replace(/\.ts$/, '.d.ts'), file.replace(/\.ts$/, '.js')]);
    const compiled = packed.filter((path) => path.startsWith('dist/')).map((path) => path.slice('dist/'.length));
    expect(compiled.sort()).toEqual(expected.map((path) => path.replaceAll('\\', '/')).sort());
  });

  test('every template, and no secret, no traces of a build and no test', () => {
    const foreign =
      /(^|\/)(\.env$|\.npmrc$|tidings\.(db|lock)|\.tidings\/|output\/|node_modules\/|tests?\/)|\.(key|pem|tgz)$|\.test\./;
    const entries = readdirSync(join(root, 'templates'), { recursive: true, withFileTypes: true });
    const templates = entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
    expect(packed.filter((path) => foreign.test(path))).toEqual([]);
    expect(packed).toEqual(expect.arrayContaining(templates.filter((path) => !foreign.test(path))));
  });

  test('nothing that publint finds fault with', async () => {
    const bytes = readFileSync(tarball);
    const { messages, pkg } = await publint({
      pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) },
      strict: true,
    });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });
});

test('what a user installs runs no script of its own', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; hasInstallScript?: boolean }>;
  };
  const scripts = Object.entries(lock.packages).filter(([, entry]) => entry.hasInstallScript && !entry.dev);
  expect(scripts.map(([name]) => name)).toEqual([]);
});

describe('installed into an empty folder', () => {
  let home: string;
  beforeAll(() => {
    home = join(folder, 'home');
    mkdirSync(home);
    run(home, 'npm', ['install', tarball, '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']);
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

  test('the library can be imported, and its types are where package.json says', () => {
    const code = "import * as tidings from 'tidings'; console.log(Object.keys(tidings).length > 0)";
    expect(run(home, process.execPath, ['--input-type=module', '--eval', code])).toBe('true\n');
    const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      exports: { '.': { types: string } };
    };
    expect(existsSync(join(home, 'node_modules', 'tidings', exports['.'].types))).toBe(true);
  });
});

function tidings(cwd: string, ...args: string[]): string {
  return run(cwd, 'npx', ['--no-install', 'tidings', ...args]);
}

/** Runs a program as a person would: with the Node of these tests, but without what `npm test` tells its children. */
function run(cwd: string, program: string, args: readonly string[]): string {
  const own = /^(npm_(package|lifecycle|command|config_local_prefix)|INIT_CWD$|SMTP_|TIDINGS_|NODE_ENV$|VITEST)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
  env.PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
  return execFileSync(program, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
