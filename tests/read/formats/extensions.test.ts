import { describe, expect, test } from 'vitest';
import { withDefaults } from '../../../src/settings/input.ts';
import { problemsOf, read, settings } from '../reading.ts';

const { feeds } = withDefaults({
  title: 'Example Letters',
  url: 'https://example.org',
  feeds: { namespaces: { geo: 'http://www.w3.org/2003/01/geo/wgs84_pos#' } },
});

const readWith = (yaml: string) =>
  read(
    { 'articles/hello.md': `---\ntitle: Hello\nextensions:\n${yaml}---\nText.\n` },
    { settings: { ...settings, feeds } },
  );

describe('extensions in front matter', () => {
  test('are a text, a list, or a text with attributes, as they were written', async () => {
    const yaml =
      '  geo:lat: 48.20\n  geo:name: [A, B]\n  geo:point: {text: C, attributes: {id: 007}}\n  geo:on: true\n';
    const { manuscripts, problems } = await readWith(yaml);
    expect(problems).toEqual([]);
    expect(manuscripts[0]?.extensions).toEqual([
      { name: 'geo:lat', text: '48.20' },
      { name: 'geo:name', text: 'A' },
      { name: 'geo:name', text: 'B' },
      { name: 'geo:point', text: 'C', attributes: { id: '007' } },
      { name: 'geo:on', text: 'true' },
    ]);
  });

  test.each<[string, string, object]>([
    ['a prefix that nobody declared, with the nearest', '  geos:lat: 1\n', { hint: 'Did you mean "geo:lat"?' }],
    [
      'a prefix that resembles none, with what to write',
      '  weather:sky: 1\n',
      { hint: expect.stringContaining('weather: ') },
    ],
    ['a name without a prefix', '  lat: 1\n', { message: expect.stringContaining('lat is not the name') }],
    ['a name that XML forbids', '  geo:1st: 1\n', { message: expect.stringContaining('geo:1st is not the name') }],
    ['a key that no extension has', '  geo:lat: {txt: a}\n', { hint: 'Did you mean "text"?' }],
  ])('with %s are refused at their place', async (_, yaml, problem) => {
    const { problems } = await readWith(yaml);
    expect(problems).toMatchObject([{ severity: 'error', file: 'articles/hello.md', line: 4, ...problem }]);
  });

  test('of a JSON record are the same', async () => {
    const record = { title: 'Hello', content: '<p>Text.</p>', extensions: { 'geo:lat': 48.2 } };
    const { manuscripts } = await read(
      { 'articles/hello.json': JSON.stringify(record) },
      { settings: { ...settings, feeds } },
    );
    expect(manuscripts[0]?.extensions).toEqual([{ name: 'geo:lat', text: '48.2' }]);
    expect(await problemsOf(JSON.stringify(record), 'hello.json')).toMatchObject([{ rule: 'unknown-prefix', line: 1 }]);
  });
});
