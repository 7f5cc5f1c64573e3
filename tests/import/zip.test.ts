import { readdir } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../runs.ts';
import { ghostJson } from './exports.ts';
import { publicationWith } from './imported.ts';
import { itemOf, wxrOf } from './wxr-text.ts';
import { type ZipPart, zipOf } from './zip.ts';

const wxr = wxrOf([itemOf({ 'content:encoded': 'Text.' })]);

/** Why a zip is refused; nothing may be left of it. */
async function refused(zip: Uint8Array): Promise<string> {
  const { refusal, folder } = await publicationWith({ 'old.zip': zip });
  const { problems, state, exitCode } = await refusal(['old.zip']);
  expect(state).toBe('Nothing was written.');
  expect(exitCode).toBe(1);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ rule: 'archive', file: 'old.zip', hint: expect.any(String) });
  expect((await readdir(folder)).toSorted().filter((name) => name !== '.tidings')).toEqual(['old.zip', 'tidings.yaml']);
  return problems[0]!.message;
}

test.each([
  ['../evil.xml', '"../evil.xml" in it leads out of its folder'],
  ['posts/../../evil.xml', '"posts/../../evil.xml" in it leads out of its folder'],
  ['/etc/evil.xml', '"/etc/evil.xml" in it leads out of its folder'],
  ['C:/evil.xml', '"C:/evil.xml" in it leads out of its folder'],
  ['..\\evil.xml', '"../evil.xml" in it leads out of its folder'],
])('a zip with the name %s is refused', async (name, message) => {
  expect(await refused(zipOf({ 'old.xml': wxr, [name]: 'x' }))).toBe(message);
});

test.each<[message: string, part: Partial<ZipPart>]>([
  ['"a.png" in it is a link', { isLink: true }],
  ['"a.png" in it is encrypted', { isEncrypted: true }],
])('a zip is refused where %s', async (message, part) => {
  const parts = [
    { name: 'old.xml', content: wxr },
    { name: 'a.png', content: '/etc/passwd', ...part },
  ];
  expect(await refused(zipOf(parts))).toBe(message);
});

test('a zip that would fill the disk is refused before anything is unpacked', async () => {
  const bomb = Array.from({ length: 4 }, (_, index) => ({ name: `${index}.png`, content: 'x', length: 4_000_000_000 }));
  expect(await refused(zipOf([{ name: 'old.xml', content: wxr }, ...bomb]))).toMatch(/^this would unpack \d/);
});

test('a zip whose file is longer than it says is refused', async () => {
  expect(await refused(zipOf([{ name: 'old.xml', content: wxr, length: 10 }]))).toBe(
    'this zip is damaged or cut short',
  );
});

test('a zip that is cut short anywhere is refused', async () => {
  const zip = zipOf({ 'old.xml': wxr });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: zip.length - 1 }), async (length) => {
      expect(await refused(zip.subarray(0, length))).toBe('this zip is damaged or cut short');
    }),
    { numRuns: runs(40) },
  );
});

test('a zip with wrong bytes is refused or read, and never half written', async () => {
  const zip = zipOf({ 'old.xml': wxr });
  await fc.assert(
    fc.asyncProperty(fc.nat(zip.length - 3), fc.nat(255), async (at, byte) => {
      const bytes = Buffer.from(zip);
      bytes[at + 2] = byte;
      const { apply, folder } = await publicationWith({ 'old.zip': bytes });
      const done = await apply(['old.zip']).then(
        () => true,
        (error: Error) => error.constructor.name === 'ProblemError' || Promise.reject(error),
      );
      expect(done).toBe(true);
      const articles = await readdir(`${folder}/articles`).catch(() => []);
      expect(articles.filter((name) => name.startsWith('.'))).toEqual([]);
    }),
    { numRuns: runs(60) },
  );
});

test('what macOS adds to a zip is passed over', async () => {
  const zip = zipOf({ 'export/old.xml': wxr, '__MACOSX/export/._old.xml': 'x', 'export/.DS_Store': 'x' });
  const { apply } = await publicationWith({ 'old.zip': zip });
  expect((await apply(['old.zip'])).value).toMatchObject({ archives: [{ service: 'WordPress' }], written: [{}] });
});

test('a folder that was unpacked is as good as its zip', async () => {
  const { apply } = await publicationWith({ 'export/old.xml': wxr });
  expect((await apply(['export'])).value.written).toHaveLength(1);
});

test('a zip with an article whose checksum is wrong is refused', async () => {
  expect(await refused(zipOf([{ name: 'old.xml', content: wxr, sum: 1 }]))).toBe('"old.xml" in it is damaged');
});

test('a zip with a picture whose checksum is wrong is refused, and no article is written', async () => {
  const html = '<img src="__GHOST_URL__/content/images/a.png">';
  const zip = zipOf([
    { name: 'data/ghost.json', content: ghostJson([{ html }]) },
    { name: 'content/images/a.png', content: 'x', sum: 1 },
  ]);
  const { refusal, folder } = await publicationWith({ 'old.zip': zip });
  const { problems, state } = await refusal(['old.zip'], { from: 'https://blog.example.org' });
  expect(problems).toMatchObject([{ rule: 'archive', message: '"content/images/a.png" in it is damaged' }]);
  expect(state).toBe('Nothing was written.');
  expect(await readdir(`${folder}/articles`)).toEqual([]);
});
