import { expect, test } from 'vitest';
import { ignoredFiles } from '../../src/publish/ignored.ts';
import { prepare } from '../../src/publish/prepare.ts';
import { png } from '../read/pictures.ts';
import { articleOf, Folder } from './publication.ts';

test('files among the articles that no article is or shows are known, but hidden ones and those of drafts are not news', async () => {
  const folder = await Folder.with({
    'articles/one.md': `${articleOf('One', '2026-11-01')}\n![Dusk](images/dusk.png)\n`,
    'articles/draft.md': articleOf('Draft', '2026-11-02', 'draft: true\n'),
    'articles/later.md': articleOf('Later', '2027-11-02', 'attachments: [later.csv]\n'),
    'articles/images/dusk.png': png,
    'articles/later.csv': 'a,b\n',
    'articles/notes.docx': 'x',
    'articles/images/dawn.heic': 'x',
    'articles/.DS_Store': 'x',
  });
  const config = await folder.config();
  expect(await ignoredFiles(config, await prepare(config))).toEqual([
    'articles/images/dawn.heic',
    'articles/notes.docx',
  ]);
});

test('where the articles lie in the publication itself, its other files are no news', async () => {
  const folder = await Folder.with({ 'articles/notes.docx': 'x' });
  const config = await folder.config();
  const prepared = await prepare(config);
  expect(await ignoredFiles(config, prepared)).toEqual(['articles/notes.docx']);
  expect(await ignoredFiles({ ...config, source: config.directory }, prepared)).toEqual([]);
});
