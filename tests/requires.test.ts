import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { requires } from './requires.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidings-requires-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test('a program that the machine has comes with its path', () => {
  const program = join(folder, 'newsboat');
  writeFileSync(program, '#!/bin/sh\n');
  chmodSync(program, 0o755);
  expect(requires('newsboat', { PATH: `/nowhere:${folder}`, CI: 'true' })).toBe(program);
});

test("on a person's machine a missing program is named and its tests are skipped", () => {
  const print = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(requires('newsboat', { PATH: folder })).toBeUndefined();
  expect(print).toHaveBeenCalledWith('Tests are skipped: newsboat is missing: install the Debian package newsboat.\n');
});

test('with CI set a missing program fails the tests and names its Debian package', () => {
  expect(() => requires('xmllint', { PATH: folder, CI: 'true' })).toThrow('install the Debian package libxml2-utils');
});
