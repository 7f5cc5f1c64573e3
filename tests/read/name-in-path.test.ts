import { expect, test } from 'vitest';
import type { Generator } from '../../src/model/publication.ts';
import { dateInAddress, nameInPath } from '../../src/read/name-in-path.ts';

const named = (name: string, generator?: Generator) =>
  nameInPath({ name, ending: '.md' }, { timezone: 'Europe/Vienna', ...(generator && { generator }) });

test.each<[string, string, string | undefined]>([
  ['frost.md', 'frost', undefined],
  ['2024-05-06-frost.md', 'frost', '2024-05-06'],
  ['2024-05-06.md', '2024-05-06', '2024-05-06'],
  ['garden/2024-05-06-frost.md', 'frost', '2024-05-06'],
  ['2024-05-06-frost/index.md', 'frost', '2024-05-06'],
  ['2024-05-06-frost/text.md', 'text', '2024-05-06'],
  ['2024-05-06/frost.md', 'frost', '2024-05-06'],
  ['2024-05-06-a/2024-05-07-b.md', 'b', '2024-05-07'],
  // Only the date: its address has always held the day.
  ['2024/05/06-frost.md', '06-frost', '2024-05-06'],
  ['2024/05/06/frost.md', 'frost', '2024-05-06'],
  ['2024/05/06/frost/index.md', 'frost', '2024-05-06'],
  ['posts/2024/05/06/index.md', '06', '2024-05-06'],
  ['2024-05-06_frost.md', '2024-05-06_frost', '2024-05-06'],
  ['2024/05/frost.md', 'frost', undefined],
  ['2024/13/06-frost.md', '06-frost', undefined],
  ['2024-02-30-frost.md', '2024-02-30-frost', undefined],
  ['12024/05/06-frost.md', '06-frost', undefined],
  ['2024-05-061.md', '2024-05-061', undefined],
  ['index.md', 'index', undefined],
])('%s is called %s and dated %s', (name, expected, day) => {
  const { nameDate, ...rest } = named(name);
  expect(rest).toEqual({ name: expected });
  expect(nameDate?.slice(0, 10)).toBe(day);
});

test('Zola takes a date with an underscore out of the name, too', () => {
  expect(named('2024-05-06_frost.md', 'zola')).toEqual({ name: 'frost', nameDate: '2024-05-06T00:00:00+02:00' });
});

test.each([
  'hugo',
  'astro',
  'vitepress',
  'next',
] as const)('%s has the whole name of a file in its address', (generator) => {
  expect(named('2024-05-06-07-08-09.md', generator)).toEqual({
    name: '2024-05-06-07-08-09',
    nameDate: '2024-05-06T00:00:00+02:00',
  });
});

test.each([
  [{ path: 'news/2024/05/06/frost' }, '2024-05-06'],
  [{ permalink: '/2024/05/06/frost.html' }, '2024-05-06'],
  [{ url: 'https://example.org/2024/05/06/frost/' }, '2024-05-06'],
  [{ permalink: '/2024/05/frost/' }, undefined],
  [{ permalink: '/:year/:month/:day/frost/' }, undefined],
  [{}, undefined],
])('the address %j in front matter holds the day %s', (front, day) => {
  expect(dateInAddress(front, 'UTC')?.slice(0, 10)).toBe(day);
});
