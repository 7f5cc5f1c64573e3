import { describe, expect, test } from 'vitest';
import { checkSettings } from '../../src/settings/input.ts';
import { sources, sourcesOf } from '../../src/settings/sources.ts';

const minute = 60_000;
const day = 86_400_000;

describe('the sources of the settings', () => {
  test('may be addresses alone, with what a careful sender wants', () => {
    expect(sourcesOf(undefined, sources.parse(['https://garden.example.org/feed.xml']))).toEqual([
      {
        url: 'https://garden.example.org/feed.xml',
        file: 'garden-example-org-feed-xml',
        own: false,
        settle: 30 * minute,
        maxAge: 30 * day,
        tags: [],
        place: ['sources', 0],
      },
    ]);
  });

  test.each(['feed.xml', 'example.org/feed', '../x.xml'])('are told where an address, such as "%s", is none', (url) => {
    const read = checkSettings({ title: 'T', url: 'https://example.org', sources: [{ url }] } as object);
    expect(read).toMatchObject([{ severity: 'error', message: expect.stringContaining('sources.0.url') }]);
  });

  test('say more if they like, and those of one’s own know no age', () => {
    const list = [
      { url: 'https://garden.example.org/feed.xml', name: 'The Garden', own: true, settle: '1h', tags: ['green'] },
    ];
    expect(sourcesOf(undefined, sources.parse(list))).toEqual([
      {
        url: 'https://garden.example.org/feed.xml',
        name: 'The Garden',
        file: 'the-garden',
        own: true,
        settle: 60 * minute,
        tags: ['green'],
        place: ['sources', 0],
      },
    ]);
  });

  test('begin with the address in the place of the folder of articles', () => {
    const all = sourcesOf('https://blog.example.org/feed', sources.parse(['https://garden.example.org/feed.xml']));
    expect(all.map(({ url, own, place }) => [url, own, place])).toEqual([
      ['https://blog.example.org/feed', true, ['articles']],
      ['https://garden.example.org/feed.xml', false, ['sources', 0]],
    ]);
    expect(sourcesOf('articles', undefined)).toEqual([]);
  });

  test('are none where every line is commented out', () => {
    expect(sources.parse(null)).toBeUndefined();
  });
});

const garden = 'https://garden.example.org/feed.xml';

test.each<[string, unknown, string]>([
  ['an address without a scheme', ['garden.example.org'], 'is not a web address'],
  ['an address with a password', ['https://me:word@garden.example.org'], 'holds a name or a password'],
  ['a source without an address', [{ name: 'Garden' }], 'is missing'],
  ['a time that is none', [{ url: garden, settle: 'soon' }], 'is not a time of at most 30 days'],
  ['a time that is too long', [{ url: garden, settle: '31d' }], 'is not a time of at most 30 days'],
  ['an age that is none', [{ url: garden, maxAge: '20y' }], 'is not a time of at most ten years'],
  ['tags that are no list', [{ url: garden, tags: 'green' }], 'must be a list of words'],
  ['a word for own', [{ url: garden, own: 'yes' }], 'must be true or false'],
  ['the same source twice', [garden, garden], 'is called like another source'],
  [
    'two sources of one name',
    [
      { url: garden, name: 'A' },
      { url: `${garden}2`, name: 'a' },
    ],
    'is called like another source',
  ],
  ['no list', 'https://garden.example.org/feed.xml', 'must be a list'],
])('%s is refused', (_, list, message) => {
  const problems = checkSettings({ title: 'T', url: 'https://example.org', sources: list });
  expect(JSON.stringify(problems)).toContain(message);
});

test.each(['ftp://garden.example.org/feed', '../articles', 'https://'])('articles: %s is refused', (articles) => {
  expect(JSON.stringify(checkSettings({ title: 'T', url: 'https://example.org', articles }))).toContain(
    'leaves the publication',
  );
});
