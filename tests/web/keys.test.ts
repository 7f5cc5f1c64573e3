import { expect, test } from 'vitest';
import type { Article } from '../../src/model/article.ts';
import type { Issue } from '../../src/model/issue.ts';
import type { Publication } from '../../src/model/publication.ts';
import { webPages } from '../../src/web/pages.ts';
import { everything } from './everything.ts';
import { issueOf, issues, itemOf } from './issues.ts';
import { publicationOf, templates } from './publication.ts';

/** By each path, what a build knows a page by, as `pipeline.ts` does, and the page. */
function pagesWithKeys(publication: Publication): Map<string, readonly [key: string, content: string]> {
  const identities = (articles: readonly Article[]) => articles.map((article) => JSON.stringify(article));
  return new Map(
    [...webPages(publication, templates)].map(({ path, articles, context, render }) => [
      path,
      [JSON.stringify([context, identities(articles)]), render()],
    ]),
  );
}

const base = publicationOf(everything);
const before: Publication = { ...base, issues };
const [first, second, third] = issues as [Issue, Issue, Issue];

/** The same with one article in another state, wherever it stands. */
function withArticle(slug: string, change: Partial<Article>): Publication {
  const changed = (article: Article) => (article.slug === slug ? { ...article, ...change } : article);
  const items = (issue: Issue) => issue.items.map((item) => ({ ...item, article: changed(item.article) }));
  return {
    ...base,
    articles: base.articles.map(changed),
    issues: issues.map((issue) => ({ ...issue, items: items(issue) })),
  };
}

const changes: readonly [string, Publication, string[]][] = [
  ['the first issue', { ...base, issues: [first] }, []],
  ['no issue any more', base, []],
  [
    'another subject',
    { ...before, issues: [first, { ...second, subject: 'Neu' }, third] },
    ['issues/autumn/index.html'],
  ],
  [
    'another introduction',
    { ...before, issues: [{ ...first, introduction: "<p>{{ name | default: 'You' }}</p>" }, second, third] },
    ['issues/autumn/index.html'],
  ],
  [
    'another layout',
    { ...before, issues: [{ ...first, items: [itemOf('everything', 'headline')] }, second, third] },
    ['issues/autumn/index.html', 'issues/index.html'],
  ],
  ['a newer issue', { ...before, issues: [issueOf({ slug: 'winter' }), ...issues] }, ['issues/autumn/index.html']],
  ['another date', { ...before, issues: [{ ...first, date: '2026-12-25T09:00:00Z' }, second, third] }, ['sitemap.xml']],
  [
    'another title of an article',
    withArticle('first-light', { title: 'Second light' }),
    ['issues/autumn/index.html', 'issues/رسائل/index.html', 'issues/first-light/index.html'],
  ],
  [
    'an author who has no page any more',
    { ...withArticle('everything', { authors: [{ name: 'The Editors' }] }), issues },
    ['articles/everything/index.html'],
  ],
];

test.each(
  changes,
)('with %s, every page that reads otherwise is made again, and most others are not', (_, after, some) => {
  const [old, now] = [pagesWithKeys(before), pagesWithKeys(after)];
  const common = [...now.keys()].filter((path) => old.has(path));
  const changed = common.filter((path) => old.get(path)![1] !== now.get(path)![1]);
  const madeAgain = common.filter((path) => old.get(path)![0] !== now.get(path)![0]);
  expect(madeAgain).toEqual(expect.arrayContaining(changed));
  expect(changed).toEqual(expect.arrayContaining(some));
  expect(madeAgain.length).toBeLessThan(some.length === 0 ? Number.POSITIVE_INFINITY : common.length / 2);
});
