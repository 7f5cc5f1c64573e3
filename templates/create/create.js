#!/usr/bin/env node
// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, delimiter, join, resolve } from 'node:path';

/*
 * `npm create tidings [folder]`: a folder with Tidings as its dependency, in which `tidings init` has begun a publication.
 * `--package <spec>` installs another Tidings than that of the same version, such as a packed file. Runs under Node 18.
 */
const args = process.argv.slice(2);
const known = new Map([['--package', 1]]);
const named = args.filter((word, at) => !word.startsWith('--') && !known.has(args[at - 1] ?? ''));
const stranger = args.find((word) => word.startsWith('-') && !known.has(word));
if (stranger !== undefined || named.length > 1) {
  const isHelp = stranger === '--help' || stranger === '-h';
  console[isHelp ? 'log' : 'error'](
    'Usage: npm create tidings [folder]\n\nBegins a publication in a folder, here if none is named.',
  );
  process.exit(isHelp ? 0 : 2);
}

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const flag = args.indexOf('--package');
const wanted = flag < 0 ? `tidings@${version}` : fileOrName(args[flag + 1]);
const folder = resolve(named[0] ?? '.');
const programs = join(folder, 'node_modules', '.bin');
const isWindows = process.platform === 'win32';
begin();

function begin() {
  const manifest = join(folder, 'package.json');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(manifest)) writeFileSync(manifest, `${JSON.stringify(manifestOf(basename(folder)), null, 2)}\n`);
  const packages = isNew() ? [wanted] : [wanted, 'node@24'];
  console.log(`Installing ${packages.join(' and ')} into ${folder} …`);
  const npm = isWindows ? 'npm.cmd' : 'npm';
  start(npm, ['install', '--save-dev', '--no-audit', '--no-fund', '--loglevel=error', ...packages]);
  // Its first line asks for the first Node of the path, and that may be the one of the folder.
  start(join(programs, isWindows ? 'tidings.cmd' : 'tidings'), ['init', '.']);
}

/** Whether this Node runs Tidings. */
function isNew() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 15);
}

/** @param {string} name of the folder */
function manifestOf(name) {
  return {
    name:
      name
        .toLowerCase()
        .replace(/[^a-z0-9._-]+/g, '-')
        .replace(/^[._-]+|-+$/g, '') || 'my-letter',
    private: true,
    scripts: { build: 'tidings build', studio: 'tidings studio', check: 'tidings check' },
  };
}

/** A path is one of the folder in which the command was written, not of the new one. @param {string | undefined} spec */
function fileOrName(spec) {
  if (spec === undefined) return `tidings@${version}`;
  return existsSync(spec) ? resolve(spec) : spec;
}

/** @param {string} program @param {readonly string[]} words */
function start(program, words) {
  // What `npm create` was told about its own package is not meant for the next npm.
  const own = Object.entries(process.env).filter(([name]) => !/^npm_config_(package|call|yes)$/i.test(name));
  const env = { ...Object.fromEntries(own), PATH: `${programs}${delimiter}${process.env.PATH ?? ''}` };
  const { status, error } = spawnSync(program, words, { cwd: folder, env, stdio: 'inherit', shell: isWindows });
  if (status === 0) return;
  const reason = error ? ` (${error.message})` : '';
  console.error(
    `"${basename(program)} ${words[0]}" failed${reason}. The folder ${folder} stays as it is; run this again.`,
  );
  process.exit(1);
}
