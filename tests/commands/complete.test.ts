import { expect, test } from 'vitest';
import { completionsOf } from '../../src/commands/complete.ts';
import { describeProgram } from '../../src/commands/program.ts';

const program = describeProgram(() => async () => {});
const known = { slugs: async () => ['first-letter', 'welcome'], themes: async () => ['plain', 'mine'] };
const complete = (line: string) => completionsOf(line.split(' '), program, known);

test.each([
  ['', ['build', 'send', 'subscribers']],
  ['bu', ['build']],
  ['--json ', ['build']],
  ['help ', ['send']],
  ['help subscribers ', ['import']],
  ['subscribers ', ['add', 'export']],
  ['send ', ['first-letter', 'welcome']],
  ['send --tag news ', ['first-letter']],
  ['send first-letter --', ['--to', '--dry-run', '--help']],
  ['send first-letter --only ', ['failed', 'in-doubt']],
  ['check --issue ', ['first-letter']],
  ['theme copy ', ['plain', 'mine']],
  ['ad', ['adopt']],
  ['adopt old.xml --', ['--apply', '--publication']],
])('"tidings %s" can go on with %j', async (line, words) => {
  expect(await complete(line)).toEqual(expect.arrayContaining(words));
});

test.each([
  'build ',
  'send welcome ',
  'adopt ',
  'adopt old.xml ',
  'build --output ',
  'theme copy plain ',
])('after "tidings %s" no word is known, so that the shell offers files', async (line) =>
  expect(await complete(line)).toEqual([]));
