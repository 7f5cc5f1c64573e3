import fc from 'fast-check';
import { stringify as toToml } from 'smol-toml';
import { expect, test } from 'vitest';
import { stringify as toYaml } from 'yaml';
import { readFront } from '../../../../src/read/formats/front/read-front.ts';
import { synonyms } from '../../../../src/read/formats/front/synonyms.ts';
import { frontShape } from '../../../../src/read/formats/front-matter.ts';
import { split } from '../../../../src/read/formats/split.ts';
import { parseArticles } from '../../../../src/read/parse.ts';
import { runs } from '../../../runs.ts';
import { settings } from '../../reading.ts';

const known = [...Object.keys(frontShape('UTC')), ...Object.values(synonyms).flat(), 'extra', 'params', 'taxonomies'];
const key = fc.oneof(
  fc.constantFrom(...known),
  fc.stringMatching(/^[a-z]{1,8}$/),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'drafts'),
);
const scalar = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom(
    'true',
    'no',
    '2024/05/06',
    '2026-11-23T09:00:00Z',
    'https://example.org/a',
    '/a/b/',
    'a, b',
    '',
    '0001-01-01',
    '9999-12-31',
  ),
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const { record } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, scalar, fc.array(tie('value'), { maxLength: 4 }), tie('record')),
  record: fc.dictionary(key, tie('value'), { maxKeys: 6 }),
}));
type Front = Record<string, unknown>;

const file = {
  absolute: '/a.md',
  path: 'a.md',
  name: 'a.md',
  display: 'articles/a.md',
  ending: '.md',
  modified: '2026-11-23T00:00:00Z',
};

/** Reads a file with this front matter; every problem has to name its place. */
async function articlesOf(text: string, isStrict: boolean) {
  const read = await parseArticles(text, file, { settings, timezone: 'Europe/Vienna', slugFrom: 'file', isStrict });
  for (const problem of read.problems) {
    expect(problem).toMatchObject({
      file: 'articles/a.md',
      line: expect.any(Number),
      message: expect.stringMatching(/./),
    });
    expect(problem.line).toBeLessThanOrEqual(text.split('\n').length + 1);
  }
  expect(read.drafts.length > 0 || read.problems.some(({ severity }) => severity === 'error')).toBe(true);
  return read;
}

const written: Readonly<Record<string, (front: Front) => string>> = {
  yaml: (front) => `---\n${toYaml(front)}---\nText.\n`,
  toml: (front) => `+++\n${toToml(front)}\n+++\nText.\n`,
  json: (front) => `${JSON.stringify(front, null, 2)}\nText.\n`,
};

test.each(
  Object.keys(written),
)('whatever front matter in %s holds, there is an article or an error, and each problem has a place', async (syntax) => {
  await fc.assert(
    fc.asyncProperty(record as fc.Arbitrary<Front>, fc.boolean(), async (front, isStrict) => {
      await articlesOf(written[syntax]!(front), isStrict);
    }),
    { numRuns: runs(500) },
  );
});

test.each([
  '---\n',
  '+++\n',
  '{"a": 1, ',
  '\n---\n',
  '---json\n',
  '---toml\n',
  '',
])('whatever follows %j, nothing is thrown', async (opening) => {
  const piece = fc.oneof(
    fc.constantFrom(
      '---\n',
      '+++\n',
      '...\n',
      '"',
      "'",
      '"""',
      '{',
      '}',
      '[',
      ']',
      '=',
      ': ',
      '&a ',
      '*a',
      '<<: *a\n',
      '\n',
      '\t',
      '# ',
      '- ',
      '!!x ',
      '| \n',
      'title',
      'date = 2024-05-06\n',
      '[extra]\n',
      '\uFEFF',
      '{{< x >}}',
    ),
    fc.string({ maxLength: 6 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 30 }), fc.boolean(), async (pieces, isStrict) => {
      const text = `${opening}${pieces.join('')}`;
      if (text.trim() !== '') await articlesOf(text, isStrict);
    }),
    { numRuns: runs(500) },
  );
});

test('a key that keeps an article back keeps it back, whatever else is there', async () => {
  const holding = fc.constantFrom<Front>(
    { draft: true },
    { published: false },
    { status: 'draft' },
    { draft: 'yes' },
    { private: true },
    { params: { draft: true } },
    { extra: { published: false } },
  );
  await fc.assert(
    fc.asyncProperty(
      record as fc.Arbitrary<Front>,
      holding,
      fc.constantFrom(...Object.keys(written)),
      async (front, held, syntax) => {
        const { drafts } = await articlesOf(written[syntax]!({ ...front, ...held }), false);
        for (const draft of drafts) expect(draft.front.draft).toBe(true);
      },
    ),
    { numRuns: runs(500) },
  );
});

test('what is right is read whatever is wrong next to it', () => {
  fc.assert(
    fc.property(record as fc.Arbitrary<Front>, (front) => {
      const { title: _, Title: _other, ...rest } = front as Front;
      const text = written.json!({ ...rest, title: 'The first frost' });
      const parts = split(text, 'a.md');
      if ('problem' in parts) throw new Error('it has an end');
      const source = { text: parts.front!, file: 'a.md', syntax: parts.syntax!, linesBefore: 0 };
      const rules = { timezone: 'UTC', isStrict: false, tagsAtBlanks: false };
      expect(readFront(source, rules).front?.title).toBe('The first frost');
    }),
    { numRuns: runs(500) },
  );
});
