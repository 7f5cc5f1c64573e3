import { describe, expect, test } from 'vitest';
import { renderFeed } from '../../src/feed/feed.ts';
import { feedsOf } from '../../src/feed/feeds.ts';
import type { Article } from '../../src/model/article.ts';
import type { Issue } from '../../src/model/issue.ts';
import type { Publication } from '../../src/model/publication.ts';
import { samplePublication } from '../sample.ts';
import { canonical, formats, tellAll } from './reading.ts';

const [frost, notiz, garden] = samplePublication().articles as [Article, Article, Article];

function issueOf(overrides: Partial<Issue> = {}): Issue {
  return {
    id: 'tag:example.org,2026-11-25:issues/winter',
    slug: 'winter',
    subject: "Winter begins{% if tag == 'members' %} for members{% endif %}",
    preheader: 'Frost & <ice>',
    language: 'en',
    date: '2026-11-25T08:00:00+01:00',
    introduction: "<p>Dear {{ name | default: 'reader' }}, it is cold.</p>",
    items: [
      { article: frost, layout: 'full' },
      { article: notiz, layout: 'summary' },
      { article: garden, layout: 'headline' },
      { article: frost, layout: 'headline' },
    ],
    url: 'https://example.org/issues/winter/',
    origin: { file: 'issues/winter.md', line: 2 },
    ...overrides,
  };
}

function publicationWith(...issues: Issue[]): Publication {
  return { ...samplePublication(), issues };
}

function issuesFeed(...issues: Issue[]) {
  const found = [...feedsOf(publicationWith(...issues))].find(({ paths }) => paths.atom === 'issues/atom.xml');
  return found ?? expect.unreachable('there is no feed of issues');
}

describe('the feed of issues', () => {
  test('is there where issues were made by hand, with a page and an id of its own', async () => {
    expect([...feedsOf(samplePublication())].some(({ paths }) => paths.atom.startsWith('issues/'))).toBe(false);
    const feed = issuesFeed(issueOf());
    expect(feed).toMatchObject({
      id: 'https://example.org/issues/',
      title: 'Example Letters: Issues',
      url: 'https://example.org/issues/',
      self: { atom: 'https://example.org/issues/atom.xml', json: 'https://example.org/issues/feed.json' },
    });
    for (const format of formats) expect(await renderFeed(format, feed)).toContain('Winter begins');
  });

  test('tells of each issue alike in every format: what it is called, when it came, who made it, where it stands', async () => {
    const told = await tellAll(issuesFeed(issueOf()));
    for (const format of formats) {
      expect(told[format]).toEqual([
        expect.objectContaining({
          id: 'tag:example.org,2026-11-25:issues/winter',
          url: 'https://example.org/issues/winter/',
          title: 'Winter begins',
          summary: 'Frost & <ice>',
          authors: ['First Author'],
          published: Date.parse('2026-11-25T08:00:00+01:00'),
          updated: Date.parse('2026-11-25T08:00:00+01:00'),
        }),
      ]);
    }
    expect(canonical(told.rss[0]!.content)).toBe(told.atom[0]!.content);
    expect(told.json[0]!.content).toBe(told.rss[0]!.content);
  });

  test('carries the introduction and every article as the letter holds it', async () => {
    const [{ content } = expect.unreachable()] = (await tellAll(issuesFeed(issueOf()))).json;
    expect(content).toMatch(/^<p>Dear reader, it is cold.<\/p>/);
    expect(content).toContain('<h2><a href="https://example.org/articles/the-first-frost/">The first frost</a></h2>');
    expect(content).toContain('By First Author and Second Author');
    expect(content).toContain('<figcaption>The beds at seven</figcaption>');
    expect(content).toContain('<h3 id="the-first-frost_the-first-frost-kale">Kale</h3>');
    expect(content).toContain('reading.mp3">The article read aloud</a>');
    expect(content).toContain('This material is for information only.');
    // A summary, in the language of its article, and its first paragraph where it has none.
    expect(content).toContain('<div lang="de" dir="ltr"><h2><a href="https://example.org/articles/notiz/">');
    expect(content).toContain('<p>Nur ein Absatz.</p>');
    // Titles alone.
    expect(content).toMatch(
      /<h2>More on the web<\/h2><ul><li><span lang="ja" dir="ltr"><a [^>]*>庭の手紙<\/a><\/span><\/li><li>/,
    );
  });

  test('holds words alone, or nothing but titles', async () => {
    const words = issueOf({ items: [] });
    const { introduction: _, ...bare } = issueOf();
    const titles: Issue = {
      ...bare,
      id: 'urn:titles',
      items: [{ article: frost, layout: 'headline' }],
    };
    const [first, second] = (await tellAll(issuesFeed(words, titles))).json;
    expect(first!.content).toBe('<p>Dear reader, it is cold.</p>');
    expect(second!.content).toBe(
      '<ul><li><a href="https://example.org/articles/the-first-frost/">The first frost</a></li></ul>',
    );
  });

  test('holds as many issues as the settings allow, the newest first', () => {
    const { settings } = samplePublication();
    const issues = Array.from({ length: 5 }, (_, index) => issueOf({ id: `urn:${index}` }));
    const publication = {
      ...publicationWith(...issues),
      settings: { ...settings, feeds: { ...settings.feeds, maxItems: 2 } },
    };
    const feed = [...feedsOf(publication)].find(({ paths }) => paths.atom === 'issues/atom.xml')!;
    expect(feed.articles.map(({ id }) => id)).toEqual(['urn:0', 'urn:1']);
  });

  test('is offered before the summaries, which come last', () => {
    const paths = [...feedsOf(publicationWith(issueOf()))].map(({ paths: { atom } }) => atom);
    expect(paths.slice(-2)).toEqual(['issues/atom.xml', 'summaries/atom.xml']);
  });

  test('blames the issue for what cannot stand in a feed', async () => {
    const feed = issuesFeed(issueOf({ introduction: '<p>open' }));
    await expect(renderFeed('atom', feed)).rejects.toMatchObject({
      problems: [expect.objectContaining({ file: 'issues/winter.md', line: 2 })],
    });
  });
});

describe('what a build remembers of an issue', () => {
  const known = (article: Article) => ({ ...article, fingerprint: `hash of ${article.content}` });
  const prints = (issue: Issue) => issuesFeed(issue).articles[0]!.fingerprint;
  const items = [{ article: known(frost), layout: 'full' as const }];
  const before = prints(issueOf({ items }));

  test('changes with its words, its articles and how much of them it holds', () => {
    expect(prints(issueOf({ items }))).toBe(before);
    const changed = [
      issueOf({ items, introduction: '<p>Warm.</p>' }),
      issueOf({ items, subject: 'Other' }),
      issueOf({ items: [{ ...items[0]!, layout: 'summary' }] }),
      issueOf({ items: [{ ...items[0]!, article: known({ ...frost, content: '<p>New.</p>' }) }] }),
      issueOf({ items: [...items, ...items] }),
    ].map(prints);
    expect(new Set([before, ...changed]).size).toBe(6);
  });

  test('is nothing where an article was made by hand', () => {
    expect(prints(issueOf())).toBeUndefined();
  });

  test('needs no article to be read', () => {
    const unread = Object.defineProperty({ ...known(frost) }, 'content', {
      get: () => expect.unreachable('the content was read'),
      enumerable: true,
    });
    expect(prints(issueOf({ items: [{ article: unread, layout: 'full' }] }))).toBeDefined();
  });
});
