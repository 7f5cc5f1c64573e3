import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { importsOf, readSources } from './imports.ts';

test('the benches find what they import of the program', () => {
  const sources = readSources();
  const files = globSync('bench/**/*.js', { cwd: import.meta.dirname, exclude: ['bench/**/node_modules/**'] });
  const imports = files.flatMap((file) =>
    importsOf(file, readFileSync(`${import.meta.dirname}/${file}`, 'utf8')).flatMap(({ file: target, names }) => {
      const [, path] = /^\.\.\/dist\/(.+)\.js$/.exec(target ?? '') ?? [];
      return path === undefined ? [] : [{ file, path: `${path}.ts`, names }];
    }),
  );
  expect(imports.length).toBeGreaterThan(20);
  for (const { file, path, names } of imports)
    for (const name of names)
      expect(sources.get(path) ?? '', `${file} imports ${name} of ${path}`).toMatch(
        new RegExp(`^export [^=;]*\\b${name}\\b`, 'm'),
      );
});
