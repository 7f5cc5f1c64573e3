import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ordered, refuseSharedSlugs } from '../../src/model/ordered.ts';
import { runs } from '../runs.ts';
import { sampleArticle, samplePublication } from '../sample.ts';

const dated = (slug: string, published: string) => sampleArticle({ id: `urn:${slug}`, slug, published });

test('what is in order stays the very same, and articles of one moment keep their order', () => {
  const [newest, first, second] = [
    dated('newest', '2026-11-24T09:00:00Z'),
    dated('z', '2026-11-23T09:00:00+01:00'),
    dated('a', '2026-11-23T08:00:00Z'),
  ];
  const publication = samplePublication({ articles: [newest, first, second] });
  expect(ordered(publication)).toBe(publication);
  expect(ordered({ ...publication, articles: [first, second, newest] }).articles).toEqual([newest, first, second]);
});

test('whatever order records come in, they go out newest first, all of them', () => {
  const moment = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(fc.array(moment), (moments) => {
      const articles = moments.map((date, index) => dated(`a${index}`, date.toISOString()));
      const times = ordered(samplePublication({ articles })).articles.map(({ published }) => Date.parse(published));
      expect(times).toEqual(moments.map((date) => date.getTime()).toSorted((a, b) => b - a));
    }),
    { numRuns: runs(200) },
  );
});

test('a draft is refused by name, for nobody takes one back that readers have seen', () => {
  const draft = sampleArticle({ draft: true, origin: { file: 'row 7', line: 1 } });
  expect(() => ordered(samplePublication({ articles: [draft] }))).toThrow(
    /^row 7:1: the-first-frost is a draft, and a publication is for everybody$/,
  );
});

test('two records that would overwrite each other are refused by name', () => {
  const [one, other] = [dated('two', '2026-11-24T09:00:00Z'), dated('two', '2026-11-23T09:00:00Z')];
  const publication = samplePublication({ articles: [one, { ...other, origin: { file: 'row 8', line: 1 } }] });
  expect(() => refuseSharedSlugs(publication)).toThrow(
    /^row 8:1: two articles or issues have the slug two; the other one is articles/,
  );
  expect(() => refuseSharedSlugs(samplePublication())).not.toThrow();
});
