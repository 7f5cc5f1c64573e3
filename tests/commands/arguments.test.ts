import { expect, test } from 'vitest';
import { usualArguments } from '../../src/commands/arguments.ts';
import { describeProgram } from '../../src/commands/program.ts';

const program = describeProgram(() => async () => {});

test.each([
  ['', '--help'],
  ['help', '--help'],
  ['help send', 'send --help'],
  ['help subscribers add', 'subscribers add --help'],
  ['subscribers help', 'subscribers --help'],
  ['subscribers help add', 'subscribers add --help'],
  ['help nosuch', 'nosuch'],
  ['help send --json', 'send --help --json'],
  ['version', '--version'],
  ['-V', '--version'],
  ['--json', '--help --json'],
  ['--json build letters', 'build --json letters'],
  ['--debug --json subscribers list --tag a', 'subscribers list --debug --json --tag a'],
  ['subscribers --json list', 'subscribers list --json'],
  ['--version --json', '--version --json'],
])('"tidings %s" is read as "tidings %s"', (typed, read) => {
  expect(usualArguments(typed.split(' ').filter(Boolean), program).join(' ')).toBe(read);
});

test.each([
  'build letters --json',
  'send help',
  'send version --to a@example.org',
  'subscribers add --name --json',
  'build -- --json',
  'bild',
])('"tidings %s" stays as it is', (typed) => {
  expect(usualArguments(typed.split(' '), program).join(' ')).toBe(typed);
});
