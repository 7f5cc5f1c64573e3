import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { installedSharp, sharpFrom } from '../../src/system/sharp.ts';
import { folderOf } from '../folder.ts';

/** A loader for a folder in which a package of this name lies. */
async function loaderIn(version?: string, code = '') {
  const folder = await folderOf(
    version === undefined
      ? {}
      : {
          'node_modules/sharp/package.json': JSON.stringify({ name: 'sharp', version, main: 'index.cjs' }),
          'node_modules/sharp/index.cjs': code,
        },
  );
  return sharpFrom(pathToFileURL(join(folder, 'file.js')).href);
}

test('the version of sharp that is installed is known before it is loaded', async () => {
  const loaded = await installedSharp.load();
  expect('fault' in loaded ? loaded : loaded.versions.sharp).toBe(installedSharp.version());
});

test('a sharp that is missing is said to be', async () => {
  const loader = await loaderIn();
  expect(loader.version()).toBeUndefined();
  expect(await loader.load()).toEqual({ fault: 'sharp is not installed' });
});

test.each(['0.33.5', '0.9.0', 'x'])('sharp %s is too old, and is not loaded', async (version) => {
  const loader = await loaderIn(version, 'throw new Error("loaded")');
  expect(loader.version()).toBeUndefined();
  expect(await loader.load()).toEqual({ fault: `sharp ${version} is too old (0.34 is needed)` });
});

test.each(['0.34.0', '0.40.1', '1.0.0'])('sharp %s is new enough', async (version) => {
  const loader = await loaderIn(version, 'module.exports = { loaded: true }');
  expect(loader.version()).toBe(version);
  expect(await loader.load()).toEqual({ loaded: true });
});

test('a sharp without its library for this machine says so in one line', async () => {
  const loader = await loaderIn('0.35.5', 'throw new Error("Could not load the module\\nPossible solutions:\\n- …")');
  expect(await loader.load()).toEqual({ fault: 'sharp 0.35.5 does not load (Could not load the module)' });
});
