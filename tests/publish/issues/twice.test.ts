import { describe, expect, test } from 'vitest';
import { articleOf, Folder } from '../publication.ts';

const articles = {
  'articles/one.md': articleOf('One', '2026-11-01'),
  'articles/two.md': articleOf('Two', '2026-11-02'),
};
/** As `digest` writes it. */
const digestOf = (front: string, ...slugs: readonly string[]) => {
  const days: Record<string, string> = { one: '2026-11-01', two: '2026-11-02' };
  const entries = slugs.map((slug) => `  - slug: ${slug}\n    id: tag:example.org,${days[slug]}:${slug}\n`);
  return `---\nsubject: News\n${front}articles:\n${entries.join('')}---\n`;
};
const told = async (folder: Folder) => {
  const { problems } = await folder.prepared();
  return problems.map(({ rule, file, line, message }) => ({ rule, file, line, message }));
};

test('an article that editions of one issue list is not warned of, for each reader gets one of them', async () => {
  const folder = await Folder.with({
    ...articles,
    'issues/a.md': digestOf('', 'one'),
    'issues/b.md': digestOf('language: de\ntranslationOf: a\n', 'one'),
  });
  expect(await told(folder)).toEqual([]);
  await folder.send('a');
  expect(await told(folder)).toEqual([]);
  await folder.send('b');
  await folder.write('issues/c.md', digestOf('', 'one'));
  expect(await told(folder)).toMatchObject([{ rule: 'carried-twice', file: 'issues/c.md' }]);
});

describe('an article that two digests list', () => {
  const files = { ...articles, 'issues/a.md': digestOf('', 'one'), 'issues/b.md': digestOf('', 'two', 'one') };

  test('is warned of at its line in the later one', async () => {
    expect(await told(await Folder.with(files))).toEqual([
      {
        rule: 'carried-twice',
        file: 'issues/b.md',
        line: 6,
        message: 'one is in issues/a.md, too: readers would get it twice',
      },
    ]);
  });

  test('is warned of where the other one was sent, even if its file is gone', async () => {
    const folder = await Folder.with({ ...articles, 'issues/a.md': files['issues/a.md'] });
    await folder.prepared();
    await folder.send('a');
    await folder.write('issues/b.md', files['issues/b.md']);
    expect(await told(folder)).toMatchObject([{ rule: 'carried-twice', file: 'issues/b.md' }]);
  });

  test('is nothing to tell of in the one that was sent', async () => {
    const folder = await Folder.with({ ...articles, 'issues/b.md': files['issues/b.md'] });
    await folder.prepared();
    await folder.send('b');
    await folder.write('issues/a.md', files['issues/a.md']);
    expect(await told(folder)).toMatchObject([{ rule: 'carried-twice', file: 'issues/a.md' }]);
  });

  test.each<[string, string]>([
    ['a draft, which nobody gets', digestOf('draft: true\n', 'one')],
    ['a best-of that a person put together', '---\nsubject: Best\narticles: [one, two]\n---\n'],
    ['a rule that finds it', '---\nsubject: Newest\nlatest: 5\n---\n'],
  ])('is no matter where the other one is %s', async (_, text) => {
    expect(await told(await Folder.with({ ...files, 'issues/b.md': text }))).toEqual([]);
  });
});
