import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeShrinkwrap } from './shrinkwrap.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The file that users install, as `npm pack` writes it into a folder, and the paths of what it holds. */
export function pack(folder: string, ...flags: string[]): { tarball: string; paths: string[] } {
  return packed(root, folder, flags);
}

function packed(from: string, folder: string, flags: readonly string[]): { tarball: string; paths: string[] } {
  const report = runApart(from, 'npm', [
    'pack',
    '--json',
    '--foreground-scripts=false',
    ...flags,
    '--pack-destination',
    folder,
  ]);
  const [{ filename, files }] = JSON.parse(report) as [{ filename: string; files: { path: string }[] }];
  return { tarball: join(folder, filename), paths: files.map(({ path }) => path) };
}

/**
 * The file that users install, of code that was compiled before. Both halves of `prepack` are left out: others may be
 * running what lies in dist/, and the lock is put into a copy.
 */
export function packCompiled(folder: string): ReturnType<typeof pack> {
  const { tarball } = pack(folder, '--ignore-scripts');
  const copy = join(folder, 'copy');
  mkdirSync(copy);
  runApart(copy, 'tar', ['xzf', tarball, '--strip-components=1']);
  rmSync(tarball);
  writeShrinkwrap(copy);
  return packed(copy, folder, ['--ignore-scripts']);
}

/** Installs a packed file into a folder that it makes. */
export function install(tarball: string, folder: string): void {
  mkdirSync(folder);
  runApart(folder, 'npm', ['install', tarball, '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Runs the installed program of a folder. */
export function tidings(folder: string, ...args: string[]): string {
  return runApart(folder, 'npx', ['--no-install', 'tidings', ...args]);
}

/** What publint and Are The Types Wrong find in a packed file, a line each; empty if it is good. */
export function lintPackage(tarball: string): string {
  return runApart(root, process.execPath, [join(import.meta.dirname, 'lint-package.ts'), tarball]);
}

/** Runs a program as a person would: with this Node, but without what npm and the tests tell their children. */
export function runApart(cwd: string, program: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, env: environment(), encoding: 'utf8' });
  if (status !== 0) throw error ?? new Error(`${program} ${args.join(' ')} failed:\n${stdout}${stderr}`.trimEnd());
  return stdout;
}

/** The environment of a person's shell, with this Node first on its path. */
export function environment(): Record<string, string | undefined> {
  const own = /^(npm_(package|lifecycle|command|config_local_prefix)|INIT_CWD$|SMTP_|TIDINGS_|NODE_ENV$|VITEST)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
  return { ...env, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) };
}
