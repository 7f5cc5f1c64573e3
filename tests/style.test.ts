import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

test.each([
  ['biome finds nothing to mend', 'biome', ['check', '--error-on-warnings', '.']],
  ['the sources compile', 'tsc', ['--noEmit']],
  ['the tests compile', 'tsc', ['--noEmit', '--project', 'tests']],
  ['knip finds no file, export or dependency that nobody uses', 'knip', ['--no-progress']],
])('%s', (_, program, args) => {
  const bin = join(root, 'node_modules', '.bin');
  const env = { ...process.env, PATH: [bin, process.env.PATH].join(delimiter), NO_COLOR: '1', FORCE_COLOR: '' };
  const { status, stdout, stderr } = spawnSync(join(bin, program), args, { cwd: root, env, encoding: 'utf8' });
  expect(status, `${stdout}\n${stderr}`).toBe(0);
});
