import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import { doubtfulSettings, exampleLines } from '../../../src/publish/letters/doubtful-settings.ts';
import { folderOf } from '../../folder.ts';

async function doubts(yaml: string, environment = {}) {
  const cwd = await folderOf({ 'tidings.yaml': yaml });
  const config = await loadConfig('.', {}, { cwd, environment, clock: () => new Date(0) });
  return (await doubtfulSettings(config)).map(({ rule, file, line }) => [rule, file && `${file}:${line}`]);
}

const starter = () => readFile(new URL('../../../templates/starter/tidings.yaml', import.meta.url), 'utf8');

test('every line of the starter that readers meet is a placeholder, and init names each of them', async () => {
  const found = await doubts(await starter());
  const lines = await exampleLines();
  expect(new Set(found.map(([rule]) => rule))).toEqual(new Set(['placeholder']));
  expect(found.map(([, place]) => place)).toEqual(lines.map(({ line }) => `tidings.yaml:${line}`));
  const texts = lines.map(({ text }) => text);
  for (const start of ['title: ', 'url: ', 'from: ', 'address: ']) expect(texts.join('\n')).toContain(start);
  expect(texts.filter((text) => text.includes('#'))).toEqual([]);
});

const own = 'title: Mine\nurl: https://tidings.internal\n';

test.each([
  ['an own domain', `${own}newsletter:\n  from: a@news.tidings.internal\n`, []],
  ['a name for examples', 'title: Mine\nurl: https://www.example.com\n', ['placeholder']],
  ['this machine', 'title: Mine\nurl: http://localhost:8080\n', ['placeholder']],
  ['the sender of an example', `${own}newsletter:\n  from: Me <me@mine.example>\n`, ['placeholder']],
  ['the address of the starter', `${own}newsletter:\n  address: 1 Example Quay, Example Town\n`, ['placeholder']],
  ['an author with a page', `${own}authors:\n  - {name: Me, url: 'https://example.net/me'}\n`, ['placeholder']],
  ['where bounces come back to', `${own}bounces:\n  address: back@mine.test\n`, ['placeholder']],
  ['a signing domain', `${own}newsletter:\n  dkim: {selector: a, domain: mine.invalid}\n`, ['placeholder']],
  ['a sender from elsewhere', `${own}newsletter:\n  from: me@elsewhere.internal\n`, ['foreign-sender']],
  [
    'a way out elsewhere',
    `${own}newsletter:\n  unsubscribeUrl: https://elsewhere.internal/{token}\n`,
    ['foreign-unsubscribe'],
  ],
  [
    'mail to leave elsewhere',
    `${own}newsletter:\n  unsubscribeEmail: leave@elsewhere.internal\n`,
    ['foreign-unsubscribe'],
  ],
  [
    'a way out where the sender is, told once',
    `${own}newsletter:\n  from: me@elsewhere.internal\n  unsubscribeEmail: leave@elsewhere.internal\n`,
    ['foreign-sender'],
  ],
])('of %s a check says so', async (_, yaml, rules) => {
  expect((await doubts(yaml)).map(([rule]) => rule)).toEqual(rules);
});

test('a placeholder from a variable has no line in the file', async () => {
  expect(await doubts(own, { TIDINGS_URL: 'https://example.org' })).toEqual([['placeholder', undefined]]);
});
