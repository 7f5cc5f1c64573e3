import { expect, test } from 'vitest';
import { foreignToGroups, foreignWords, ownCommandFor } from '../../src/commands/foreign-words.ts';
import { describeProgram } from '../../src/commands/program.ts';

const tables = [
  ...foreignWords.map((row) => ['', ...row] as const),
  ...Object.entries(foreignToGroups).flatMap(([group, rows]) => rows.map((row) => [group, ...row] as const)),
];

test.each(tables)('the answer to %s %s names commands that there are', async (group, words, hint) => {
  for (const [, line = ''] of hint.matchAll(/"tidings ([^"]+)"/g)) {
    // A hint may leave out the person.
    const person = /^subscribers (add|remove|forget)$/.test(line) ? ['you@example.org'] : [];
    const consent = line.startsWith('subscribers add') ? ['--consent', 'x'] : [];
    const argv = [...line.split(' '), ...person, ...consent];
    await expect(describeProgram(() => async () => {}).parseAsync(argv, { from: 'user' }), line).resolves.toBeDefined();
  }
  const names = describeProgram(() => async () => {}).commands.find((one) => one.name() === group)?.commands;
  const own = names ?? describeProgram(() => async () => {}).commands;
  for (const word of words.split(' ')) {
    expect(own.map((one) => one.name())).not.toContain(word);
    expect(ownCommandFor(word.toUpperCase(), group === '' ? undefined : group)).toBe(hint);
  }
});

test('a word that means nothing anywhere has no answer of its own', () => {
  expect(ownCommandFor('bild')).toBeUndefined();
  expect(ownCommandFor('serve', 'theme')).toBeUndefined();
});
