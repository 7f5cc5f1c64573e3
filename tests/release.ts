import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { disagreementsOf, type ReleaseState } from './release/agreement.ts';
import { install, lintPackage, pack, root, tidings } from './release/packed.ts';

/**
 * `npm run release:check`: whether this commit can be released. It tags, publishes and pushes nothing.
 * `-- --without-tests` leaves the suite out, for a commit that CI has tested.
 */
const { version } = readJson('package.json') as { version: string };
const folder = mkdtempSync(join(tmpdir(), 'tidings-release-'));
try {
  check();
} catch (error) {
  process.stderr.write(
    `${(error as Error).message}\n\nThis commit cannot be released. Nothing was tagged or published.\n`,
  );
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function check(): void {
  const { values: flags } = parseArgs({ options: { 'without-tests': { type: 'boolean' } } });
  const disagreements = disagreementsOf(stateOfCommit());
  if (disagreements.length > 0)
    throw new Error(disagreements.map(({ message, hint }) => `${message}\n  ${hint}`).join('\n'));
  say(`package.json, package-lock.json and CHANGELOG.md agree on ${version}, and every change is committed`);

  if (flags['without-tests']) say('The tests were left out');
  else execFileSync('npm', ['test'], { cwd: root, stdio: 'inherit' });

  const { tarball, paths } = pack(folder);
  say(`npm pack wrote ${paths.length} files`);
  const faults = lintPackage(tarball);
  if (faults) throw new Error(faults.trimEnd());
  say('publint and the resolution of types find nothing to mend');

  const home = join(folder, 'home');
  install(tarball, home);
  const told = tidings(home, '--version').trim();
  if (told !== version) throw new Error(`The installed program says ${told}, package.json says ${version}.`);
  tidings(home, 'init', 'my-letter');
  tidings(home, 'build', 'my-letter');
  say(`The packed file was installed into an empty folder; it says ${told}, and built the starter`);

  if (stateOfCommit().changes.length > 0) throw new Error('The tests or npm pack changed files: see "git status".');
  say(`This commit can be released. Next:\n  git tag --annotate v${version} --message 'Tidings ${version}'`);
}

function stateOfCommit(): ReleaseState {
  const lock = readJson('package-lock.json') as { version?: string; packages: { '': { version?: string } } };
  return {
    version,
    created: (readJson('templates/create/package.json') as { version: string }).version,
    locked: [lock.version, lock.packages[''].version],
    changelog: readFileSync(join(root, 'CHANGELOG.md'), 'utf8'),
    tags: gitLines('tag', '--points-at', 'HEAD'),
    changes: gitLines('status', '--porcelain'),
  };
}

function gitLines(...args: string[]): string[] {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
}

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(join(root, name), 'utf8'));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
