import { expect, test } from 'vitest';
import { publishedListProblems } from '../../src/init/published-list.ts';
import { withDefaults } from '../../src/settings/input.ts';
import { folderOf } from '../folder.ts';

const settings = withDefaults({ title: 'Quay', url: 'https://quay.example.com/', generator: 'jekyll' });
const problemsOf = async (config: string, given = settings) =>
  publishedListProblems({
    directory: await folderOf({ '_config.yml': config }),
    settings: given,
    display: (file) => file,
  });

test.each([
  'title: Quay\n',
  'exclude: [tidings.yaml, "*.dbx"]\n',
  'exclude: [\n',
])('whoever keeps a list where Jekyll would publish it is warned: %j', async (config) => {
  expect(await problemsOf(config)).toMatchObject([
    { rule: 'published-list', hint: expect.stringContaining('tidings.db*') },
  ]);
});

test.each([
  'exclude: ["tidings.db*"]\n',
  'exclude: [tidings.*]\n',
  'exclude: ["*.db"]\n',
])('a list that is excluded is safe: %j', async (config) => {
  expect(await problemsOf(config)).toEqual([]);
});

test('other programs publish only folders of their own', async () => {
  expect(await problemsOf('title: Quay\n', { ...settings, generator: 'hugo' })).toEqual([]);
});
