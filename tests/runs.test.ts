import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const files = globSync('**/*.ts', { cwd: import.meta.dirname });
const sources = new Map(files.map((name) => [name, readFileSync(join(import.meta.dirname, name), 'utf8')]));

/** The first cases that a property gets, with these variables alone. */
function cases(variables: Readonly<Record<string, string>>): string {
  const { SEED: _, SOAK: __, RUNS: ___, CI: ____, ...rest } = process.env;
  const code = `import fc from 'fast-check';
    import { runs } from ${JSON.stringify(join(import.meta.dirname, 'runs.ts'))};
    const seen = [];
    fc.assert(fc.property(fc.string(), (text) => void seen.push(text)), { numRuns: runs(40) });
    console.log(JSON.stringify(seen));`;
  const args = ['--input-type=module', '--eval', code];
  return execFileSync(process.execPath, args, { cwd: import.meta.dirname, env: { ...rest, ...variables } }).toString();
}

test('two runs of the tests try the same cases, and another seed tries others', () => {
  const usual = JSON.parse(cases({}));
  expect(usual).toHaveLength(25);
  expect(JSON.parse(cases({}))).toEqual(usual);
  expect(JSON.parse(cases({ CI: 'true' })).slice(0, 25)).toEqual(usual);
  expect(JSON.parse(cases({ CI: 'true' }))).toHaveLength(40);
  const soaked = JSON.parse(cases({ SEED: '7', SOAK: '3' }));
  expect(soaked).toHaveLength(120);
  expect(soaked.slice(0, 25)).toEqual(JSON.parse(cases({ SEED: '7' })));
  expect(soaked.slice(0, 25)).not.toEqual(usual);
});

test('every property takes its number of cases from "runs", and its seed from nobody else', () => {
  const faults = [...sources].flatMap(([name, source]) => {
    if (name === 'runs.ts' || name === 'runs.test.ts' || !source.includes('fast-check')) return [];
    const properties = source.match(/\bfc\s*\.\s*assert\(/g)?.length ?? 0;
    const numbers = [...source.matchAll(/\bnumRuns: ([^,}]*)/g)].map(([, value]) => value!.trim());
    const own = numbers.filter((value) => !/\bruns\(/.test(value) && !source.includes(`const ${value} = runs(`));
    return [
      ...(properties === numbers.length ? [] : [`${name}: ${properties} properties, ${numbers.length} numbers`]),
      ...own.map((value) => `${name}: numRuns: ${value}`),
      ...(source.match(/\bfc\s*\.\s*(check|sample|statistics|configureGlobal)\(|^\s*(seed|path): -?\d+/gm) ?? []).map(
        (words) => `${name}: ${words}`,
      ),
    ];
  });
  expect(faults).toEqual([]);
});
