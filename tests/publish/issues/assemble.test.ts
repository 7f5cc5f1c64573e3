import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { articleOf, contentsOf, Folder } from '../publication.ts';

const articles = {
  'articles/one.md': articleOf('One', '2026-11-01', 'tags: [Garden]\n'),
  'articles/two.md': articleOf('Two', '2026-11-02 09:00'),
  'articles/three.md': articleOf('Three', '2026-11-03', 'tags: [garden, winter]\n'),
};

const issue = (front: string, body = '') => `---\nsubject: News\n${front}\n---\n${body}`;

describe('an issue holds', () => {
  test.each<[string, string, string[]]>([
    ['what it names, in that order', 'articles: [two, one]', ['two', 'one']],
    ['the newest', 'latest: 2', ['three', 'two']],
    ['what has a tag, however it is written', 'tag: garden', ['three', 'one']],
    ['the newest of a tag', 'tag: GARDEN\nlatest: 1', ['three']],
    ['what was published since a day', 'since: 2026-11-02', ['three', 'two']],
    ['all that no issue carried', 'since: last', ['three', 'two', 'one']],
    ['nothing but words', '', []],
  ])('%s', async (_, front, slugs) => {
    const folder = await Folder.with({ ...articles, 'issues/news.md': issue(`${front}\ndate: 2026-11-04`, 'Words.') });
    expect(contentsOf(await folder.prepared())).toEqual({ news: slugs });
  });

  test('an article that has another slug by now, by its id or by the slug that it had', async () => {
    const front = 'articles:\n  - two\n  - {slug: gone-by, id: "tag:example.org,2026-11-01:one"}';
    const folder = await Folder.with({ ...articles, 'issues/.keep': '' });
    await folder.prepared();
    await folder.write('articles/one.md', articleOf('One', '2026-11-01', 'slug: first\n'));
    await folder.write('articles/two.md', articleOf('Two', '2026-11-02', 'slug: second\n'));
    await folder.write('issues/news.md', issue(front));
    expect(contentsOf(await folder.prepared())).toEqual({ news: ['second', 'first'] });
  });
});

describe('an article stands in an issue', () => {
  test.each<[string, string, string[]]>([
    ['as a whole if it is alone', 'articles: [one]', ['full']],
    ['as its summary among others', 'latest: 2', ['summary', 'summary']],
    ['as the issue says', 'latest: 2\nlayout: headline', ['headline', 'headline']],
    ['as its own entry says', 'articles:\n  - {slug: one, layout: full}\n  - two', ['full', 'summary']],
  ])('%s', async (_, front, layouts) => {
    const folder = await Folder.with({ ...articles, 'issues/news.md': issue(front) });
    const { publication } = await folder.prepared();
    expect(publication.issues![0]!.items.map(({ layout }) => layout)).toEqual(layouts);
  });
});

describe('the date of an issue', () => {
  test.each<[string, string, string, string]>([
    ['is the one in its front matter', '2026-11-05-news', 'latest: 1\ndate: 2026-11-06', '2026-11-06T00:00:00Z'],
    ['is the day of its file’s name', '2026-11-05-news', 'latest: 1', '2026-11-05T00:00:00Z'],
    ['is that of its newest article', 'news', 'articles: [one, two]', '2026-11-02T09:00:00Z'],
    ['is to the minute that of an article of that day', '2026-11-02-news', 'articles: [two]', '2026-11-02T09:00:00Z'],
  ])('%s', async (_, name, front, date) => {
    const folder = await Folder.with({ ...articles, [`issues/${name}.md`]: issue(front) });
    const { publication } = await folder.prepared();
    expect(publication.issues![0]!.date).toBe(date);
  });

  test('keeps it back until it comes', async () => {
    const folder = await Folder.with({ ...articles, 'issues/2026-11-24-news.md': issue('latest: 1') });
    const before = await folder.prepared('2026-11-23T23:59:59Z');
    expect(before.held.issues).toEqual([{ slug: '2026-11-24-news', because: 'future' }]);
    expect(before.publication.issues).toBeUndefined();
    expect(contentsOf(await folder.prepared('2026-11-24T00:00:00Z'))).toHaveProperty('2026-11-24-news');
  });
});

test('an issue waits for an article whose date has not come, and then carries it', async () => {
  const folder = await Folder.with({
    ...articles,
    'articles/later.md': articleOf('Later', '2026-11-24'),
    'issues/news.md': issue('articles: [later, one]'),
    'issues/rest.md': issue('since: last'),
  });
  const before = await folder.prepared('2026-11-23T00:00:00Z');
  expect(before.held.issues).toEqual([{ slug: 'news', because: 'future' }]);
  expect(contentsOf(before)).toEqual({ rest: ['three', 'two'] });
  const after = await folder.prepared('2026-11-24T00:00:00Z');
  expect(contentsOf(after)).toEqual({ news: ['later', 'one'], rest: ['three', 'two'] });
});

test('issues come newest first', async () => {
  const folder = await Folder.with({
    ...articles,
    'issues/a.md': issue('articles: [one]'),
    'issues/b.md': issue('articles: [three]'),
    'issues/c.md': issue('articles: [two]'),
  });
  expect(Object.keys(contentsOf(await folder.prepared()))).toEqual(['b', 'c', 'a']);
});

describe('the preheader', () => {
  test('is made of as many titles as an inbox shows, whose braces stay text', async () => {
    const folder = await Folder.with({
      'articles/a.md': articleOf("'On {{ name }}'", '2026-11-03'),
      'articles/b.md': articleOf('B'.repeat(80), '2026-11-02'),
      'articles/c.md': articleOf('C'.repeat(80), '2026-11-01'),
      'issues/news.md': issue('latest: 3'),
    });
    const { publication } = await folder.prepared();
    expect(publication.issues![0]!.preheader).toBe(`On {{ '{{' }} name }} · ${'B'.repeat(80)}`);
  });

  test('is empty where there is nothing but words', async () => {
    const folder = await Folder.with({ 'issues/news.md': issue('date: 2026-11-01', 'Words.') });
    expect((await folder.prepared()).publication.issues![0]!.preheader).toBe('');
  });
});

describe('the id of an issue', () => {
  const idIn = async (folder: Folder) => (await folder.prepared()).publication.issues![0]!.id;

  test.each<[string, (folder: Folder) => Promise<unknown>]>([
    ['its text', (folder) => folder.write('issues/news.md', issue('latest: 1', 'Other words.'))],
    ['its date', (folder) => folder.write('issues/news.md', issue('latest: 1\ndate: 2026-11-20'))],
    ['the domain', (folder) => folder.write('tidings.yaml', 'title: T\nurl: https://elsewhere.example\n')],
    ['the name of its file', ({ path }) => rename(join(path, 'issues/news.md'), join(path, 'issues/other.md'))],
  ])('stays when %s changes', async (_, change) => {
    const folder = await Folder.with({ ...articles, 'issues/news.md': issue('latest: 1') });
    expect(await idIn(folder)).toBe('tag:example.org,2026-11-03:issues/news');
    await change(folder);
    expect(await idIn(folder)).toBe('tag:example.org,2026-11-03:issues/news');
  });

  test('stays while it is a draft again', async () => {
    const folder = await Folder.with({ ...articles, 'issues/news.md': issue('latest: 1') });
    await folder.prepared();
    await folder.write('issues/news.md', issue('latest: 1\ndraft: true'));
    await folder.prepared();
    await folder.write('issues/news.md', issue('latest: 1\ndate: 2026-11-20'));
    expect(await idIn(folder)).toBe('tag:example.org,2026-11-03:issues/news');
  });

  test('goes with its file, unless it was sent', async () => {
    const folder = await Folder.with({ ...articles, 'issues/news.md': issue('latest: 1') });
    await folder.prepared();
    expect(await folder.read('tidings.lock')).toContain('issues/news');
    await rm(join(folder.path, 'issues/news.md'));
    await folder.prepared();
    expect(await folder.read('tidings.lock')).not.toContain('issues/news');
  });
});

describe('an issue that was sent', () => {
  test('keeps its articles for ever, whatever is published or edited', async () => {
    const folder = await Folder.with({ ...articles, 'issues/news.md': issue('since: last') });
    await folder.send('news');
    await folder.write('articles/four.md', articleOf('Four', '2026-11-04'));
    await folder.write('issues/news.md', issue('articles: [one]\nlayout: headline', 'A late word.'));
    const prepared = await folder.prepared();
    expect(contentsOf(prepared)).toEqual({ news: ['three', 'two', 'one'] });
    expect(prepared.publication.issues![0]!.items[0]!.layout).toBe('headline');
    expect(prepared.problems).toMatchObject([
      { severity: 'warning', rule: 'issue-sent', file: 'issues/news.md', line: 3 },
    ]);
  });

  test('goes without an article that was removed since, and says nothing, for nobody can mend it', async () => {
    const folder = await Folder.with({ ...articles, 'issues/news.md': issue('articles: [one, two]') });
    await folder.send('news');
    await rm(join(folder.path, 'articles/one.md'));
    const prepared = await folder.prepared();
    expect(contentsOf(prepared)).toEqual({ news: ['two'] });
    expect(prepared.problems).toEqual([]);
  });

  test('is remembered without its file', async () => {
    const folder = await Folder.with({ ...articles, 'issues/news.md': issue('latest: 1') });
    await folder.send('news');
    await rm(join(folder.path, 'issues/news.md'));
    await folder.prepared();
    expect([...(await folder.prepared()).carried]).toEqual([['tag:example.org,2026-11-03:three', 'news']]);
  });

  test('may be an article by itself, which later digests pass over', async () => {
    const folder = await Folder.with({ ...articles, 'issues/rest.md': issue('since: last') });
    await folder.send('two');
    expect(contentsOf(await folder.prepared())).toEqual({ rest: ['three', 'one'] });
  });

  test('can be frozen twice, and the first time counts', async () => {
    const folder = await Folder.with({ ...articles, 'issues/news.md': issue('latest: 1') });
    await folder.send('news');
    const lock = await folder.read('tidings.lock');
    await folder.send('news');
    expect(await folder.read('tidings.lock')).toBe(lock);
  });
});

describe('since: last', () => {
  test('gives what two files want to the first of them, and the rest to the other once that was sent', async () => {
    const folder = await Folder.with({
      ...articles,
      'issues/a.md': issue('since: last\ntag: winter'),
      'issues/b.md': issue('since: last\nlatest: 1'),
      'issues/c.md': issue('since: last'),
    });
    expect(contentsOf(await folder.prepared())).toEqual({ a: ['three'], b: ['two'], c: ['one'] });
    await folder.send('a');
    expect(contentsOf(await folder.prepared())).toEqual({ a: ['three'], b: ['two'], c: ['one'] });
  });

  test('passes over what lists name, those of drafts and of days to come, too', async () => {
    const folder = await Folder.with({
      ...articles,
      'issues/a.md': issue('since: last'),
      'issues/draft.md': issue('articles: [one]\ndraft: true'),
      'issues/2027-01-01-later.md': issue('articles: [two]'),
      'issues/rule.md': issue('latest: 3'),
    });
    expect(contentsOf(await folder.prepared())).toEqual({ a: ['three'], rule: ['three', 'two', 'one'] });
  });

  test('takes nothing for a draft', async () => {
    const folder = await Folder.with({
      ...articles,
      'issues/a.md': issue('since: last\ndraft: true'),
      'issues/b.md': issue('since: last'),
    });
    expect(contentsOf(await folder.prepared())).toEqual({ b: ['three', 'two', 'one'] });
  });
});

describe('what is wrong with an issue is told at its line:', () => {
  const drafts = {
    'articles/draft.md': articleOf('Draft', '2026-11-01', 'draft: true\n'),
    'articles/future.md': articleOf('Future', '2027-11-01'),
  };

  test.each<[string, string, object]>([
    [
      'a misspelt slug',
      'articles:\n  - thre',
      { message: 'there is no article "thre"', hint: 'Did you mean "three"?', line: 4 },
    ],
    ['no such slug', 'articles: [elsewhere]', { hint: expect.stringContaining('three, two, one') }],
    ['a draft', 'articles: [one, draft]', { message: 'draft is a draft', line: 3, column: 17 }],
    ['an article twice', 'articles: [one, two, one]', { message: 'one is in this issue twice' }],
    ['nothing at all', 'date: 2026-11-01', { rule: 'issue-empty' }],
    ['an empty list', 'articles: []\ndate: 2026-11-01', { rule: 'issue-empty' }],
  ])('%s', async (_, front, problem) => {
    const folder = await Folder.with({ ...articles, ...drafts, 'issues/news.md': issue(front) });
    await expect(folder.prepared()).rejects.toMatchObject({
      problems: [{ severity: 'error', file: 'issues/news.md', ...problem }],
    });
  });

  test('a misspelt slug above words, and nothing that follows from it', async () => {
    const folder = await Folder.with({ ...articles, 'issues/news.md': issue('articles: [elsewhere]', 'Words.') });
    await expect(folder.prepared()).rejects.toMatchObject({ problems: [{ rule: 'issue-articles' }] });
  });

  test('words without a date', async () => {
    const folder = await Folder.with({ 'issues/news.md': issue('', 'Words.') });
    await expect(folder.prepared()).rejects.toMatchObject({ problems: [{ rule: 'no-date', file: 'issues/news.md' }] });
  });

  test('an article that was removed is warned of, and left out', async () => {
    const folder = await Folder.with({ ...articles, 'issues/news.md': issue('articles: [one, two]') });
    await folder.prepared('2026-11-28T00:00:00Z');
    await rm(join(folder.path, 'articles/one.md'));
    const prepared = await folder.prepared();
    expect(prepared.problems).toMatchObject([
      { severity: 'warning', line: 3, message: expect.stringContaining('removed') },
    ]);
    expect(contentsOf(prepared)).toEqual({ news: ['two'] });
  });

  test.each<[string, string, string]>([
    ['for which there is nothing yet', 'since: 2026-11-29', 'It appears as soon as one is.'],
    ['of a misspelt tag', 'tag: wintr', 'Did you mean "winter"?'],
  ])('a rule %s makes no issue', async (_, front, hint) => {
    const folder = await Folder.with({ ...articles, 'issues/news.md': issue(front, 'Words.') });
    const { publication, held, problems } = await folder.prepared();
    expect(publication.issues).toBeUndefined();
    expect(held.issues).toEqual([{ slug: 'news', because: 'empty' }]);
    expect(problems).toMatchObject([{ severity: 'warning', rule: 'issue-empty', line: 3, hint }]);
  });
});

test('a publication without letters has no issues, and keeps what was sent', async () => {
  const folder = await Folder.with({ ...articles, 'issues/news.md': issue('latest: 1') });
  await folder.send('news');
  const lock = await folder.read('tidings.lock');
  await folder.write('tidings.yaml', 'title: The Letter\nurl: https://example.org\nnewsletter: false\n');
  expect((await folder.prepared()).publication.issues).toBeUndefined();
  expect(await folder.read('tidings.lock')).toBe(lock);
});
