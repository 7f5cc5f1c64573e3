import { expect, test } from 'vitest';
import { buildPublication } from '../../src/publish/build.ts';
import { checkBuild } from '../../src/publish/check-build.ts';
import { gardenWith, settings } from './garden.ts';

const navigating = (url: string) => `${settings}navigation:\n  - label: There\n    url: ${url}\n`;

const dead = async (url: string, files: Record<string, string> = {}) => {
  const config = await gardenWith({
    'tidings.yaml': `${navigating(url)}static: [public]\n`,
    'public/map/index.html': '<p>',
    ...files,
  });
  const { problems } = await checkBuild(config);
  return problems.filter(({ rule }) => rule === 'link');
};

test.each([
  '/',
  '/subscribe/',
  '/subscribe',
  '/about/',
  '/about/#us',
  '/atom.xml',
  '/map/',
  'https://example.com/else/',
  '/preferences/',
  '/?a=1',
  '/%E0%A4/',
])('a link of the navigation to %s is none that check warns of', async (url) => {
  expect(await dead(url, { 'pages/about.md': '# About\n\nUs.\n' })).toEqual([]);
});

test.each([
  '/about/',
  '/articles/nothing/',
  '/gone.html',
])('a link of the navigation to %s, which is not there, is a warning at its line', async (url) => {
  const found = await dead(url);
  expect(found).toMatchObject([
    {
      severity: 'warning',
      file: 'tidings.yaml',
      message: expect.stringContaining(`leads to`),
      hint: expect.stringContaining('Write pages/'),
    },
  ]);
});

test('a build says nothing of such a link, which may lead to what is added later; check is what looks', async () => {
  const config = await gardenWith({ 'tidings.yaml': navigating('/about/') });
  expect((await buildPublication(config)).problems.filter(({ rule }) => rule === 'link')).toEqual([]);
  expect((await checkBuild(config)).problems.filter(({ rule }) => rule === 'link')).toHaveLength(1);
});
