import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projects } from './projects.ts';

const root = join(import.meta.dirname, '..');

test('every test file runs in exactly one project', () => {
  const run = Object.values(projects).flatMap(({ include, exclude }) => globSync(include, { cwd: root, exclude }));
  const files = globSync('tests/**/*.test.ts', { cwd: root, exclude: ['tests/bench/**'] });
  expect(run.toSorted()).toEqual(files.toSorted());
});

test('only tests of the project system run what has to be compiled first', () => {
  const { include, exclude } = projects.system;
  // The bundle is a step of compiling, and transcripts are of the system.
  const exempt = [
    ...include,
    ...exclude,
    'tests/{acceptance,bench}/**',
    'tests/release/bundle.ts',
    'tests/transcript.ts',
  ];
  const others = globSync('tests/**/*.ts', { cwd: root, exclude: exempt });
  const compiled = /['"/]dist[/'"]/;
  expect(others.filter((file) => compiled.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
});
