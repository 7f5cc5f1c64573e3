import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderFeed } from '../../src/feed/feed.ts';
import type { Extension } from '../../src/model/article.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { runs } from '../runs.ts';
import { sampleArticle } from '../sample.ts';
import { formats, query, sampleFeed } from './reading.ts';

const namespaces = { geo: 'http://www.w3.org/2003/01/geo/wgs84_pos#', ex: 'https://example.org/ns#' };

function feedWith(extensions: readonly Extension[], declared: Record<string, string> = namespaces) {
  return sampleFeed({ namespaces: declared, articles: [sampleArticle({ extensions })] });
}

const place: readonly Extension[] = [
  { name: 'geo:lat', text: '48.20' },
  { name: 'ex:stop', text: 'A & <B>' },
  { name: 'ex:stop', text: 'C', attributes: { platform: '"1"\n', kind: 'tram' } },
  { name: 'ex:mark' },
];

describe('the extensions of an article', () => {
  test.each([
    ['atom', '/a:feed/a:entry'],
    ['rss', '/rss/channel/item'],
  ] as const)('stand as elements in %s', async (format, entry) => {
    const xml = await renderFeed(format, feedWith(place));
    const named = (prefix: string) => `${entry}/*[namespace-uri()="${prefix}"]`;
    expect(query(xml, named(namespaces.geo))).toEqual(['48.20']);
    expect(query(xml, named(namespaces.ex))).toEqual(['A & <B>', 'C', '']);
    expect(query(xml, `${named(namespaces.ex)}/@platform`)).toEqual(['"1"\n']);
  });

  test('stand as objects behind an underscore in JSON Feed', async () => {
    const { items } = JSON.parse(await renderFeed('json', feedWith(place)));
    expect(items[0]).toMatchObject({
      _geo: { lat: '48.20' },
      _ex: { stop: ['A & <B>', { platform: '"1"\n', kind: 'tram', text: 'C' }], mark: '' },
    });
  });

  test('declare no vocabulary that no article uses', async () => {
    for (const format of ['atom', 'rss'] as const) {
      expect(await renderFeed(format, feedWith([]))).not.toContain('xmlns:geo');
      expect(await renderFeed(format, feedWith([{ name: 'ex:mark' }]))).not.toContain('xmlns:geo');
    }
  });

  test('that nobody declared are a problem that names the article', async () => {
    for (const format of ['atom', 'rss'] as const) {
      const refused = await renderFeed(format, feedWith(place, {})).catch((error) => error);
      expect(refused).toBeInstanceOf(ProblemError);
      expect(refused.problems).toMatchObject([{ file: sampleArticle().origin.file }]);
    }
  });

  test('arrive whatever they say, or are a problem that names the article', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 8 });
    const name = fc.oneof(fc.constantFrom('a', 'b', 'text', '__proto__'), fc.string({ unit: 'binary', maxLength: 5 }));
    const extension = fc.record(
      { name: name.map((local) => `ex:${local}`), text, attributes: fc.dictionary(name, text, { maxKeys: 3 }) },
      { requiredKeys: ['name'] },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(extension, { maxLength: 4 }),
        fc.constantFrom(...formats),
        async (extensions, format) => {
          const told = await renderFeed(format, feedWith(extensions)).catch((error) => error);
          if (told instanceof ProblemError)
            expect(told.problems).toMatchObject([{ file: sampleArticle().origin.file }]);
          else expect(typeof told).toBe('string');
        },
      ),
      { numRuns: runs(150) },
    );
  });
});
