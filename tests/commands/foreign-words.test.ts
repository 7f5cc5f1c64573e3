import { expect, test } from 'vitest';
import { foreignToGroups, foreignWords, ownCommandFor } from '../../src/commands/foreign-words.ts';
import { describeProgram } from '../../src/commands/program.ts';

const tables = [
  ...foreignWords.map((row) => ['', ...row] as const),
  ...Object.entries(foreignToGroups).flatMap(([group, rows]) => rows.map((row) => [group, ...row] as const)),
];

test.each(tables)('the answer to %s %s names commands that there are', async (group, words, hint) => {
  for (const [, line] of hint.matchAll(/"tidings ([^"]+)"/g)) {
    const given = line!.replace('subscribers add you@example.org', '$& --consent x').split(' ');
    const need = { 'subscribers add': ['a@example.org', '--consent', 'x'], 'subscribers remove': ['a@example.org'] };
    const path = given.join(' ') as keyof typeof need;
    const argv = [...given, ...(need[path] ?? (path === 'subscribers forget' ? ['a@example.org'] : []))];
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
