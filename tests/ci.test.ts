import { execFileSync } from 'node:child_process';
import { accessSync, constants, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { programs } from './requires.ts';

const file = fileURLToPath(new URL('../.ci/run', import.meta.url));
const lines = readFileSync(file, 'utf8').trim().split('\n');

test('what CI runs is a program that bash understands', () => {
  accessSync(file, constants.X_OK);
  execFileSync('bash', ['-n', file]);
});

test('CI runs the test command of the README', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(lines.at(-1));
});

test('CI installs every program that a test requires', () => {
  const tests = globSync('**/*.ts', { cwd: import.meta.dirname, exclude: ['bench/**'] });
  const sources = tests.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8')).join('\n');
  const required = Object.entries(programs).filter(([name]) => sources.includes(`requires('${name}')`));
  const listed = lines.slice(lines.indexOf('packages=(') + 1, lines.indexOf(')'));
  const installed = listed.map((line) => line.trim().split(/\s+/)[0]);
  expect(installed).toEqual(expect.arrayContaining(required.map(([, program]) => program.package)));
});
