import fc from 'fast-check';
import { expect, test } from 'vitest';
import { oneLine } from '../../src/lib/escape.ts';
import { slugOf } from '../../src/lib/slug.ts';
import { writeDraft } from '../../src/publish/draft.ts';
import { folderOf } from '../folder.ts';
import { runs } from '../runs.ts';
import { Folder } from './publication.ts';

test('a new article is a draft of today with its title as it was typed, whatever that is', async () => {
  const titles = fc.string({ unit: 'binary', maxLength: 60 }).filter((text) => slugOf(oneLine(text)) !== '');
  await fc.assert(
    fc.asyncProperty(titles, async (text) => {
      const folder = await Folder.with({});
      const { title, slug } = await writeDraft(await folder.config(), text);
      const { held, problems } = await folder.prepared();
      expect(held.drafts).toMatchObject([{ title, slug, published: '2026-11-30T00:00:00Z', draft: true }]);
      expect(title).toBe(oneLine(text));
      expect(problems).toEqual([]);
    }),
    { numRuns: runs(200), examples: [['The "first": frost # 1'], ['- item'], ["it's\\"], ['{a: b}']] },
  );
});

test('a new article overwrites nothing, and a folder of articles that is a file is named', async () => {
  const folder = await Folder.with({ 'articles/frost.md': 'mine' });
  await expect(writeDraft(await folder.config(), 'Frost')).rejects.toMatchObject({
    problems: [{ rule: 'new', message: 'articles/frost.md is there already' }],
  });
  expect(await folder.read('articles/frost.md')).toBe('mine');
  const path = await folderOf({ 'tidings.yaml': 'title: T\nurl: https://example.org\n', articles: 'a file' });
  const config = { ...(await folder.config()), source: `${path}/articles` };
  await expect(writeDraft(config, 'Frost')).rejects.toMatchObject({ exitCode: 2, problems: [{ rule: 'new' }] });
});
