import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import { ProblemError } from '../../../src/model/problem.ts';
import { buildPublication } from '../../../src/publish/build.ts';
import { folderOf } from '../../folder.ts';

const article = (title: string) => `---\ntitle: ${title}\ndate: 2026-11-01\n---\n\nWords of ${title}.\n`;

async function build(cwd: string) {
  const config = await loadConfig('.', {}, { cwd, environment: {}, clock: () => new Date('2026-11-23') });
  return buildPublication(config);
}

const publicationAt = (url: string) =>
  folderOf({
    'tidings.yaml': `title: The Letter\nurl: ${url}\nnewsletter:\n  address: 1 Quay\n`,
    'articles/one.md': article('One'),
    'articles/two.md': `${article('Two')}`,
  });

const damages = {
  garbage: 'garbage\n',
  'zero bytes': '',
  JSON: '{"outputs":[1],"format":1}',
  'long garbage': 'x'.repeat(9000),
};

describe.each(['https://letters.example.org', 'https://letters.example'])('in a publication at %s', (url) => {
  test.each(
    Object.entries(damages),
  )('every file of .tidings may become %s, which costs time alone', async (_, bytes) => {
    const folder = await publicationAt(url);
    await build(folder);
    const entries = await readdir(join(folder, '.tidings'), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    for (const name of ['told', 'pictures.json', 'scheduled', 'media.json', 'sources.json', 'turn'])
      files.push(join(folder, '.tidings', name));
    expect(files.join()).toMatch(/manifest\.json/);
    expect(files.join()).toMatch(/skeletons/);
    for (const file of new Set(files)) {
      await writeFile(file, bytes);
      expect((await build(folder)).written, file).toEqual([]);
    }
  });
});

describe('a damaged manifest where there is no lock', () => {
  test('stops a publication that may have had one, and says how to go on in either case', async () => {
    const folder = await publicationAt('https://letters.example.org');
    await build(folder);
    await rm(join(folder, 'tidings.lock'));
    await writeFile(join(folder, '.tidings/manifest.json'), 'garbage\n');
    const refusal = await build(folder).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ProblemError);
    expect((refusal as ProblemError).problems).toMatchObject([
      {
        message: 'tidings.lock is missing, and .tidings/manifest.json, which knows whether there was one, is damaged',
        hint: expect.stringMatching(/git checkout tidings\.lock.*remove \.tidings\/manifest\.json/),
      },
    ]);
    await rm(join(folder, '.tidings/manifest.json'));
    expect((await build(folder)).unchanged).not.toEqual([]);
  });
});
