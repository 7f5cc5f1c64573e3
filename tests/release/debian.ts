import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describeProgram } from '../../src/commands/program.ts';
import { manPage } from './man-page.ts';
import { root, runApart } from './packed.ts';

export interface DebianOptions {
  readonly executable: string;
  /** The folder of all that is in the executable, for the licences. */
  readonly home: string;
  /** Gets the package. */
  readonly folder: string;
  readonly version: string;
  /** As `dpkg-deb` names it. xz makes the smallest file, and takes a minute. */
  readonly compression?: 'xz' | 'none';
}

/** Makes a package for Debian and Ubuntu (amd64) of the single executable; returns its path. Needs `dpkg-deb`. */
export function buildDebianPackage({ executable, home, folder, version, compression = 'xz' }: DebianOptions): string {
  const tree = join(folder, 'debian');
  const documents = join(tree, 'usr/share/doc/tidings');
  for (const path of ['DEBIAN', 'usr/bin', 'usr/share/man/man1', 'usr/share/doc/tidings', ...Object.values(shells)])
    mkdirSync(join(tree, path), { recursive: true });
  copyFileSync(executable, join(tree, 'usr/bin/tidings'));
  for (const [shell, place] of Object.entries(shells))
    writeFileSync(join(tree, place, names[shell]!), runApart(folder, executable, ['completion', shell]));

  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  const date = new RegExp(`^## ${version.replaceAll('.', '\\.')} - (\\S+)`, 'm').exec(changelog)?.[1] ?? 'unreleased';
  const page = manPage(
    describeProgram(() => async () => {}),
    { version, date },
  );
  writeFileSync(join(tree, 'usr/share/man/man1/tidings.1.gz'), gzipSync(page, { level: 9 }));
  writeFileSync(join(documents, 'changelog.gz'), gzipSync(changelog, { level: 9 }));
  writeFileSync(join(documents, 'copyright'), copyrightOf(home));

  const size = Math.ceil(statSync(executable).size / 1024);
  writeFileSync(join(tree, 'DEBIAN/control'), control(version, size));
  const file = join(folder, `tidings_${version}_amd64.deb`);
  runApart(folder, 'dpkg-deb', ['--root-owner-group', `-Z${compression}`, '--build', tree, file]);
  return file;
}

const shells: Readonly<Record<string, string>> = {
  bash: 'usr/share/bash-completion/completions',
  zsh: 'usr/share/zsh/vendor-completions',
  fish: 'usr/share/fish/vendor_completions.d',
};

const names: Readonly<Record<string, string>> = { bash: 'tidings', zsh: '_tidings', fish: 'tidings.fish' };

/** The libraries are those that Node's executable is linked with. */
function control(version: string, size: number): string {
  return `Package: tidings
Version: ${version}
Architecture: amd64
Maintainer: The developers of Tidings
Section: web
Priority: optional
Installed-Size: ${size}
Depends: libc6 (>= 2.28), libstdc++6, libgcc-s1, libatomic1
Description: feeds, a web archive and a newsletter from articles in git
 Turns articles kept as files into Atom, RSS and JSON feeds, a web archive and
 a newsletter (MJML, HTML and plain text), and sends it over your mail server
 to each reader once.
`;
}

function copyrightOf(home: string): string {
  const read = (path: string) => readFileSync(join(home, path), 'utf8').trim();
  return `The program tidings.\n\n${read('node_modules/tidings/LICENSE')}\n\nThe licences of the packages in the program are next to them in its archive, and those of Node.js and its parts follow.\n\n${read('LICENSE-Node.txt')}\n`;
}
