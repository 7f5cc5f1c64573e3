import type { Article } from '../src/model/article.ts';
import type { Publication, Settings } from '../src/model/publication.ts';
import { withDefaults } from '../src/settings/input.ts';

/** An article with every field filled; the overrides replace whole fields. */
export function sampleArticle(overrides: Partial<Article> = {}): Article {
  return {
    id: 'tag:example.org,2026-11-23:the-first-frost',
    slug: 'the-first-frost',
    url: 'https://example.org/articles/the-first-frost/',
    title: 'The first frost',
    summary: 'What the garden keeps when the nights turn cold.',
    content:
      '<p>The beds were white at seven. <a href="https://example.org/beds?row=1&amp;bed=2">Two rows</a> of kale stood.</p>' +
      '<h2 id="the-first-frost-kale">Kale</h2><p>It is sweeter now.<br />Pick it before noon.</p>',
    published: '2026-11-23T09:00:00+01:00',
    updated: '2026-11-24T18:30:00+01:00',
    authors: [
      { name: 'First Author', url: 'https://example.org/authors/first/' },
      { name: 'Second Author', email: 'second@example.org' },
    ],
    language: 'en',
    tags: ['Garden', 'Winter'],
    image: {
      url: 'https://example.org/articles/the-first-frost/beds.jpg',
      alt: 'Garden beds under frost',
      width: 1200,
      height: 800,
      type: 'image/jpeg',
      length: 48_213,
      caption: 'The beds at seven',
    },
    attachments: [
      {
        url: 'https://example.org/articles/the-first-frost/reading.mp3',
        type: 'audio/mpeg',
        length: 1_234_567,
        title: 'The article read aloud',
        duration: 321,
      },
      { url: 'https://example.org/articles/the-first-frost/calendar.pdf', type: 'application/pdf' },
    ],
    source: { name: 'The Example Gazette', url: 'https://gazette.example.org/first-frost' },
    notice: 'This material is for information only.',
    draft: false,
    files: [],
    origin: { file: 'articles/2026-11-23-the-first-frost.md', line: 2 },
    ...overrides,
  };
}

/** A publication of three articles in three languages, newest first: one rich, one bare, one in Japanese. */
export function samplePublication(
  overrides: { settings?: Partial<Settings>; articles?: readonly Article[] } = {},
): Publication {
  return { settings: { ...settings, ...overrides.settings }, articles: overrides.articles ?? articles };
}

const settings: Settings = {
  title: 'Example Letters',
  url: 'https://example.org/',
  language: 'en',
  timezone: 'Europe/Vienna',
  description: 'Letters from an example garden.',
  authors: [{ name: 'First Author', url: 'https://example.org/authors/first/' }],
  rights: 'CC BY 4.0',
  image: 'https://example.org/logo.png',
  icon: 'https://example.org/icon.png',
  permalink: '/articles/{slug}/',
  feeds: withDefaults({ title: 'Example Letters', url: 'https://example.org' }).feeds,
  site: true,
  syndicated: true,
  letters: true,
  newsletter: {},
  send: withDefaults({ title: 'Example Letters', url: 'https://example.org' }).send,
  server: withDefaults({ title: 'Example Letters', url: 'https://example.org' }).server,
};

const { image: _image, summary: _summary, source: _source, notice: _notice, ...bare } = sampleArticle();

const articles: readonly Article[] = [
  sampleArticle(),
  {
    ...bare,
    id: 'tag:example.org,2026-11-20:notiz',
    slug: 'notiz',
    url: 'https://example.org/articles/notiz/',
    title: 'Eine Notiz',
    content: '<p>Nur ein Absatz.</p>',
    published: '2026-11-20T00:00:00+01:00',
    updated: '2026-11-20T00:00:00+01:00',
    authors: [{ name: 'First Author' }],
    language: 'de',
    tags: [],
    attachments: [],
    origin: { file: 'articles/2026-11-20-notiz.txt', line: 1 },
  },
  {
    ...bare,
    id: 'https://example.org/?p=7',
    slug: '庭の手紙',
    url: 'https://example.org/articles/%E5%BA%AD%E3%81%AE%E6%89%8B%E7%B4%99/',
    title: '庭の手紙',
    summary: '霜が降りた朝のこと。',
    content: '<p>朝七時、<em>霜</em>が降りていた。</p>',
    published: '2026-11-18T08:15:30Z',
    updated: '2026-11-19T08:15:30Z',
    authors: [{ name: 'First Author' }],
    language: 'ja',
    tags: ['庭'],
    attachments: [],
    origin: { file: 'articles/2026-11-18-庭の手紙.md', line: 2 },
  },
];
