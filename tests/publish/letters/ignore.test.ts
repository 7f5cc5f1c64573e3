import { expect, test } from 'vitest';
import { ProblemError } from '../../../src/model/problem.ts';
import { ignoring } from '../../../src/publish/letters/ignore.ts';

const problem = (severity: 'error' | 'warning', rule: string) => ({ severity, rule, message: rule });
const found = [problem('error', 'no-alt'), problem('error', 'clipped'), problem('warning', 'tracking-link')];

test('what is ignored stops nothing: its errors are told as warnings, its warnings not at all', () => {
  expect(ignoring([])(found)).toEqual(found);
  expect(ignoring(['no-alt', 'tracking-link'])(found)).toEqual([
    problem('error', 'clipped'),
    problem('warning', 'no-alt'),
  ]);
});

test.each([
  ['one that was mistyped', 'no-atl', 'Did you mean "no-alt"?'],
  ['one that no letter has', 'constructor', 'Each finding names its rule with --json'],
])('a rule that there is not is refused: %s', (_, name, hint) => {
  expect(() => ignoring(['clipped', name])).toThrow(ProblemError);
  try {
    ignoring([name]);
  } catch (error) {
    expect(error).toMatchObject({ exitCode: 2, message: `letters have no rule "${name}"` });
    expect((error as ProblemError).problems[0]?.hint).toContain(hint);
  }
});
