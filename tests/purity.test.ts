import { expect, test } from 'vitest';
import { importsOf, readSources, type Sources } from './imports.ts';

/** What turns values into values: no clock, no random, no environment, no disk, no network. */
const pure = /^pipeline\.ts$|^(lib|model|strings|settings|clean|feed|web|email)\//;

/** What the pure files may not reach, though it lies in `lib/`, with the reason why it is let through. */
const exempt = new Map([
  ['email/mjml-library.ts', 'keeps mjml from reading the working directory while it loads'],
  ['email/render-limit.ts', 'ends a template that never ends, as Liquid does; no output follows from it'],
]);

/** What of Node only computes; of a list, these names alone. */
const harmless = new Map<string, readonly string[] | 'all'>([
  ['node:buffer', 'all'],
  ['node:url', 'all'],
  ['node:util', ['styleText']],
  ['node:crypto', ['createHash', 'hash']],
  ['node:net', ['isIP']],
]);

const effects: readonly [name: string, pattern: RegExp][] = [
  ['the clock', /\bDate\.now\b|\bnew Date(?!\w)(?:\(\s*\)|(?!\())|(?<!new )\bDate\(|\bperformance\b|\bTemporal\.Now\b/],
  [
    "the machine's time zone",
    /\.(?:get|set)(?:Date|Day|FullYear|Hours|Minutes|Month|TimezoneOffset)\(|\.toLocale(?:Date|Time)?String\(/,
  ],
  ['chance', /\bMath\.random\b|\brandom(?:UUID|Bytes|Int)\b|\bgetRandomValues\b/],
  ['the environment', /\bprocess\b|\bimport\.meta\.env\b/],
  ['the network', /\bfetch\(|\bWebSocket\b|\bEventSource\b/],
  ['the terminal', /\bconsole\./],
];

/** Effects in the pure files and in all that they import, and every import of Node that is not known to be harmless. */
function impurities(sources: Sources): string[] {
  return [...reachable(sources)].flatMap((file) => {
    const source = sources.get(file)!;
    const code = source.replace(/^\s*(?:\/\/|\/\*|\*).*$/gm, '');
    const used = effects.filter(([, pattern]) => pattern.test(code)).map(([name]) => `${file} uses ${name}`);
    const imported = importsOf(file, source).flatMap(({ specifier, names }) => {
      if (!specifier.startsWith('node:')) return [];
      const allowed = harmless.get(specifier) ?? [];
      if (allowed === 'all') return [];
      const rest = names.filter((name) => !allowed.includes(name));
      return rest.length > 0 || names.length === 0 ? [`${file} imports ${specifier}`] : [];
    });
    return [...used, ...imported];
  });
}

function reachable(sources: Sources): Set<string> {
  const found = new Set<string>();
  const visit = (file: string) => {
    if (found.has(file) || exempt.has(file) || !sources.has(file)) return;
    found.add(file);
    for (const { file: target } of importsOf(file, sources.get(file)!)) if (target !== undefined) visit(target);
  };
  for (const file of sources.keys()) if (pure.test(file)) visit(file);
  return found;
}

test('what turns values into values has no effects', () => {
  expect(impurities(readSources())).toEqual([]);
});

test('every exemption is still needed', () => {
  const sources = readSources();
  for (const file of exempt.keys()) expect(impurities(new Map([['pipeline.ts', sources.get(file)!]]))).not.toEqual([]);
});

test('an effect that a pure file borrows from lib/ is found', () => {
  const sources = new Map([
    ['email/issue.ts', "import { stamp } from '../lib/stamp.ts';"],
    ['lib/stamp.ts', 'export const stamp = () => Date.now();'],
  ]);
  expect(impurities(sources)).toEqual(['lib/stamp.ts uses the clock']);
});

test('dates made from values, hashes and effects elsewhere are let through', () => {
  const sources = new Map([
    [
      'feed/draft.ts',
      "import { createHash } from 'node:crypto';\n// Not Date.now(): time is an argument.\nnew Date(updated).toISOString();",
    ],
    ['publish/output/write.ts', "import { writeFile } from 'node:fs/promises';\nDate.now();"],
  ]);
  expect(impurities(sources)).toEqual([]);
});
