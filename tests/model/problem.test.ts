import { describe, expect, test } from 'vitest';
import { formatProblems } from '../../src/model/format-problems.ts';
import { hasErrors, type Problem, ProblemError } from '../../src/model/problem.ts';

const base: Problem = { severity: 'error', rule: 'example', message: 'date "yesterday" is not a date' };

function shown(problem: Partial<Problem>, options?: Parameters<typeof formatProblems>[1]): string {
  return formatProblems([{ ...base, ...problem }], options);
}

test('a problem shows place, message, line, mark, the way out and what state was left', () => {
  const text = shown(
    {
      file: 'articles/hello.md',
      line: 3,
      column: 7,
      length: 9,
      excerpt: 'date: yesterday',
      hint: 'Write it as 2026-11-23 or 2026-11-23T09:00:00Z.',
    },
    { state: 'Nothing was written.' },
  );
  expect(text).toBe(`articles/hello.md:3:7  error  date "yesterday" is not a date
  3 │ date: yesterday
    │       ~~~~~~~~~
  Write it as 2026-11-23 or 2026-11-23T09:00:00Z.
1 error. Nothing was written.
`);
});

test.each<[string, Partial<Problem>, string]>([
  ['without a file only the message stands', {}, 'error  date "yesterday" is not a date\n1 error.\n'],
  ['a file without a line is named', { file: 'a.md' }, 'a.md  error  date "yesterday" is not a date\n1 error.\n'],
  [
    'a line without a column is shown without a mark',
    { file: 'a.md', line: 2, excerpt: 'two' },
    'a.md:2  error  date "yesterday" is not a date\n  2 │ two\n1 error.\n',
  ],
  [
    'a mark ends with its line',
    { file: 'a', line: 1, column: 2, length: 99, excerpt: 'abc' },
    'a:1:2  error  date "yesterday" is not a date\n  1 │ abc\n    │  ~~\n1 error.\n',
  ],
  [
    'a mark behind the end of its line is one wide',
    { file: 'a', line: 1, column: 4, excerpt: 'abc' },
    'a:1:4  error  date "yesterday" is not a date\n  1 │ abc\n    │    ~\n1 error.\n',
  ],
  [
    'wide characters are marked as wide as a terminal shows them',
    { file: 'a', line: 1, column: 5, length: 2, excerpt: '港の灯りと' },
    'a:1:5  error  date "yesterday" is not a date\n  1 │ 港の灯りと\n    │         ~~\n1 error.\n',
  ],
  [
    'a tab takes one column, so that the mark stands under its text',
    { file: 'a', line: 1, column: 2, length: 1, excerpt: '\tx' },
    'a:1:2  error  date "yesterday" is not a date\n  1 │  x\n    │  ~\n1 error.\n',
  ],
])('%s', (_, problem, expected) => {
  expect(shown(problem)).toBe(expected);
});

test('a line of a minified file is cut to a window around the mark', () => {
  const excerpt = `${'x'.repeat(5000)}HERE${'y'.repeat(5000)}`;
  const [, line, marks] = shown({ file: 'a', line: 1, column: 5001, length: 4, excerpt }).split('\n');
  expect(line!.length).toBeLessThan(120);
  expect(line!.slice(marks!.indexOf('~'), marks!.lastIndexOf('~') + 1)).toBe('HERE');
});

test('nothing in a message, a file name or a line can steer the terminal or forge a line', () => {
  const evil = 'a\u001b[31m\u0007\u202eb\u2028c\nforged  error\rd\ud800';
  const text = shown({ message: evil, file: evil, line: 1, column: 1, excerpt: evil, hint: evil });
  expect(text.split('\n')).toHaveLength(6);
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u2028\u202e]/);
  expect(text.isWellFormed()).toBe(true);
});

test('errors and warnings are counted apart, each with its plural', () => {
  const warning: Problem = { ...base, severity: 'warning' };
  expect(formatProblems([base, base, warning])).toMatch(/\n2 errors, 1 warning\.\n$/);
  expect(formatProblems([warning, warning])).toMatch(/\n2 warnings\.\n$/);
});

test('no problems make no lines', () => {
  expect(formatProblems([])).toBe('');
  expect(formatProblems([], { state: 'Nothing was written.' })).toBe('Nothing was written.\n');
});

test('colour is only used where it is asked for', () => {
  expect(shown({})).not.toContain('\u001b');
  expect(shown({}, { color: true })).toContain('\u001b[31merror');
});

describe('ProblemError', () => {
  test('says where and what in its message, and that nothing was written unless told otherwise', () => {
    const error = new ProblemError([{ ...base, file: 'a.md', line: 3, column: 7 }, base]);
    expect(error.message).toBe('a.md:3:7: date "yesterday" is not a date\ndate "yesterday" is not a date');
    expect([error.exitCode, error.state]).toEqual([1, 'Nothing was written.']);
  });

  test('carries the exit code for wrong usage', () => {
    expect(new ProblemError([base], { exitCode: 2, state: 'Kept.' })).toMatchObject({ exitCode: 2, state: 'Kept.' });
  });
});

test('warnings alone are no errors', () => {
  expect(hasErrors([{ ...base, severity: 'warning' }])).toBe(false);
  expect(hasErrors([{ ...base, severity: 'warning' }, base])).toBe(true);
});

describe('many problems', () => {
  const warning = (file: string, line: number, message: string, rule = 'image-alt'): Problem => ({
    severity: 'warning',
    rule,
    file,
    line,
    message,
    hint: 'Add one.',
  });
  const different = (count: number) =>
    Array.from({ length: count }, (_, index) => warning('a.md', index + 1, `picture ${index + 1} has no text`));
  const equal = (count: number) =>
    Array.from({ length: count }, (_, index) => warning(`${index + 1}.md`, 3, '"layout" is not used', 'unused-key'));

  test('of one rule are all shown if they are five', () => {
    expect(formatProblems(different(5)).match(/picture/g)).toHaveLength(5);
  });

  test('of one rule are counted after five, with the places of the next ones, and those of other rules stay', () => {
    const text = formatProblems([...different(20), { ...base, file: 'b.md' }, ...different(1_208).slice(1_200)]);
    expect(text).toBe(`a.md:1  warning  picture 1 has no text
  Add one.
a.md:2  warning  picture 2 has no text
  Add one.
a.md:3  warning  picture 3 has no text
  Add one.
a.md:4  warning  picture 4 has no text
  Add one.
a.md:5  warning  picture 5 has no text
  Add one.
and 23 more of the rule "image-alt": a.md:6, a.md:7, a.md:8 and 20 more (--all lists them)
b.md  error  date "yesterday" is not a date
1 error, 28 warnings.
`);
  });

  test('that are equal are told once, with their number and the first places', () => {
    expect(
      formatProblems([...equal(1_043), { ...base, file: 'b.md' }]),
    ).toBe(`warning  "layout" is not used (1,043 times)
  1.md:3, 2.md:3, 3.md:3 and 1,040 more
  Add one.
b.md  error  date "yesterday" is not a date
1 error, 1,043 warnings.
`);
  });

  test('that are equal and have no place are told once, with their number', () => {
    expect(formatProblems([base, base, base])).toBe('error  date "yesterday" is not a date (3 times)\n3 errors.\n');
  });

  test('of which two are equal show the line of each', () => {
    expect(formatProblems(equal(2)).match(/"layout" is not used\n/g)).toHaveLength(2);
  });

  test('are listed one by one if all are asked for', () => {
    expect(formatProblems([...different(20), ...equal(20)], { all: true }).match(/md:\d+ /g)).toHaveLength(40);
  });
});
