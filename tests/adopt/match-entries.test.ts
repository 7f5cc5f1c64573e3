import { describe, expect, test } from 'vitest';
import { type Candidate, matchFeedEntries } from '../../src/adopt/match-entries.ts';
import type { OldEntry } from '../../src/adopt/old-feed.ts';

const options = { ownHosts: new Set(['blog.example.org']), timezone: 'Europe/Vienna' };
const site = 'https://blog.example.org';

interface Named extends Candidate {
  readonly name: string;
}

function article(name: string, changes: Partial<Candidate> = {}): Named {
  return {
    name,
    addresses: [`${site}/${name}/`],
    ids: [`tag:blog.example.org,2024:${name}`],
    title: `About ${name}`,
    published: '2024-05-06T00:00:00+02:00',
    ...changes,
  };
}

/** The name of each entry's article and how it was found, or why it is none. */
function found(entries: readonly OldEntry[], articles: readonly Named[]) {
  const { matches, unmatched } = matchFeedEntries(entries, articles, options);
  const words = new Map<OldEntry, string>([
    ...matches.map(({ entry, article: { name }, by }) => [entry, `${name} by ${by}`] as const),
    ...unmatched.map(({ entry, reason }) => [entry, reason] as const),
  ]);
  return entries.map((entry) => words.get(entry));
}

describe('an entry is the article', () => {
  test.each<[string, OldEntry, Partial<Candidate>]>([
    ['with its address', { url: `${site}/tides/` }, {}],
    [
      'with an address that the article has left',
      { url: `${site}/old` },
      { addresses: [`${site}/tides/`, `${site}/old/`] },
    ],
    ['with its address, but for the ending of a page', { url: `${site}/tides.html` }, {}],
    [
      'with its address as id, as where the link counts readers',
      { id: `${site}/tides`, url: 'https://feeds.example/~r/1' },
      {},
    ],
  ])('%s', (_, entry, changes) => {
    expect(found([entry], [article('other'), article('tides', changes)])).toEqual(['tides by address']);
  });

  test('with its id', () => {
    expect(found([{ id: '17' }], [article('other'), article('tides', { ids: ['urn:x', '17'] })])).toEqual([
      'tides by id',
    ]);
  });

  test.each([
    ['as it is', 'About tides', '2024-05-06T09:00:00Z'],
    ['with other quotes, dashes and blanks', ' “About” – TIDES… ', '2024-05-06T09:00:00Z'],
    ['on the same day where the publication is', 'About tides', '2024-05-05T22:30:00Z'],
    ['on the same day as it is written', 'About tides', '2024-05-06T23:30:00-05:00'],
  ])('with its title and day: %s', (_, title, published) => {
    expect(found([{ title, published }], [article('other'), article('tides')])).toEqual(['tides by title']);
  });

  test('with its title alone, where it is the only one and a date is missing', () => {
    const { published: _, ...undated } = article('tides');
    expect(found([{ title: 'About tides', published: '2020-01-01T00:00:00Z' }], [article('other'), undated])).toEqual([
      'tides by title',
    ]);
    expect(found([{ title: 'About tides' }], [article('other'), article('tides')])).toEqual(['tides by title']);
  });

  test('by its address, whatever article its title is of', () => {
    expect(
      found(
        [{ url: `${site}/tides/`, title: 'About other', published: '2024-05-06T09:00:00Z' }],
        [article('other'), article('tides')],
      ),
    ).toEqual(['tides by address']);
  });
});

describe('nothing is guessed', () => {
  test.each<[string, OldEntry[], Named[], string[]]>([
    ['of another day', [{ title: 'About tides', published: '2024-05-09T09:00:00Z' }], [article('tides')], ['none']],
    [
      'where two articles have the title and day',
      [{ title: 'Links', published: '2024-05-06T09:00:00Z' }],
      [article('a', { title: 'Links' }), article('b', { title: 'Links' })],
      ['several'],
    ],
    [
      'where two entries have the title and day',
      [
        { id: '1', title: 'About tides', published: '2024-05-06T09:00:00Z' },
        { id: '2', title: 'About tides', published: '2024-05-06T19:00:00Z' },
      ],
      [article('tides')],
      ['several', 'several'],
    ],
    [
      'where two entries have one address and two ids',
      [
        { id: '1', url: `${site}/tides/` },
        { id: '2', url: `${site}/tides` },
      ],
      [article('tides')],
      ['several', 'several'],
    ],
    [
      'where two articles have one address',
      [{ url: `${site}/tides/` }],
      [article('tides'), article('b', { addresses: [`${site}/b/`, `${site}/tides`] })],
      ['several'],
    ],
    [
      'where two articles without a date have the title',
      [{ title: 'Links', published: '2024-05-06T09:00:00Z' }],
      [article('a', { title: 'Links', published: undefined }), article('b', { title: 'Links', published: undefined })],
      ['several'],
    ],
    ['of an entry that says nothing', [{}], [article('tides')], ['nothing']],
    ['of the first page', [{ url: `${site}/` }], [article('tides')], ['none']],
    [
      'of an address elsewhere with the same path',
      [{ url: 'https://else.example/tides/' }],
      [article('tides')],
      ['none'],
    ],
    [
      'of a title without a letter',
      [{ title: '!!!', published: '2024-05-06T09:00:00Z' }],
      [article('tides')],
      ['none'],
    ],
  ])('%s', (_, entries, articles, expected) => {
    expect(found(entries, articles)).toEqual(expected);
  });

  test('but of two articles alike, the one that is left is meant', () => {
    const entries = [
      { url: `${site}/a/`, title: 'Links' },
      { title: 'Links', published: '2024-05-06T09:00:00Z' },
    ];
    const articles = [article('a', { title: 'Links' }), article('b', { title: 'Links' })];
    expect(found(entries, articles)).toEqual(['a by address', 'b by title']);
  });
});

test('an entry that several pages of a feed have is one entry', () => {
  const entry = { id: '1', url: `${site}/tides/` };
  const { matches } = matchFeedEntries(
    [entry, { ...entry }, { ...entry, title: 'Other words' }],
    [article('tides')],
    options,
  );
  expect(matches).toHaveLength(1);
});

test('two entries with one id and two addresses are the articles of their addresses, for others to refuse', () => {
  const entries = [
    { id: '1', url: `${site}/a/` },
    { id: '1', url: `${site}/b/` },
  ];
  expect(found(entries, [article('a'), article('b')])).toEqual(['a by address', 'b by address']);
});
