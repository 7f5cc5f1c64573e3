import { expect, test } from 'vitest';
import { ProblemError } from '../../../src/model/problem.ts';
import { prepare } from '../../../src/publish/prepare.ts';
import { articleOf, contentsOf, Folder } from '../publication.ts';

const edition = (language: string, of: string) =>
  `---\nsubject: X\nlanguage: ${language}\ntranslationOf: ${of}\narticles: [one]\n---\n`;
const files = {
  'articles/one.md': articleOf('One', '2026-11-01'),
  'issues/news.md': '---\nsubject: News\narticles: [one]\n---\n',
};

async function refused(more: Readonly<Record<string, string>>) {
  const folder = await Folder.with({ ...files, ...more });
  const error = await prepare(await folder.config()).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(ProblemError);
  return error.problems.map(({ rule, file, line, message, hint }: ProblemError['problems'][number]) => [
    rule,
    `${file}:${line}`,
    message,
    hint,
  ]);
}

test.each([
  ['of no issue', edition('de', 'nws'), 4, 'there is no issue "nws"', 'Did you mean "news"?'],
  [
    'of an article',
    edition('de', 'one'),
    4,
    'one is an article, and only issues that were made by hand have editions',
    'Make an issue of it in issues/, with "articles: [one]".',
  ],
  [
    'of itself',
    edition('de', 'news-de'),
    4,
    'the issue is no translation of itself',
    'Name the issue that it translates, or take the line away.',
  ],
  [
    'in the language of the original',
    edition('EN', 'news'),
    3,
    'issues/news.md is in "EN", too',
    'Every edition of an issue is in a language of its own: "language: de".',
  ],
])('an edition %s is a problem at its line', async (_, text, line, message, hint) => {
  expect(await refused({ 'issues/news-de.md': text })).toEqual([
    ['issue-translation', `issues/news-de.md:${line}`, message, hint],
  ]);
});

test('an edition of an edition is a problem that names the original', async () => {
  expect(
    await refused({ 'issues/news-de.md': edition('de', 'news'), 'issues/news-fr.md': edition('fr', 'news-de') }),
  ).toEqual([
    ['issue-translation', 'issues/news-fr.md:4', 'news-de is a translation itself', 'Write "translationOf: news".'],
  ]);
});

test('two editions in one language are a problem of the later one', async () => {
  const [problem] = await refused({
    'issues/news-a.md': edition('de', 'news'),
    'issues/news-b.md': edition('de', 'news'),
  });
  expect(problem.slice(1, 3)).toEqual(['issues/news-b.md:3', 'issues/news-a.md is in "de", too']);
});

test('an issue may have an edition in every other language', async () => {
  const folder = await Folder.with({
    ...files,
    'issues/news-de.md': edition('de', 'news'),
    'issues/news-at.md': edition('de-AT', 'news'),
  });
  const { publication, problems } = await folder.prepared();
  expect(problems).toEqual([]);
  expect(publication.issues?.map(({ slug, translationOf }) => [slug, translationOf])).toEqual([
    ['news', undefined],
    ['news-at', 'news'],
    ['news-de', 'news'],
  ]);
});

test.each([
  ['choose by a rule, both', 'since: last', 'since: last'],
  ['choose by a rule beside a list', 'since: last', 'articles: [two, one]'],
  ['list beside a rule', 'articles: [two, one]', 'since: last'],
])('an issue and its edition that %s hold the same articles, and others pass over these', async (_, own, other) => {
  const folder = await Folder.with({
    ...{ 'articles/one.md': articleOf('One', '2026-11-01'), 'articles/two.md': articleOf('Two', '2026-11-02') },
    'issues/news.md': `---\nsubject: News\n${own}\n---\n`,
    'issues/news-de.md': `---\nsubject: Neues\nlanguage: de\ntranslationOf: news\n${other}\n---\n`,
    'issues/rest.md': '---\nsubject: Rest\nsince: last\n---\n',
  });
  const both = { news: ['two', 'one'], 'news-de': ['two', 'one'] };
  expect(contentsOf(await folder.prepared())).toEqual(both);
  await folder.send('news');
  expect(contentsOf(await folder.prepared())).toEqual(both);
});

test('what another issue carries, neither an issue nor its edition takes, though one of them lists it', async () => {
  const folder = await Folder.with({
    ...{ 'articles/one.md': articleOf('One', '2026-11-01'), 'articles/two.md': articleOf('Two', '2026-11-02') },
    'issues/before.md': '---\nsubject: Before\narticles: [one]\n---\n',
    'issues/news.md': '---\nsubject: News\nsince: last\n---\n',
    'issues/news-de.md': '---\nsubject: Neues\nlanguage: de\ntranslationOf: news\narticles: [two, one]\n---\n',
  });
  expect(contentsOf(await folder.prepared())).toMatchObject({ news: ['two'] });
});
