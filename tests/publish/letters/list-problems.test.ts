import { expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import { listProblems } from '../../../src/publish/letters/list-problems.ts';
import { folderOf } from '../../folder.ts';

const from = '  from: letters@example.org\n';
const https = '  unsubscribeUrl: https://example.org/u/{token}\n';
const mail = '  unsubscribeEmail: leave@example.org\n';

test.each([
  ['a sender and a link to unsubscribe', `newsletter:\n${from}${https}`, []],
  ['both ways to unsubscribe', `newsletter:\n${from}${https}${mail}`, []],
  ['no letters', 'newsletter: false\n', [['error', 'letters-off', 3]]],
  ['no sender', `newsletter:\n${https}`, [['error', 'no-sender', 3]]],
  ['no way to unsubscribe', `newsletter:\n${from}`, [['error', 'no-unsubscribe', 3]]],
  ['an address alone to unsubscribe', `newsletter:\n${from}${mail}`, []],
  [
    'nothing of that',
    '',
    [
      ['error', 'no-sender', undefined],
      ['error', 'no-unsubscribe', undefined],
    ],
  ],
])('of settings with %s is told what keeps letters from the list, at its line', async (_, section, told) => {
  const cwd = await folderOf({ 'tidings.yaml': `title: X\nurl: https://example.org\n${section}` });
  const { settings, at } = await loadConfig('.', {}, { cwd, environment: {}, clock: () => new Date(0) });
  const problems = listProblems(settings, at);
  expect(problems.map(({ severity, rule, line }) => [severity, rule, line])).toEqual(told);
});
