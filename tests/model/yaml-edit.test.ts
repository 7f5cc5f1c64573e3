import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { editYaml, YamlEditError } from '../../src/model/yaml-edit.ts';
import { runs } from '../runs.ts';

type Change = Parameters<typeof editYaml>[1][number];

const set = (path: string, value: unknown, before?: string[]): Change => ({
  path: path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
  value,
  ...(before && { before }),
});

const issue = `# The week
subject: "Frost"   # short
layout: summary # or full

articles: # in the order of the letter
  # The longest first.
  - slug: first-frost # from Tuesday
    layout: full
  - second-bird

  # A short one to end with.
  - third-note # from Friday
  # Nothing more.
# The end.
`;

test.each<[name: string, text: string, changes: Change[], expected: string]>([
  ['a value keeps its quotes and its comment', issue, [set('subject', 'Snow')], issue.replace('"Frost"', '"Snow"')],
  ['a plain value stays plain', issue, [set('layout', 'full')], issue.replace('layout: summary', 'layout: full')],
  [
    'an item that moves takes its comments along',
    issue,
    [set('articles', ['third-note', { slug: 'first-frost', layout: 'full' }, 'second-bird'])],
    issue
      .replace('\n\n  # A short one to end with.\n  - third-note # from Friday', '')
      .replace(
        '  # The longest first.\n',
        '  # The longest first.\n\n  # A short one to end with.\n  - third-note # from Friday\n',
      ),
  ],
  [
    'an item that gets a layout keeps its comment',
    issue,
    [set('articles', [{ slug: 'first-frost', layout: 'full' }, 'second-bird', { slug: 'third-note', layout: 'full' }])],
    issue.replace('  - third-note # from Friday', '  - slug: third-note # from Friday\n    layout: full'),
  ],
  [
    'a comment of its own line outlives the item below it',
    issue,
    [set('articles', [{ slug: 'first-frost', layout: 'full' }, 'second-bird'])],
    issue.replace('  - third-note # from Friday\n', ''),
  ],
  [
    'a new item comes after the last, before the comments at the end',
    issue,
    [set('articles.3', 'fourth')],
    issue.replace('# from Friday\n', '# from Friday\n  - fourth\n'),
  ],
  [
    'a key that is taken away goes with its line',
    issue,
    [set('articles.0.layout', undefined)],
    issue.replace('    layout: full\n', ''),
  ],
  [
    'the first key of an item is taken away',
    issue,
    [set('articles.0.slug', undefined)],
    issue.replace('slug: first-frost # from Tuesday\n    ', ''),
  ],
  [
    'a new key comes before the one that is named',
    issue,
    [set('preheader', 'Cold: and dry', ['latest', 'articles'])],
    issue.replace('# or full\n', '# or full\npreheader: "Cold: and dry"\n'),
  ],
  ['a new key at the top', 'b: 1\n', [set('a', 2, ['b'])], 'a: 2\nb: 1\n'],
  ['a new key at the end of a text without a last line break', 'a: 1', [set('b', 'x')], 'a: 1\nb: x'],
  ['a list becomes empty', 'a:\n  - x\n  - y\nb: 1\n', [set('a', [])], 'a: []\nb: 1\n'],
  [
    'an empty list is filled',
    'a: [] # none yet\nb: 1\n',
    [set('a', ['x', 'y'])],
    'a: # none yet\n  - x\n  - y\nb: 1\n',
  ],
  ['an empty value is filled', 'a: # nothing\nb: 1\n', [set('a', 'x')], 'a: x # nothing\nb: 1\n'],
  ['a value becomes a mapping', 'a: x # c\nb: 1\n', [set('a', { k: 1 })], 'a: # c\n  k: 1\nb: 1\n'],
  ['a mapping becomes a value', 'a: # c\n  k: 1\nb: 1\n', [set('a', 'x')], 'a: x # c\nb: 1\n'],
  ['mappings that are missing are made', 'b: 1 # c\n', [set('a.k.l', 'x')], 'b: 1 # c\na:\n  k:\n    l: x\n'],
  ['brackets stay brackets', 'a: [x, "y"] # c\n', [set('a', ['"', 'y', 'x', 'z'])], `a: ['"', "y", x, z] # c\n`],
  ['an inner value in brackets', 'a: { k: 1, l: [x] }\n', [set('a.l.0', 'a, b')], 'a: { k: 1, l: ["a, b"] }\n'],
  ['a key in brackets is added', 'a: { k: 1 }\n', [set('a.l', 2)], 'a: { k: 1, l: 2 }\n'],
  ['a key in brackets is taken away', 'a: { k: 1, l: 2 }\n', [set('a.k', undefined)], 'a: { l: 2 }\n'],
  ['text of several lines', 'a: x # c\nb: 1\n', [set('a', 'one\ntwo\n')], 'a: | # c\n  one\n  two\nb: 1\n'],
  [
    'a block of text keeps its kind',
    'a: |- # c\n  one\n\nb: 1\n',
    [set('a', 'two\nthree')],
    'a: |- # c\n  two\n  three\n\nb: 1\n',
  ],
  ['a block of text becomes short', 'a: |\n  one\n  two\nb: 1\n', [set('a', 'x')], 'a: x\nb: 1\n'],
  ['text that looks like a number', 'a: x\n', [set('a', '007')], 'a: "007"\n'],
  ['a slot', "a: 'x'\n", [set('a', "Hi {{ name | default: 'you' }}")], "a: 'Hi {{ name | default: ''you'' }}'\n"],
  ['an empty document', '', [set('a.b', 1)], 'a:\n  b: 1\n'],
  ['a document of comments', '# none', [set('a', [1])], '# none\na:\n  - 1\n'],
  ['a document between markers', '%YAML 1.2\n---\n# x\n...\n', [set('a', 1)], '%YAML 1.2\n---\n# x\na: 1\n...\n'],
  ['the last key of a document', '# x\na: 1 # y\n', [set('a', undefined)], '# x\n{}\n'],
  ['a name (&) that nothing repeats stays', 'a: &n x\n', [set('a', 'y')], 'a: &n y\n'],
  ['what repeats (*) is replaced as a whole', 'a: &n x\nb: *n # c\n', [set('b', 'y')], 'a: &n x\nb: y # c\n'],
  [
    'a merged mapping gets a key of its own',
    'a: &n {x: 1}\nb:\n  <<: *n\n  z: 1\n',
    [set('b.x', 2)],
    'a: &n {x: 1}\nb:\n  <<: *n\n  z: 1\n  x: 2\n',
  ],
  ['a list in a list', '- - a\n  - b\n- c\n', [set('0', ['b', 'a'])], '- - b\n  - a\n- c\n'],
  ['a list at the column of its key', 'a:\n- x # c\n- y\nb: 1\n', [set('a', ['y', 'x'])], 'a:\n- y\n- x # c\nb: 1\n'],
  ['a tab before a comment', 'a: x\t# c\n', [set('a', 'y')], 'a: y\t# c\n'],
  ['several changes at once', 'a: 1\nb: 2\n', [set('a', undefined), set('c', 3), set('b', 4)], 'b: 4\nc: 3\n'],
  ['a change that is none', issue, [set('subject', 'Frost')], issue],
])('%s', (_, text, changes, expected) => {
  expect(editYaml(text, changes)).toBe(expected);
  // Line breaks of Windows and a byte order mark stay as well.
  const windows = (plain: string) => `\uFEFF${plain.replaceAll('\n', '\r\n')}`;
  if (text.includes('\n')) expect(editYaml(windows(text), changes)).toBe(windows(expected));
});

test.each<[name: string, text: string, change: Change, message: RegExp, line: number]>([
  [
    'a path through a repeated value',
    'a: &n {k: 1}\nb: *n\n',
    set('b.k', 2),
    /"b" repeats a value by its name \(\*n\)/,
    2,
  ],
  [
    'a value that is repeated elsewhere',
    'a: &n x\nb: *n\n',
    set('a', 'y'),
    /"a" cannot be changed without changing more/,
    1,
  ],
  ['a value with a tag', 'b: 1\na: !!str 5\n', set('a', 6), /with a tag/, 2],
  ['a path through a plain value', 'a: x\n', set('a.b', 1), /"b" cannot be set in a plain value/, 1],
  ['an index beyond the end', 'a: [x]\n', set('a.5', 1), /no "5" in a list of 1/, 1],
  ['a comment in brackets', 'a: [x, # c\n  y]\n', set('a', ['y']), /holds a comment/, 1],
  ['a text that is no YAML', 'a: "x\n', set('a', 1), /not valid YAML/, 2],
  ['two documents', 'a: 1\n---\nb: 2\n', set('a', 2), /not valid YAML/, 2],
  ['a key with a question mark', '? a\n: 1\nb: 2\n', set('a', undefined), /"\?"/, 1],
])('%s is refused with its line', (_, text, change, message, line) => {
  let found: unknown;
  try {
    editYaml(text, [change]);
  } catch (error) {
    found = error;
  }
  expect(found).toBeInstanceOf(YamlEditError);
  expect((found as YamlEditError).message).toMatch(message);
  expect((found as YamlEditError).line).toBe(line);
});

/** A text of YAML, written in the ways in which people write it. */
interface Written {
  readonly lines: readonly string[];
  /** Written after a colon or hyphen, where `lines` are below it. */
  readonly head?: string;
}

const word = fc.stringMatching(/^[a-z][a-z0-9 ]{0,8}[a-z]$/).filter((text) => !/^(true|false|null)$/.test(text));
const anyText = fc.oneof(
  word,
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    '007',
    'null',
    '~',
    '- a',
    'a: b',
    '# x',
    '{{ name }}',
    "it's",
    '"',
    'a\nb',
    'a\nb\n',
    ' a',
    '\ta',
    'yes',
    '2026-11-30',
  ),
);
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    anyText,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(word, tie('value'), { maxKeys: 3 }),
  ),
})).value;

const comment = fc.nat().map((number) => `# comment ${number}`);
const noted = fc.option(comment, { nil: '' }).map((text) => (text === '' ? '' : ` ${text}`));
const loose = fc.array(fc.oneof(comment, fc.constant('')), { maxLength: 2 });

const scalar: fc.Arbitrary<string> = fc.oneof(
  word,
  word.map((text) => `"${text}"`),
  word.map((text) => `'${text}'`),
  fc.integer().map(String),
  fc.constantFrom('', '~', 'true', '[]', '{}', '&anchor x'),
);
const flow: fc.Arbitrary<string> = fc.oneof(
  fc.array(word, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
  fc.uniqueArray(word, { maxLength: 3 }).map((keys) => `{ ${keys.map((key) => `${key}: 1`).join(', ')} }`),
);
const inline = (text: fc.Arbitrary<string>): fc.Arbitrary<Written> =>
  fc.tuple(text, noted).map(([head, note]) => ({ head: `${head}${note}`, lines: [] }));
const block: fc.Arbitrary<Written> = fc
  .array(word, { minLength: 1, maxLength: 3 })
  .chain((lines) => fc.constantFrom('|', '|-', '>').map((head) => ({ head, lines: lines.map((line) => `  ${line}`) })));

const tree = fc.letrec<{ node: Written; map: Written; list: Written }>((tie) => ({
  node: fc.oneof({ maxDepth: 3 }, inline(scalar), inline(flow), block, tie('map'), tie('list')),
  map: fc
    .uniqueArray(fc.tuple(word, tie('node'), loose), { minLength: 1, maxLength: 4, selector: ([key]) => key })
    .map((pairs) => ({
      lines: pairs.flatMap(([key, value, above]) => [
        ...above,
        `${key}:${value.head ? ` ${value.head}` : ''}`,
        ...inside(value),
      ]),
    })),
  list: fc.array(fc.tuple(tie('node'), loose, noted), { minLength: 1, maxLength: 4 }).map((items) => ({
    lines: items.flatMap(([value, above, note]) => [
      ...above,
      `-${value.head ? ` ${value.head}` : note}`,
      ...inside(value),
    ]),
  })),
}));

function inside({ head, lines }: Written): string[] {
  return head === undefined ? lines.map((line) => (line === '' ? '' : `  ${line}`)) : [...lines];
}

const yaml = fc
  .record({
    map: tree.map,
    end: loose,
    eol: fc.constantFrom('\n', '\r\n'),
    bom: fc.boolean(),
    marker: fc.boolean(),
    last: fc.boolean(),
  })
  .map(
    ({ map, end, eol, bom, marker, last }) =>
      `${bom ? '\uFEFF' : ''}${[...(marker ? ['---'] : []), ...map.lines, ...end].join(eol)}${last ? eol : ''}`,
  )
  .filter((text) => {
    try {
      parse(text, { schema: 'core', logLevel: 'error' });
      return true;
    } catch {
      return false;
    }
  });

/** All paths of a value. */
function pathsOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...entries.flatMap(([key, inner]) => pathsOf(inner, [...path, key as string | number]))].filter(
    (one) => one.length > 0 || path.length > 0,
  );
}

function applied(value: unknown, [part, ...rest]: readonly (string | number)[], wanted: unknown): unknown {
  if (part === undefined) return wanted;
  if (Array.isArray(value)) {
    if (rest.length === 0 && wanted === undefined) return value.toSpliced(part as number, 1);
    return value.with(part as number, applied(value[part as number], rest, wanted));
  }
  const record = value as Record<string, unknown>;
  if (rest.length > 0 || wanted !== undefined) return { ...record, [part]: applied(record[part], rest, wanted) };
  const { [part]: _, ...others } = record;
  return others;
}

const plainValue = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;
const read = (text: string) => parse(text, { schema: 'core', logLevel: 'error' }) as unknown;

const edits = fc.tuple(yaml, fc.nat(), fc.option(json, { nil: undefined })).map(([text, seed, value]) => {
  const paths = pathsOf(read(text)).filter((path) => path.length > 0);
  return { text, path: paths[seed % paths.length]!, value };
});

test('a change of any text reads as the old value with just that change, or is refused', () => {
  fc.assert(
    fc.property(edits, ({ text, path, value }) => {
      let changed: string;
      try {
        changed = editYaml(text, [{ path, value }]);
      } catch (error) {
        expect(error).toBeInstanceOf(YamlEditError);
        expect((error as Error).message).toMatch(/inside of brackets/);
        return;
      }
      expect(plainValue(read(changed))).toEqual(plainValue(applied(read(text), path, value)));
    }),
    { numRuns: runs(500) },
  );
});

/** Edits of plain values. */
const leafEdits = fc.tuple(yaml, fc.nat(), word).map(([text, seed, value]) => {
  const content = read(text);
  const at = (path: readonly (string | number)[]) =>
    path.reduce<unknown>((inner, part) => (inner as Record<string | number, unknown>)[part], content);
  const paths = pathsOf(content).filter((path) => typeof at(path) !== 'object' || at(path) === null);
  return { text, path: paths[seed % paths.length] ?? ['new key'], value };
});

test('a plain value of any text can be changed, and the bytes before and after it stay', () => {
  const comments = (text: string) => text.match(/# comment \d+/g);
  fc.assert(
    fc.property(leafEdits, ({ text, path, value }) => {
      const changed = editYaml(text, [{ path, value }]);
      expect(plainValue(read(changed))).toEqual(plainValue(applied(read(text), path, value)));
      expect(comments(changed)).toEqual(comments(text));
      let before = 0;
      while (before < Math.min(text.length, changed.length) && text[before] === changed[before]) before += 1;
      let after = 0;
      const most = Math.min(text.length, changed.length) - before;
      while (after < most && text.at(-1 - after) === changed.at(-1 - after)) after += 1;
      const written = changed.slice(before, changed.length - after);
      // A blank after the colon, and a pair of quotes.
      expect(written.length).toBeLessThanOrEqual(value.length + (path[0] === 'new key' ? 11 : 3));
      expect(text.slice(before, text.length - after)).not.toMatch(/[:#]/);
    }),
    { numRuns: runs(500) },
  );
});

test('lists in any order keep the comment at the end of each item that stays, and all comments of their own lines', () => {
  const items = fc.uniqueArray(
    fc.tuple(word, noted, loose, fc.option(fc.constantFrom('full', 'headline'), { nil: undefined })),
    { minLength: 1, maxLength: 6, selector: ([name]) => name },
  );
  fc.assert(
    fc.property(
      items,
      loose,
      fc.boolean(),
      fc.func(fc.nat()),
      fc.func(fc.boolean()),
      (list, end, isIndented, orderOf, stays) => {
        const indent = isIndented ? '  ' : '';
        const body = list.flatMap(([name, note, above, layout], index) => [
          ...(index === 0 ? [] : above).map((line) => (line === '' ? '' : indent + line)),
          ...(layout
            ? [`${indent}- slug: ${name}${note}`, `${indent}  layout: ${layout}`]
            : [`${indent}- ${name}${note}`]),
        ]);
        const text = ['first: 1 # a', 'list: # b', ...body, ...end, 'last: 2', ''].join('\n');
        const kept = list.filter(([name]) => stays(name)).sort(([one], [other]) => orderOf(one) - orderOf(other));
        const wanted = kept.map(([slug, , , layout]) => (layout ? { slug, layout } : slug));
        const changed = editYaml(text, [{ path: ['list'], value: wanted }]);
        expect(read(changed)).toEqual({ first: 1, list: wanted, last: 2 });
        for (const [name, note] of kept) expect(changed).toContain(`${name}${note}\n`);
        const own = text.split('\n').filter((line) => line.trim().startsWith('#'));
        expect(
          changed
            .split('\n')
            .filter((line) => line.trim().startsWith('#'))
            .sort(),
        ).toEqual(own.sort());
      },
    ),
    { numRuns: runs(300) },
  );
});

test('all that JSON knows can be written into lines and into brackets', () => {
  fc.assert(
    fc.property(json, fc.constantFrom('\n', '\r\n'), (value, eol) => {
      const text = `a: 1 # x${eol}b: [1, { c: 2 }] # y${eol}`;
      const changed = editYaml(text, [
        { path: ['a'], value },
        { path: ['b', 1, 'c'], value },
        { path: ['d', 'e'], value },
      ]);
      expect(read(changed)).toEqual(plainValue({ a: value, b: [1, { c: value }], d: { e: value } }));
    }),
    { numRuns: runs(300) },
  );
});
