import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lint } from '../../../src/feed/lint/lint.ts';
import type { Article } from '../../../src/model/article.ts';
import type { Publication, Settings } from '../../../src/model/publication.ts';
import { runs } from '../../runs.ts';
import { sampleArticle, samplePublication } from '../../sample.ts';
import { anyText } from '../../text.ts';

const origin = { file: 'articles/one.md', line: 2 };
const mp3 = { url: 'https://example.org/a.mp3', type: 'audio/mpeg', length: 1000, duration: 60 };
const pdf = { url: 'https://example.org/a.pdf', type: 'application/pdf', length: 1000 };
const text = '<p>The beds were white at seven.</p>';
const { summary: _, ...unsummarised } = sampleArticle({ origin });

function publicationOf(articles: readonly Article[], settings: Partial<Settings> = {}): Publication {
  return samplePublication({ articles, settings });
}

/** What is advised of one article, or of the settings, without words. */
function rulesOf(article: Partial<Article>, settings: Partial<Settings> = {}): string[] {
  return lint(publicationOf([sampleArticle({ origin, ...article })], settings), 'tidings.yaml').map(({ rule }) => rule);
}

test('nothing is said of a publication that readers show well', () => {
  expect(lint(samplePublication(), 'tidings.yaml')).toEqual([]);
  expect(lint(publicationOf([]), 'tidings.yaml')).toEqual([]);
});

test.each<[what: string, rule: string, article: Partial<Article>]>([
  ['a title that lists cut', 'long-title', { title: '庭'.repeat(121) }],
  ['a title without words', 'wordless-title', { title: '* * *' }],
  ['a tag in a title', 'title-markup', { title: 'What <details> hides' }],
  ['an entity in a title', 'title-markup', { title: 'Salt &amp; pepper' }],
  ['a summary that says nothing new', 'summary-repeats', { summary: 'The  First frost.' }],
  ['more tags than Miniflux keeps', 'many-tags', { tags: Array.from({ length: 61 }, (_, index) => `t${index}`) }],
  ['an enclosure without a length', 'attachment-length', { attachments: [{ url: pdf.url, type: pdf.type }] }],
  ['an enclosure with a length of 0', 'attachment-length', { attachments: [{ ...pdf, length: 0 }] }],
  ['a recording that is not the enclosure', 'attachment-order', { attachments: [pdf, mp3] }],
  ['a file of no known type', 'unknown-type', { attachments: [{ ...pdf, type: 'application/octet-stream' }] }],
  ['a recording of no known duration', 'no-duration', { attachments: [{ ...pdf, type: 'video/mp4' }] }],
  ['a lead image over http', 'insecure-media', { image: { url: 'http://example.com/a.png', alt: '' } }],
  ['an attachment over http', 'insecure-media', { attachments: [{ ...pdf, url: 'http://example.com/a.pdf' }] }],
  ['a picture over http', 'insecure-media', { content: '<p><img src="http://example.com/a.png" alt="" /></p>' }],
  [
    'one size of a picture over http',
    'insecure-media',
    {
      content:
        '<img src="https://example.com/a,b.png" srcset="https://example.com/a.png 1x, http://example.com/b.png 2x" alt="" />',
    },
  ],
  ['the still of a film over http', 'insecure-media', { content: '<video poster="http://example.com/a.png"></video>' }],
  [
    'a player that nothing links past',
    'player',
    {
      content: '<p><a href="https://example.org/">Home</a></p><iframe src="https://www.youtube.com/embed/x"></iframe>',
    },
  ],
  ['an article that fills a quarter of a feed', 'large-article', { content: `<p>${'a'.repeat(250_000)}</p>` }],
])('%s is found at the article', (_, rule, article) => {
  const problems = lint(publicationOf([sampleArticle({ origin, ...article })]), 'tidings.yaml');
  expect(problems).toEqual([
    { severity: 'warning', rule, message: expect.any(String), hint: expect.any(String), ...origin },
  ]);
});

test.each<[what: string, article: Partial<Article>]>([
  ['a title of 120 characters', { title: '𠀀'.repeat(120) }],
  ['a title with signs that are no markup', { title: 'Salt & pepper <3, a < b and b > c; R&D;' }],
  ['sixty tags', { tags: Array.from({ length: 60 }, (_, index) => `t${index}`) }],
  ['a recording before other files', { attachments: [mp3, pdf] }],
  ['a second attachment without a length', { attachments: [mp3, { url: pdf.url, type: pdf.type }] }],
  ['a link to a page over http', { content: '<p><a href="http://example.com/">Text</a></p>' }],
  ['an address over http in the text', { content: '<pre><code>&lt;img src="http://example.com/a.png"></code></pre>' }],
  [
    'a player with a link to its page',
    {
      content:
        '<iframe src="https://www.youtube-nocookie.com/embed/x"></iframe><p><a href="https://youtu.be/x">Film</a></p>',
    },
  ],
  ['a frame without an address', { content: '<iframe src="about:blank"></iframe>' }],
  ['an article of less than a quarter of a feed', { content: `<p>${'a'.repeat(240_000)}</p>` }],
])('nothing is said of %s', (_, article) => {
  expect(rulesOf(article)).toEqual([]);
});

test('media over http are counted once for an article, the first by its address', () => {
  const image = '<img src="http://example.com/a%20b.png" alt="" />';
  const content = `${image}${image}<audio src="http://example.com/c.mp3"></audio>`;
  const [problem] = lint(publicationOf([sampleArticle({ content })]));
  expect(problem!.message).toBe('http://example.com/a b.png and 1 more would be loaded over http');
});

test('whatever an article says, each finding is a warning at its line', () => {
  fc.assert(
    fc.property(anyText, anyText, fc.array(anyText), anyText, (title, summary, tags, address) => {
      const content = `<iframe src="${address}"></iframe><img srcset="http://${address}" /><p>${title}</p>`;
      const article = sampleArticle({ title, summary, tags, content, origin });
      for (const problem of lint(publicationOf([article])))
        expect(problem).toMatchObject({ severity: 'warning', ...origin });
    }),
    { numRuns: runs() },
  );
});

describe('in the feeds with summaries', () => {
  test('an article with neither summary nor paragraph is found', () => {
    const article = { ...unsummarised, content: '<hr />' };
    expect(lint(publicationOf([article])).map(({ rule }) => rule)).toEqual(['no-summary']);
  });

  test('the first paragraph will do', () => {
    expect(lint(publicationOf([{ ...unsummarised, content: text }]))).toEqual([]);
  });

  test('nothing is missed where there are none', () => {
    const { feeds } = samplePublication().settings;
    const article = { ...unsummarised, content: '<hr />' };
    expect(lint(publicationOf([article], { feeds: { ...feeds, summaries: false } }))).toEqual([]);
  });
});

describe('of the settings', () => {
  const { description: _, ...undescribed } = samplePublication().settings;
  const { feeds } = undescribed;

  test.each([
    ['http://localhost:8080/', 'url-host'],
    ['https://garden.local/', 'url-host'],
    ['https://203.0.113.7/', 'url-host'],
    ['https://[2001:db8::1]/', 'url-host'],
    ['http://example.org/', 'url-insecure'],
  ])('the url %s is found at their file', (url, rule) => {
    const [problem, ...others] = lint(publicationOf([], { url }), 'letter/tidings.yaml');
    expect(problem).toMatchObject({ severity: 'warning', rule, file: 'letter/tidings.yaml' });
    expect(others).toEqual([]);
  });

  test('a site over http is one finding, whatever it holds', () => {
    const image = { url: 'http://example.org/a.png', alt: '' };
    expect(rulesOf({ image }, { url: 'http://example.org/' })).toEqual(['url-insecure']);
  });

  test('a missing description is found, but not of a single article that has no settings', () => {
    const publication = { settings: undescribed, articles: [] };
    expect(lint(publication, 'tidings.yaml').map(({ rule }) => rule)).toEqual(['no-description']);
    expect(lint(publication)).toEqual([]);
  });

  test('a limit that lets the feeds grow too large for readers is found once they are', () => {
    const settings = { feeds: { ...feeds, maxBytes: 20_000_000 } };
    const large = [1, 2].map((count) =>
      sampleArticle({ id: `a:${count}`, title: `Part ${count}`, content: `<p>${'a'.repeat(3_000_000)}</p>` }),
    );
    const [problem, ...others] = lint(publicationOf(large, settings), 'tidings.yaml');
    expect(problem).toMatchObject({ rule: 'large-feed', file: 'tidings.yaml' });
    expect(problem!.message).toBe('"feeds.maxBytes" is 20.0 MB, and the main feeds are 6.0 MB large by now');
    expect(others).toEqual([]);
    expect(lint(publicationOf(large.slice(1), settings), 'tidings.yaml')).toEqual([]);
  });
});

describe('of articles that are hard to tell apart', () => {
  const article = (count: number, overrides: Partial<Article>) =>
    sampleArticle({ id: `a:${count}`, origin: { file: `articles/${count}.md`, line: count }, ...overrides });

  test('equal titles are found once, at the newest', () => {
    const titles = ['Weekly notes', 'Something else', 'Weekly  Notes', 'weekly notes.'];
    const problems = lint(publicationOf(titles.map((title, index) => article(4 - index, { title }))));
    expect(problems).toMatchObject([
      {
        rule: 'same-title',
        message: '"Weekly notes" is the title of 2 other articles, too: one is articles/2.md:2',
        file: 'articles/4.md',
        line: 4,
      },
    ]);
  });

  test('each further spelling of a tag is found once, with the name that its feeds carry', () => {
    const tags = [['News', 'C++'], ['news'], ['news', 'NEWS'], ['News', 'C#']];
    const problems = lint(
      publicationOf(tags.map((own, index) => article(4 - index, { title: `${index}`, tags: own }))),
    );
    expect(problems).toMatchObject([
      { rule: 'tag-spelling', message: 'the tag "news" is spelled "News" in articles/4.md:4', file: 'articles/3.md' },
      { rule: 'tag-spelling', message: 'the tag "NEWS" is spelled "News" in articles/4.md:4', file: 'articles/2.md' },
    ]);
    expect(problems[0]!.hint).toContain('tags/news/');
  });
});

describe('a link to an article that is held back', () => {
  const held = {
    url: 'https://example.org/articles/later/',
    title: 'Later',
    draft: true,
    origin: { file: 'articles/later.md', line: 3 },
  };
  const adviceOn = (content: string, other = held) =>
    lint(publicationOf([sampleArticle({ origin, content })]), 'tidings.yaml', [other]);

  test.each(['', '#part', '?a=b'])('is told at the article that links to it, with "%s" behind', (rest) => {
    expect(adviceOn(`<p><a href="${held.url}${rest}">x</a></p>`)).toMatchObject([
      {
        severity: 'warning',
        rule: 'held-link',
        ...origin,
        message: 'the article links to "Later" (articles/later.md:3), which is held back: it is a draft',
      },
    ]);
  });

  test('says if it only waits for its date', () => {
    const [problem] = adviceOn(`<p><a href="${held.url}">x</a></p>`, { ...held, draft: false });
    expect(problem?.message).toMatch(/its date is still to come$/);
  });

  test('is none if it leads to a page below, or to another site', () => {
    expect(adviceOn(`<p><a href="${held.url}more/">x</a></p>`)).toEqual([]);
    const elsewhere = { ...held, url: 'https://example.com/later' };
    expect(adviceOn('<p><a href="https://example.com/later">x</a></p>', elsewhere)).toEqual([]);
  });
});
