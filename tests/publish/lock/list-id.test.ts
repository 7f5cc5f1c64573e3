import { expect, test } from 'vitest';
import { buildPublication } from '../../../src/publish/build.ts';
import { sourceOf } from '../../../src/publish/letters/letter-source.ts';
import { formatLock, parseLock, parseSoundLock } from '../../../src/publish/lock/format.ts';
import { articleOf, Folder } from '../publication.ts';

const files = {
  'articles/frost.md': articleOf('Frost', '2026-11-01'),
  'issues/2026-11-02-all.md': '---\nsubject: All\narticles: [frost]\n---\n',
};
const newsletter = 'newsletter:\n  from: letters@example.org\n';
const made = (settings = newsletter) => Folder.with(files, settings);
const listIn = async (folder: Folder) => {
  await buildPublication(await folder.config());
  return /^List-Id: <(.*)>/m.exec(await folder.read('output/issues/frost/message.eml'))?.[1];
};
const move = async (folder: Folder, from: string, to: string) =>
  folder.write('tidings.yaml', (await folder.read('tidings.yaml')).replace(from, to));

test('letters have the host of the publication for their List-Id, and keep it when the site moves', async () => {
  const folder = await made();
  expect(await listIn(folder)).toBe('example.org');
  expect(await folder.read('tidings.lock')).toContain('{"listId":"example.org"}\n');
  await folder.send('2026-11-02-all');
  expect(await listIn(folder)).toBe('example.org');
  await move(folder, 'https://example.org', 'https://garden.example.net');
  expect(await listIn(folder)).toBe('example.org');
});

test('that of the settings wins, and is noted nowhere', async () => {
  const folder = await made(`${newsletter}  listId: letter.example.org\n`);
  expect(await listIn(folder)).toBe('letter.example.org');
  expect(await folder.read('tidings.lock')).not.toContain('listId');
});

test('letters that were sent without one stay without, and so does what they follow from', async () => {
  const folder = await made();
  await buildPublication(await folder.config());
  await folder.send('2026-11-02-all');
  const lock = await folder.read('tidings.lock');
  await folder.write('tidings.lock', lock.replace('{"listId":"example.org"}\n', ''));
  const source = await sourceOf(await folder.config(), '2026-11-02-all');
  expect(await listIn(folder)).toBeUndefined();
  expect(await folder.read('tidings.lock')).not.toContain('listId');
  expect(await sourceOf(await folder.config(), '2026-11-02-all')).toBe(source);
});

test('a lock of before is noted when an issue is sent, with the List-Id that it was sent with', async () => {
  const folder = await made();
  await buildPublication(await folder.config());
  const lock = await folder.read('tidings.lock');
  await folder.write('tidings.lock', lock.replace('{"listId":"example.org"}\n', ''));
  await folder.send('2026-11-02-all');
  expect(await folder.read('tidings.lock')).toContain('{"listId":"example.org"}\n');
});

test.each([
  ['no sender', 'description: x\n'],
  ['no letters', 'newsletter: false\n'],
])('a publication with %s notes none', async (_, settings) => {
  const folder = await made(settings);
  await buildPublication(await folder.config());
  expect(await folder.read('tidings.lock')).not.toContain('listId');
});

test('the line is read in any place, by both readers, and two that branches noted agree', () => {
  const lock = { feed: 'https://example.org/', listId: 'a.example.org', entries: [] };
  const text = formatLock(lock);
  expect(parseLock(text, 'tidings.lock')).toEqual(lock);
  expect(parseSoundLock(text)).toEqual(lock);
  expect(parseLock(`${text}{"listId":"b.example.org"}\n`, 'tidings.lock')).toMatchObject({ listId: 'a.example.org' });
  expect(parseLock(`${text}{"listId":"no list"}\n`, 'tidings.lock')).toMatchObject([{ rule: 'lock', line: 4 }]);
});
