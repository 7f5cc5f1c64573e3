import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/config.ts';
import { findIssue } from '../../../src/publish/issues/find-issue.ts';
import { prepare } from '../../../src/publish/prepare.ts';
import { articleOf, Folder } from '../publication.ts';

const files = {
  'articles/frost.md': articleOf('Frost', '2026-11-01'),
  'articles/draft.md': articleOf('Draft', '2026-11-01', 'draft: true\n'),
  'articles/later.md': articleOf('Later', '2027-11-01'),
  'issues/news.md': '---\nsubject: News\nlatest: 1\n---\n',
  'issues/plan.md': '---\nsubject: Plan\nlatest: 1\ndraft: true\n---\n',
  'issues/2027-01-01-new-year.md': '---\nsubject: New year\nlatest: 1\n---\n',
  'issues/empty.md': '---\nsubject: Empty\ntag: nobody\n---\n',
};

describe('an issue is found', () => {
  test.each<[string, string, string]>([
    ['by its slug', 'news', 'News'],
    ['by its file', 'issues/news.md', 'News'],
    ['where an article is the letter', 'frost', 'Frost'],
    ['by the file of the article', 'articles/frost.md', 'Frost'],
  ])('%s', async (_, name, subject) => {
    const folder = await Folder.with(files);
    expect(findIssue(await folder.prepared(), name).subject).toBe(subject);
  });

  test.each<[string, string, string]>([
    ['an issue', 'issues/news.md', 'News'],
    ['an issue, with a dot', './issues/news.md', 'News'],
    ['an article', 'articles/frost.md', 'Frost'],
    ['an article, from where one stands', 'letter/articles/frost.md', 'Frost'],
  ])('by the file of %s, from another folder, too', async (_, name, subject) => {
    const folder = await Folder.with(files);
    const context = { cwd: folder.path, environment: {}, clock: () => new Date('2026-11-30T00:00:00Z') };
    await mkdir(join(folder.path, 'letter'));
    for (const part of ['articles', 'issues', 'tidings.yaml'])
      await rename(join(folder.path, part), join(folder.path, 'letter', part));
    const prepared = await prepare(await loadConfig('letter', {}, context));
    expect(findIssue(prepared, name).subject).toBe(subject);
  });

  test.each<[string, string, string]>([
    ['a misspelt slug', 'nows', 'Did you mean "news"?'],
    ['a draft', 'plan', 'Take "draft: true" out of its front matter.'],
    ['an article that is a draft', 'draft', 'Take "draft: true" out of its front matter.'],
    ['one of a day to come', '2027-01-01-new-year', 'Wait for it, or set another clock with --now.'],
    ['an article of a day to come', 'later', 'Wait for it, or set another clock with --now.'],
    ['one that nothing is for', 'empty', 'Write one, or name one in it.'],
    ['a name that is like no other', 'something-else', 'There are: news, frost.'],
  ])('not for %s, and it is told what to do', async (_, name, hint) => {
    const prepared = await (await Folder.with(files)).prepared();
    expect(() => findIssue(prepared, name)).toThrow(
      expect.objectContaining({ exitCode: 2, problems: [expect.objectContaining({ rule: 'not-found', hint })] }),
    );
  });
});
