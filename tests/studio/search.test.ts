import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Searchable, searchRanked } from '../../src/studio/search.ts';
import { runs } from '../runs.ts';

const titled = (...titles: string[]): Searchable[] => titles.map((title) => ({ title, others: [] }));
const found = (all: readonly Searchable[], query: string) =>
  searchRanked(all, query, (one) => one).map(({ title }) => title);

describe('a search lists the best first', () => {
  test.each([
    [
      'the title itself, then titles that begin so',
      'frost',
      ['Late frost', 'Frosty days', 'Frost and ice', 'Frost'],
      ['Frost', 'Frost and ice', 'Frosty days', 'Late frost'],
    ],
    [
      'a number before longer ones that hold it',
      'article 77',
      ['Article 1977', 'Article 771', 'Article 77'],
      ['Article 77', 'Article 771', 'Article 1977'],
    ],
    [
      'a number alone, as a word before a part of one',
      '77',
      ['Article 1977', 'Article 771', 'Article 77'],
      ['Article 77', 'Article 771', 'Article 1977'],
    ],
    [
      'words before beginnings before parts',
      'win',
      ['Twin roots', 'Winter', 'How to win'],
      ['Winter', 'How to win', 'Twin roots'],
    ],
    ['words in any order', 'ice frost', ['Frosted iceberg', 'Frost and ice'], ['Frost and ice', 'Frosted iceberg']],
    ['without accents and case', 'ete', ['Competed', 'Été'], ['Été', 'Competed']],
    ['in scripts without spaces', '霜', ['初霜', '霜'], ['霜', '初霜']],
  ])('%s', (_, query, titles, expected) => {
    expect(found(titled(...titles), query)).toEqual(expected);
  });

  test('tags after titles, and file names after tags, but a name that is written out comes at once', () => {
    const all: Searchable[] = [
      { title: 'By file', others: ['articles/2026/garden.md'] },
      { title: 'By tag', tags: ['Garden'], others: [] },
      { title: 'The garden', others: [] },
      { title: 'By name', others: ['garden'] },
    ];
    expect(found(all, 'garden')).toEqual(['By name', 'The garden', 'By tag', 'By file']);
  });

  test('of equals the order stays', () => {
    expect(found(titled('Frost 3', 'Frost 1', 'Frost 2'), 'frost')).toEqual(['Frost 3', 'Frost 1', 'Frost 2']);
  });
});

test('nothing but white space finds everything', () => {
  expect(found(titled('One', 'Two'), ' \t ')).toEqual(['One', 'Two']);
});

test('whatever holds each word is found, and nothing else', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom(...'ab1 -') })),
      fc.string({ unit: fc.constantFrom(...'ab1 ') }),
      (titles, query) => {
        const words = query.split(' ').filter(Boolean);
        const holds = (title: string) => words.every((word) => title.includes(word));
        expect(found(titled(...titles), query).toSorted()).toEqual(titles.filter(holds).toSorted());
      },
    ),
    { numRuns: runs(300) },
  );
});

test('any text at all can be searched for in any other', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), fc.string({ unit: 'binary' }), (titles, query) => {
      expect(found(titled(...titles), query).length).toBeLessThanOrEqual(titles.length);
    }),
    { numRuns: runs(300) },
  );
});
