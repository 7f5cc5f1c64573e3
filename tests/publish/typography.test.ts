import { expect, test } from 'vitest';
import { buildPublication } from '../../src/publish/build.ts';
import { Folder } from './publication.ts';

const english = `---
title: "The 'first' frost..."
summary: It's here -- at last.
date: 2026-11-01
---

She said "now".

The garden's book is for informational purposes.
`;
const german = '---\ntitle: \'Der "Frost"\'\ndate: 2026-11-02\nlanguage: de\n---\n\nSie sagte "jetzt".\n';
const files = {
  'articles/english.md': english,
  'articles/german.md': german,
  'articles/plain.txt': 'A "plain" text\n\nIt is 2026-11-03 -- so.\n',
  'issues/2026-11-05-all.md': '---\narticles: [english, german]\n---\n\n# It\'s "all"\n\nDear {{ email }}, "hello".\n',
};

test('no article counts as changed when typography is turned on, and each has the signs of its language', async () => {
  const folder = await Folder.with(files, 'noticePattern: "^The garden"\n');
  const build = async (now: string) => {
    await buildPublication(await folder.config(now));
    const lines = (await folder.read('tidings.lock')).split('\n');
    return lines.map((line) => (line.startsWith('{') ? JSON.parse(line) : line));
  };
  const before = await build('2026-11-20T00:00:00Z');
  const feed = await folder.read('output/atom.xml');
  expect(feed).toContain("The 'first' frost...");
  const settings = await folder.read('tidings.yaml');
  await folder.write('tidings.yaml', `${settings}typography: true\n`);
  expect(await build('2026-11-28T00:00:00Z')).toEqual(before);
  const after = await folder.read('output/atom.xml');
  const updated = /<updated>.*?<\/updated>/g;
  expect(after.match(updated)).toEqual(feed.match(updated));
  for (const words of [
    'The ‘first’ frost…',
    'It’s here – at last.',
    'She said “now”.',
    'Der „Frost“',
    'Sie sagte „jetzt“.',
  ])
    expect(after).toContain(words);
  expect(after).toContain('A "plain" text');
  expect(after).toContain('The garden’s book');
  const { publication } = await folder.prepared();
  expect(publication.issues![0]).toMatchObject({
    subject: 'It’s “all”',
    introduction: expect.stringContaining('Dear {{ email }}, “hello”.'),
  });
});

test('an unchanged file is read again when typography is turned on or off', async () => {
  const folder = await Folder.with({ 'articles/english.md': english });
  const settings = await folder.read('tidings.yaml');
  const feeds: string[] = [];
  for (const line of ['', 'typography: true\n', 'typography: false\n']) {
    await folder.write('tidings.yaml', settings + line);
    await buildPublication(await folder.config());
    feeds.push(await folder.read('output/atom.xml'));
  }
  expect(feeds[1]).toContain('“now”');
  expect(feeds[2]).toBe(feeds[0]);
});
