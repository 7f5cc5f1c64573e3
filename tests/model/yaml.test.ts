import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readYaml, type YamlSource } from '../../src/model/yaml.ts';
import { runs } from '../runs.ts';

const schema = z.strictObject({
  title: z.string().optional(),
  count: z.number().optional(),
  draft: z.boolean().optional(),
  tags: z.array(z.string()).optional(),
  authors: z
    .union([
      z.string(),
      z.array(z.union([z.string(), z.strictObject({ name: z.string(), url: z.string().optional() })])),
    ])
    .optional(),
  inner: z.preprocess((value) => value ?? undefined, z.strictObject({ depth: z.number().optional() }).optional()),
});

function read(text: string, options: Partial<YamlSource> = {}) {
  return readYaml({ text, file: 'x.yaml', ...options }, schema);
}

test('a mapping comes back checked, with the place of every key', () => {
  const { value, at } = read('title: Hello\ntags:\n  - one\n  - two\n') as Extract<
    ReturnType<typeof read>,
    { at: unknown }
  >;
  expect(value).toEqual({ title: 'Hello', tags: ['one', 'two'] });
  expect(at(['tags', 1])).toEqual({ file: 'x.yaml', line: 4, column: 5, length: 3, excerpt: '  - two' });
  expect(at(['title'], 'key')).toMatchObject({ line: 1, column: 1, length: 5 });
  expect(at(['missing'])).toEqual({ file: 'x.yaml' });
});

test('an empty text is an empty mapping', () => {
  expect(read('').value).toEqual({});
  expect(read('# only a comment\n').value).toEqual({});
});

test('lines that stand before the text are counted', () => {
  expect(read('titel: x', { linesBefore: 1 }).problems).toMatchObject([{ line: 2, column: 1 }]);
});

describe('a problem stands where it is', () => {
  test.each<[string, string, object]>([
    [
      'a tab that indents',
      'inner:\n\ttitle: x\n',
      { line: 2, column: 1, message: expect.stringContaining('a tab begins'), hint: expect.stringContaining('spaces') },
    ],
    [
      'an unknown key',
      'titel: x\n',
      { rule: 'unknown-key', line: 1, column: 1, length: 5, hint: 'Did you mean "title"?' },
    ],
    [
      'an unknown key that resembles none',
      'zebra: x\n',
      { hint: 'Known here: title, count, draft, tags, authors, inner.' },
    ],
    [
      'an unknown key in a list of alternatives',
      'authors:\n  - name: A\n    urll: x\n',
      { line: 3, column: 5, hint: 'Did you mean "url"?' },
    ],
    [
      'an unknown key behind a section that may be empty',
      'inner:\n  dept: 1\n',
      { line: 2, hint: 'Did you mean "depth"?' },
    ],
    [
      'text where a number belongs',
      'count: many\n',
      { line: 1, column: 8, length: 4, message: 'count must be a number' },
    ],
    ['a list where text belongs', 'title: [a]\n', { line: 1, column: 8, message: 'title must be text' }],
    ['an entry of a list', 'tags: [a, 2]\n', { line: 1, column: 11, length: 1, message: 'tags must be text' }],
    ['a value that is missing', 'authors:\n  - url: x\n', { line: 2, column: 5, message: 'name is missing' }],
    ['broken syntax', 'title: a: b\n', { rule: 'yaml', line: 1, hint: expect.stringContaining('quotes') }],
    [
      'one key twice',
      'title: a\ntitle: b\n',
      {
        rule: 'yaml',
        line: 2,
        column: 1,
        length: 5,
        message: 'the key "title" is here a second time',
        hint: 'Keep one of the two.',
      },
    ],
    [
      'an alias',
      'title: &x a\ntags: [*x]\n',
      { rule: 'yaml', line: 2, column: 8, message: 'aliases (*name) are not used here' },
    ],
    ['a list at the top', '- a\n- b\n', { rule: 'yaml', line: 1, message: 'expected lines of the form "key: value"' }],
    ['mere text', 'hello\n', { rule: 'yaml', line: 1 }],
  ])('%s', (_, text, problem) => {
    expect(read(text)).toMatchObject({ problems: [{ severity: 'error', file: 'x.yaml', ...problem }] });
  });
});

describe('a mistake in the syntax is told once, with its value in quotes', () => {
  test.each([
    [
      `Hello {{ name | default: 'friend' }} from x & <b> "q"`,
      `'Hello {{ name | default: ''friend'' }} from x & <b> "q"'`,
    ],
    [`Hello {{ name | default: 'friend' }}`, `"Hello {{ name | default: 'friend' }}"`],
    ['{{ name }} and you', '"{{ name }} and you"'],
    ['Tides: a primer', '"Tides: a primer"'],
    ['"Tides" and we', `'"Tides" and we'`],
    ['@everyone', '"@everyone"'],
  ])('%s', (value, quoted) => {
    const { problems } = read(`tags: [a]\ntitle: ${value}  \ncount: x\n`);
    expect(problems).toMatchObject([
      { rule: 'yaml', line: 2, column: 8, length: value.length, hint: `Put the whole value in quotes: ${quoted}` },
    ]);
    expect(read(`title: ${quoted}`).value).toEqual({ title: value });
  });

  test.each([
    'title: "Tides\n',
    'tags: [a, b\ntitle: x\n',
    'title: x\n count: 1\n',
  ])('but not where quotes would not mend it: %j', (text) => {
    const { problems } = read(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.hint).not.toContain('whole value');
  });

  test.each([
    ["title: x\ntags: [a, b\ninner: 'Welcome: a letter'\n", { line: 2, column: 7 }, '"]" where the list ends'],
    ['title: [: Slack Water\ncount: 1  # how often\n', { line: 1, column: 8 }, '"]" where the list ends'],
    ['tags: [a]\nauthors: [x, [y]\ncount: 1\n', { line: 2, column: 10 }, '"]" where the list ends'],
    ['inner: {depth: 1\ncount: 1\n', { line: 1, column: 8 }, '"}" where the group ends'],
    ['tags: [a, b', { line: 1, column: 7 }, '"]" where the list ends'],
  ])('a bracket that nothing closes is told where it opens: %j', (text, place, hint) => {
    expect(read(text).problems).toMatchObject([
      {
        ...place,
        length: 1,
        message: expect.stringMatching(/^nothing closes this/),
        hint: expect.stringContaining(hint),
      },
    ]);
  });

  test('a comment behind a value is never put within the quotes', () => {
    expect(read('title: Tides: a primer  # the title\n').problems).toMatchObject([
      { line: 1, column: 8, length: 15, hint: 'Put the whole value in quotes: "Tides: a primer"' },
    ]);
  });

  test('be it a slot alone, which is a group to YAML', () => {
    expect(read('title: {{ name }}\ntitel: x\n').problems).toMatchObject([
      { line: 1, column: 8, hint: 'Put the whole value in quotes: "{{ name }}"' },
      { line: 2, hint: 'Did you mean "title"?' },
    ]);
  });

  test('after a key that stands twice', () => {
    expect(read('title: a\ntitle: b\ncount: c: d: e\ntitle: f\n').problems).toMatchObject([{ line: 2 }, { line: 3 }]);
  });
});

test('all that is wrong is told at once', () => {
  expect(read('titel: x\ncount: y\n').problems).toHaveLength(2);
});

test('asked for text, numbers and truth values stay as they were typed', () => {
  const texts = z.strictObject({ a: z.string(), b: z.string(), c: z.string(), d: z.null(), e: z.string() });
  const { value } = readYaml({ text: 'a: 007\nb: 1.10\nc: true\nd:\ne: "x"\n', file: 'x', asText: true }, texts);
  expect(value).toEqual({ a: '007', b: '1.10', c: 'true', d: null, e: 'x' });
});

test('an alias bomb and deep brackets end in a problem, not in a wait or a stack trace', () => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', ...'bcdefghi'].reduce((text, name, index) => {
    const before = 'abcdefghi'[index - 1];
    return index === 0 ? text : `${text}\n${name}: &${name} [*${before},*${before},*${before},*${before},*${before}]`;
  });
  expect(read(bomb).problems).toMatchObject([{ rule: 'yaml' }]);
  expect(read(`title: ${'['.repeat(20_000)}`).problems.length).toBeGreaterThan(0);
});

test('a key named like a part of every object is just unknown', () => {
  expect(read('__proto__: x\nconstructor: y\ntoString: z\n').problems.map(({ rule }) => rule)).toEqual([
    'unknown-key',
    'unknown-key',
    'unknown-key',
  ]);
});

test('any text gives a value or problems, each with the file', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab: -[]{}"\'#&*!|>%@`\n\t,?0~'), maxLength: 40 }), (text) => {
      const { value, problems } = read(text);
      if (value === undefined) expect(problems.every(({ file }) => file === 'x.yaml')).toBe(true);
      expect(value === undefined).toBe(problems.length > 0);
    }),
    { numRuns: runs(500) },
  );
});

test('values nested too deeply are told at their place, however they are written', () => {
  const indented = (levels: number) =>
    Array.from({ length: levels }, (_, level) => `${' '.repeat(level)}a:\n`).join('');
  for (const text of [
    indented(60),
    indented(600),
    `a: ${'{a: '.repeat(3000)}`,
    `a: ${'['.repeat(10_000)}`,
    `a:\n${'- '.repeat(5000)}b`,
  ])
    expect(read(text).problems).toMatchObject([
      { rule: 'yaml', message: 'values are nested deeper than 40 levels', line: expect.any(Number) },
    ]);
});

test('more settings than anybody could write are refused before they are compared, and a hundred problems are enough', () => {
  expect(read('a: b\n'.repeat(50_000)).problems).toMatchObject([{ rule: 'yaml', line: 1 }]);
  const keys = Array.from({ length: 2000 }, (_, index) => `a${index}: b\n`).join('');
  expect(read(keys).problems).toHaveLength(100);
  expect(read('a: b\n'.repeat(2000)).problems).toHaveLength(100);
});

test('below a key that is typed, numbers and truth values are what they are, and quoted ones are text', () => {
  const text = 'a: 007\ndata:\n  n: 12\n  t: "12"\n  b: true\n  u: \'true\'\nmore:\n  data: 12\n';
  const any = z.object({ a: z.unknown(), data: z.unknown(), more: z.unknown() });
  expect(readYaml({ text, file: 'x', asText: true, typed: 'data' }, any).value).toEqual({
    a: '007',
    data: { n: 12, t: '12', b: true, u: 'true' },
    more: { data: '12' },
  });
});
