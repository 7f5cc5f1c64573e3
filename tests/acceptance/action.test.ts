import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { environment, root } from '../release/packed.ts';
import { requires } from '../requires.ts';

const git = requires('git');
const folder = mkdtempSync(join(tmpdir(), 'tidings-action-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly shell?: string;
  readonly run?: string;
}
const action = parse(readFileSync(join(root, '.github/action/action.yml'), 'utf8')) as {
  inputs: Record<string, { description: string; default: string }>;
  runs: { using: string; steps: Step[] };
};
const { steps } = action.runs;

test('the action builds and checks before it deploys, and sends after that', () => {
  expect(action.runs.using).toBe('composite');
  const order = steps.map(({ name, uses }) => name ?? uses!.split('@')[0]);
  expect(order).toEqual([
    'actions/setup-node',
    'Install',
    'Build and check',
    'actions/upload-pages-artifact',
    'actions/deploy-pages',
    'Send what is due',
    'Keep the lock',
  ]);
  for (const { run, shell } of steps) if (run) expect(shell).toBe('bash');
  // An expression within a script would be put into it as it is.
  for (const { run } of steps) expect(run ?? '').not.toContain('${{');
});

test.skipIf(!git)('its scripts publish a repository, keep its lock, and send nothing without a database', () => {
  const [bare, site] = [join(folder, 'bare'), join(folder, 'site')];
  const programs = join(folder, 'programs');
  mkdirSync(programs);
  writeFileSync(
    join(programs, 'npx'),
    `#!/bin/sh\nshift 2\nexec ${process.execPath} ${join(root, 'dist/cli.js')} "$@"\n`,
    { mode: 0o755 },
  );
  // The repository has no package-lock.json: the package is installed by its name.
  writeFileSync(join(programs, 'npm'), `#!/bin/sh\necho "$@" >> ${join(folder, 'npm.txt')}\n`, { mode: 0o755 });
  const env = { ...environment(), PATH: [programs, process.env.PATH].join(delimiter), HOME: folder };
  const run = (cwd: string, program: string, ...args: string[]) =>
    execFileSync(program, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  run(folder, 'git', 'init', '--quiet', '--bare', '--initial-branch=main', bare);
  run(folder, 'git', 'clone', '--quiet', bare, site);
  run(site, 'git', 'checkout', '--quiet', '-B', 'main');
  run(site, 'npx', '--no-install', 'tidings', 'init', '.');
  // The publication of the starter is nobody's, and keeps no lock.
  const settings = readFileSync(join(site, 'tidings.yaml'), 'utf8');
  writeFileSync(join(site, 'tidings.yaml'), settings.replace(/^url: \S+/m, 'url: https://journal.example.com'));
  run(site, 'git', 'add', '--all');
  run(site, 'git', '-c', 'user.name=T', '-c', 'user.email=t@example.org', 'commit', '--quiet', '--message', 'Begin');
  run(site, 'git', 'push', '--quiet', '--set-upstream', 'origin', 'main');

  const script = (name: string, more: Readonly<Record<string, string>> = {}) => {
    const { run: text } = steps.find((step) => step.name === name)!;
    return execFileSync('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', text!], {
      cwd: site,
      env: { ...env, ...more },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  };
  script('Install', { PACKAGE: 'tidings@0.1.0' });
  expect(readFileSync(join(folder, 'npm.txt'), 'utf8')).toBe('install --no-save --no-audit --no-fund tidings@0.1.0\n');
  script('Build and check');
  expect(existsSync(join(site, 'output/atom.xml'))).toBe(true);
  expect(script('Send what is due', { MAX_READERS: '500' })).toBe('Nothing is sent: DATABASE_URL is not set.\n');
  script('Keep the lock');
  expect(run(bare, 'git', 'show', '--stat', '--format=%s', 'main')).toMatch(/^Publish\n\n tidings\.lock/);
  const pushed = run(bare, 'git', 'rev-parse', 'main');
  script('Build and check');
  script('Keep the lock');
  expect(run(bare, 'git', 'rev-parse', 'main')).toBe(pushed);
});
