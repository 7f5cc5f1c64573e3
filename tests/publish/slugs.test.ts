import { expect, test } from 'vitest';
import { likelySlugs } from '../../src/publish/slugs.ts';
import { articleOf, Folder } from './publication.ts';

test('slugs are those of the lock, and before the first build those of the names of files', async () => {
  const folder = await Folder.with({
    'articles/2026-11-01-one.md': articleOf('One', '2026-11-01', 'slug: number-one\n'),
    'articles/notes.docx': 'x',
    'articles/three.mdx': articleOf('Three', '2026-11-01'),
    'articles/two.html': articleOf('Two', '2026-11-01'),
    'issues/all.md': '---\nsubject: All\ndate: 2026-11-02\narticles: [number-one]\n---\n\nHello.\n',
  });
  expect(await likelySlugs(await folder.config())).toEqual(['all', 'one', 'three', 'two']);
  await folder.prepared();
  expect(await likelySlugs(await folder.config())).toEqual(['all', 'number-one', 'three', 'two']);
});
