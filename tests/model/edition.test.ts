import { describe, expect, test } from 'vitest';
import { contentWithin, editionsOf, groupItems, lastChange } from '../../src/model/edition.ts';
import type { Issue } from '../../src/model/issue.ts';
import { sampleArticle, samplePublication } from '../sample.ts';

const { settings } = samplePublication();

const editionOf = (issue: Issue, said = settings) => editionsOf({ settings: said, articles: [], issues: [issue] })[0]!;

function issueOf(overrides: Partial<Issue> = {}): Issue {
  return {
    id: 'tag:example.org,2026-11-25:issues/winter',
    slug: 'winter',
    subject: 'Winter',
    preheader: '',
    language: 'en',
    date: '2026-11-23T09:00:00+01:00',
    items: [{ article: sampleArticle(), layout: 'full' }],
    url: 'https://example.org/issues/winter/',
    origin: { file: 'issues/winter.md', line: 2 },
    ...overrides,
  };
}

describe('an issue as everybody may read it', () => {
  const slots = {
    subject: "Winter for {{ name | default: 'you & me' }}",
    preheader: "{% if tag == 'members' %}Members only{% else %}For all{% endif %}",
    introduction:
      `<p>Dear {{ name | default: 'you &amp; me' }},</p>` +
      `{% if tag == 'members' %}<p>Thank you.</p>{% endif %}` +
      `{% unless tag == 'members' %}<p><a href="{{ viewUrl }}">Look</a>, {{ email }}.</p>{% endunless %}`,
  };

  test('says what it says to a reader of whom nothing is known', () => {
    expect(editionOf(issueOf(slots))).toMatchObject({
      subject: 'Winter for you & me',
      preheader: 'For all',
      introduction:
        '<p>Dear you &amp; me,</p><p><a href="https://example.org/issues/winter/">Look</a>, reader@example.org.</p>',
    });
  });

  test('takes fallbacks from the settings, too', () => {
    const newsletter = { fields: { city: { fallback: '<your> town' } } } as typeof settings.newsletter;
    const introduction = '<p>In {{ city }}</p>';
    expect(editionOf(issueOf({ introduction }), { ...settings, newsletter }).introduction).toBe(
      '<p>In &lt;your&gt; town</p>',
    );
  });

  test('leads who wants no more letters to the page about subscribing', () => {
    const newsletter = { unsubscribeUrl: 'https://example.org/leave/{token}' };
    const introduction = '<p><a href="{{ unsubscribeUrl }}">Leave</a></p>';
    expect(editionOf(issueOf({ introduction }), { ...settings, newsletter }).introduction).toBe(
      '<p><a href="https://example.org/subscribe/">Leave</a></p>',
    );
  });

  test('is not there where no letters are made', () => {
    expect(editionsOf({ settings: { ...settings, letters: false }, articles: [], issues: [issueOf()] })).toEqual([]);
  });

  test('keeps the braces of an article that is a letter by itself', () => {
    const { origin: _, ...article } = issueOf(slots);
    expect(editionOf(article)).toEqual(article);
  });
});

test('an issue changes when one of its articles does', () => {
  expect(lastChange(issueOf())).toBe('2026-11-24T18:30:00+01:00');
  expect(lastChange(issueOf({ date: '2026-12-01T09:00:00Z' }))).toBe('2026-12-01T09:00:00Z');
  expect(lastChange(issueOf({ items: [] }))).toBe('2026-11-23T09:00:00+01:00');
});

test.each([
  [
    'headings move below the title',
    '<h2 id="a">A</h2><h5>B</h5><h6>C</h6>',
    '<h3 id="frost_a">A</h3><h6>B</h6><h6>C</h6>',
  ],
  ['a rule is no heading', '<hr /><p>h2 &lt;h2></p>', '<hr /><p>h2 &lt;h2></p>'],
  [
    'a part of the article is found here',
    '<a href="https://example.org/articles/the-first-frost/#n">1</a><a href="https://example.org/articles/the-first-frost/">2</a>',
    '<a href="https://example.org/issues/winter/#frost_n">1</a><a href="https://example.org/articles/the-first-frost/">2</a>',
  ],
])('in an issue %s', (_, content, expected) => {
  expect(contentWithin(sampleArticle({ content }), issueOf(), 'frost')).toBe(expected);
});

test('titles that follow each other are one part of an issue, everything else stands by itself', () => {
  const layouts = ['headline', 'full', 'headline', 'headline', 'summary', 'summary'] as const;
  const groups = groupItems(layouts.map((layout) => ({ article: sampleArticle(), layout })));
  expect(groups.map((group) => group.map(({ layout }) => layout))).toEqual([
    ['headline'],
    ['full'],
    ['headline', 'headline'],
    ['summary'],
    ['summary'],
  ]);
});
