import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { describeProgram } from '../../src/commands/program.ts';
import { argumentFor, flagFor, operand } from '../../src/commands/quoted.ts';

/** The words that a shell makes of a proposed command. */
function wordsOf(command: string): string[] {
  const script = `set -- ${command}; printf '%s\\n' "$@"`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trimEnd().split('\n');
}

test.each([
  [`build${argumentFor('-dash')}`, ['build', './-dash']],
  [`build${argumentFor('.')}`, ['build']],
  [`build${argumentFor("my 'letter'")}`, ['build', "my 'letter'"]],
  [`status${flagFor('-dash')}`, ['status', '--publication', './-dash']],
  [
    `subscribers show${operand('-lead@example.com', flagFor('-dash'))}`,
    [...['subscribers', 'show', '--publication', './-dash', '--', '-lead@example.com']],
  ],
  [`subscribers show${operand('ada@example.org', ' --json')}`, ['subscribers', 'show', 'ada@example.org', '--json']],
])('%s can be run as it is printed', async (command, words) => {
  expect(wordsOf(command)).toEqual(words);
  await expect(describeProgram(() => async () => {}).parseAsync(words, { from: 'user' })).resolves.toBeDefined();
});
