import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { buildDebianPackage } from './debian.ts';
import { buildExecutable } from './executable/build.ts';
import { pack, root } from './packed.ts';

/*
 * `npm run release:executable -- FOLDER`: the single executable for Linux x64 and the package for Debian of this commit.
 * Needs a registry of npm, `tar` and `dpkg-deb`.
 */
const [target] = process.argv.slice(2);
if (target === undefined) throw new Error('Name the folder for the files: npm run release:executable -- ../release');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const folder = mkdtempSync(join(tmpdir(), 'tidings-executable-'));
try {
  const { executable, home } = buildExecutable(pack(folder).tarball, folder);
  const file = buildDebianPackage({ executable, home, folder, version });
  mkdirSync(resolve(target), { recursive: true });
  for (const path of [executable, file]) {
    copyFileSync(path, join(resolve(target), basename(path)));
    process.stdout.write(`${join(resolve(target), basename(path))}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
