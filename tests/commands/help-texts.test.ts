import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { usualArguments } from '../../src/commands/arguments.ts';
import { helpTexts } from '../../src/commands/help-texts.ts';
import { describeProgram } from '../../src/commands/program.ts';
import { smtpVariables } from '../../src/config/environment.ts';
import { imapVariables } from '../../src/config/imap.ts';
import { dkimVariables, secretVariables } from '../../src/config/keys.ts';
import { databaseVariables } from '../../src/config/list-place.ts';

const fresh = () => describeProgram(() => async () => {});

function namesOf(command: Command, path = ''): string[] {
  return command.commands.flatMap((one) => [`${path}${one.name()}`, ...namesOf(one, `${path}${one.name()} `)]);
}

test.each(namesOf(fresh()))('the help of %s has examples and exit codes', async (name) => {
  let help = '';
  const program = describeProgram(
    () => async () => {},
    (text) => {
      help += text;
    },
  );
  await program.parseAsync([...name.split(' '), '--help'], { from: 'user' }).catch(() => undefined);
  expect(help).toContain('Examples:\n  npx tidings ');
  expect(help).toMatch(/Exit codes:\n {2}0 .+2 wrong usage or setting/);
});

const examples = Object.values(helpTexts).flatMap((text) => text.examples);
test.each(examples)('the example "tidings %s" is a command line', async (example) => {
  const words = example.match(/"[^"]*"|\S+/g)!.map((word) => word.replaceAll('"', ''));
  const program = fresh();
  const parsed = program.parseAsync(usualArguments(words, program), { from: 'user' });
  if (words[0] === 'help') await expect(parsed).rejects.toMatchObject({ code: 'commander.helpDisplayed' });
  else await expect(parsed).resolves.toBeDefined();
});

test('the help names every variable of secrets and servers', () => {
  const all = Object.values(helpTexts).flatMap((text) => text.variables ?? []);
  const named = new Set(all.join(' ').match(/[A-Z]+(_[A-Z]+)+/g));
  for (const variable of [
    ...smtpVariables,
    ...dkimVariables,
    ...secretVariables,
    ...databaseVariables,
    ...imapVariables,
  ])
    expect(named).toContain(variable);
});
