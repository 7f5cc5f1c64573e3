import type { Issue, IssueItem, ItemLayout } from '../../src/model/issue.ts';
import type { Publication } from '../../src/model/publication.ts';
import { everything } from './everything.ts';
import { articleOf, publicationOf } from './publication.ts';

/** A hand-made issue; the overrides replace whole fields. */
export function issueOf(overrides: Partial<Issue> = {}): Issue {
  const slug = overrides.slug ?? 'autumn';
  return {
    id: `tag:example.org,2026-11-25:issues/${slug}`,
    slug,
    subject: 'What the tide left in autumn',
    preheader: 'Three letters that are worth a second cup.',
    language: 'en-GB',
    date: '2026-11-25T09:00:00+01:00',
    introduction:
      '<p>Dear friend, these are the letters of a <em>quiet</em> season.</p><h2 id="autumn_why">Why these</h2><p>Somebody asked, as <a href="https://example.org/articles/first-light/">the first of them</a> tells.</p>',
    items: [
      itemOf('everything', 'full'),
      itemOf('first-light', 'full'),
      itemOf('رسالة-من-المرفأ', 'summary'),
      itemOf('港の灯り', 'headline'),
      itemOf('long', 'headline'),
    ],
    url: `https://example.org/issues/${slug}/`,
    origin: { file: `issues/${slug}.md`, line: 2 },
    ...overrides,
  };
}

export function itemOf(slug: string, layout: ItemLayout): IssueItem {
  return { article: everything.find((article) => article.slug === slug) ?? articleOf({ slug }), layout };
}

/** Issues of every kind, newest first: of all layouts, in another language, and one that is nothing but words. */
export const issues: readonly Issue[] = [
  issueOf(),
  issueOf({
    slug: 'رسائل',
    url: 'https://example.org/issues/%D8%B1%D8%B3%D8%A7%D8%A6%D9%84/',
    subject: 'رسائل الخريف',
    preheader: '',
    language: 'ar',
    date: '2026-11-13T09:00:00+02:00',
    introduction: '<p>هذه رسائل الموسم.</p>',
    items: [itemOf('رسالة-من-المرفأ', 'full'), itemOf('first-light', 'headline')],
  }),
  issueOf({ slug: 'a-word', subject: 'A word to begin with', date: '2025-12-01T09:00:00Z', items: [] }),
];

/** A publication that has everything, issues too. */
export function publicationWithIssues(made: readonly Issue[] = issues): Publication {
  return { ...publicationOf(everything), issues: made };
}
