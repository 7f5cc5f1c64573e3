import { expect, test } from 'vitest';
import { png } from './pictures.ts';
import { read, settings } from './reading.ts';

const site = { ...settings, site: false, permalink: '/blog/{slug}/' };

/** The content of the article `articles/frost.md`, and its problems. */
async function frost(
  body: string,
  given: Partial<typeof site> = {},
  files: Readonly<Record<string, string | Uint8Array>> = {},
) {
  const { manuscripts, problems } = await read(
    { 'articles/frost.md': `---\ntitle: Frost\ndate: 2026-11-01\n---\n${body}\n`, ...files },
    { settings: { ...site, ...given }, published: ['articles'] },
  );
  return { content: manuscripts[0]?.content, problems };
}

test.each([
  ['./gone.md', '/blog/{slug}/', 'https://example.org/blog/gone/'],
  ['gone/index.md', '/blog/{slug}/', 'https://example.org/blog/gone/'],
  ['../docs/begin.md#why', '/blog/{slug}/', 'https://example.org/docs/begin/#why'],
  ['../docs/begin.md', '/blog/{slug}.html', 'https://example.org/docs/begin.html'],
  ['/docs/begin.mdx?a=1', '/blog/{slug}', 'https://example.org/docs/begin?a=1'],
])('a link to %s, which is no article, is the address of a page under %s', async (link, permalink, expected) => {
  const { content, problems } = await frost(`[x](${link})`, { permalink });
  expect(content).toContain(`href="${expected.replace('&', '&amp;')}"`);
  expect(problems).toMatchObject([{ severity: 'warning', rule: 'link', file: 'articles/frost.md', line: 5 }]);
});

test('the problems of two such links are equal, so that they are told together', async () => {
  const { problems } = await frost('[x](a.md) [y](b.md)');
  expect(new Set(problems.map(({ message }) => message)).size).toBe(1);
});

test('where Tidings makes the pages, such a link is an error', async () => {
  const { problems } = await frost('[x](gone.md)', { site: true });
  expect(problems).toMatchObject([{ severity: 'error', rule: 'link' }]);
});

test('a picture elsewhere in the folder of the site has the address that a browser would make of it, and nothing is copied', async () => {
  const { content, problems } = await frost('![A gauge](../images/gauge.png)', {}, { 'images/gauge.png': png });
  expect(content).toContain('src="https://example.org/blog/images/gauge.png"');
  expect(problems).toMatchObject([{ severity: 'warning', rule: 'file-elsewhere' }]);
});

test('a path that goes up further than the folder does is an address, too', async () => {
  const { content, problems } = await frost('![A gauge](../../../gauge.svg)');
  expect(content).toContain('src="https://example.org/gauge.svg"');
  expect(problems).toMatchObject([{ severity: 'warning', rule: 'file-elsewhere' }]);
});

test('what is not for the public is refused there, too', async () => {
  const { problems } = await frost('![A](../.secret.png)', {}, { '.secret.png': png });
  expect(problems).toMatchObject([{ severity: 'error', rule: 'file-private' }]);
});

test.each<[generator: 'vitepress' | 'hugo', link: string, expected: string]>([
  ['vitepress', '/posts/b', 'https://example.org/vp/posts/b'],
  ['vitepress', '/posts/b.html?a=1#c', 'https://example.org/vp/posts/b.html?a=1#c'],
  ['vitepress', '/vp/posts/b', 'https://example.org/vp/posts/b'],
  ['vitepress', '/', 'https://example.org/vp/'],
  ['vitepress', '//example.net/b', 'https://example.net/b'],
  ['hugo', '/posts/b', 'https://example.org/posts/b'],
])('a link of a site of %s to %s is that to %s', async (generator, link, expected) => {
  const { content, problems } = await frost(`[x](${link})`, { url: 'https://example.org/vp/', generator });
  expect(content).toContain(`href="${expected}"`);
  expect(problems).toEqual([]);
});
