import { expect, test } from 'vitest';
import { OpenedStudio } from '../opened.ts';

const files = {
  'articles/2026-11-20-lamp.md': '---\ntitle: The lamp\ntags: [sea]\n---\n\nIt turns.\n',
  'articles/fog.md': '---\ntitle: Fog\ndraft: true\n---\n\nStill being written.\n',
  'issues/news.md': '---\nsubject: News\ndate: 2026-11-24\narticles: [lamp]\n---\n\nHello.\n',
};

const decoded = (text: string) => text.replaceAll('&amp;', '&');

test.each([
  ['pages/lamp', 'articles/lamp/index.html'],
  ['pages/news', 'issues/news/index.html'],
  ['pages', 'index.html'],
  ['pages?path=404.html', '404.html'],
  ['pages?path=subscribe/index.html', 'subscribe/index.html'],
  ['pages?path=../../etc/passwd', 'index.html'],
])('%s frames the page %s', async (address, path) => {
  const studio = await OpenedStudio.of(files);
  const page = decoded(await studio.text(address));
  const [, source] = /src="\/test-token\/(site-frame\?[^"]*)"/.exec(page)!;
  expect(new URLSearchParams(source!.split('?')[1]).get('path')).toBe(path);
  expect((await studio.ask(source!)).status).toBe(200);
});

test('the scheme of a page and of its style sheet is the one of the address', async () => {
  const studio = await OpenedStudio.of(files);
  const page = decoded(await studio.text('site-frame?path=index.html&scheme=dark'));
  const [, sheet] = /<link rel="stylesheet" href="\/test-token\/([^"]*)"/.exec(page)!;
  const response = await studio.ask(sheet!);
  expect(response.headers.get('content-type')).toBe('text/css; charset=utf-8');
  const css = await response.text();
  expect(css).toContain('@media (min-width: 0) {');
  expect(css).toContain('color-scheme: dark;');
  expect(css).not.toContain('prefers-color-scheme');
});

test('a path that is none, and one outside, is a page that says so', async () => {
  const studio = await OpenedStudio.of(files);
  for (const path of ['nothing.html', '../tidings.yaml', '/etc/passwd', ''])
    expect([path, (await studio.ask(`site-frame?path=${encodeURIComponent(path)}`)).status]).toEqual([path, 404]);
});

test('where another program makes the site, the page says why there is nothing', async () => {
  const studio = await OpenedStudio.of(files, 'site: false\n');
  expect(await studio.text('pages')).toContain('Another program makes the site');
  expect(await studio.text('pages/lamp')).toContain('so there is no page to be seen');
});

test('every feed can be chosen, and each of its entries', async () => {
  const studio = await OpenedStudio.of(files);
  const page = await studio.text('feeds');
  for (const path of ['atom.xml', 'tags/sea/atom.xml', 'issues/atom.xml']) expect(page).toContain(`value="${path}"`);
  expect(await studio.text('feed-frame?feed=issues/atom.xml&format=json&entry=0')).toContain('Hello.');
  expect((await studio.ask('feed-frame?feed=atom.xml&entry=7')).status).toBe(404);
  expect((await studio.ask('feed-frame?feed=../atom.xml&entry=0')).status).toBe(404);
});

test('a draft is in the feed as if it were published, and nowhere else', async () => {
  const studio = await OpenedStudio.of(files);
  const page = decoded(await studio.text('feeds/fog'));
  const [, source] = /src="\/test-token\/(feed-frame\?[^"]*)"/.exec(page)!;
  expect(await studio.text(source!)).toContain('Still being written.');
  const [, entries] = (await studio.text('feeds')).split('class="entries"');
  expect(entries).toContain('The lamp');
  expect(entries).not.toContain('Fog');
  expect((await studio.ask('feeds/nothing')).status).toBe(404);
});

test('a feed that a browser opens names the style sheet of the scheme', async () => {
  const studio = await OpenedStudio.of(files);
  const response = await studio.ask('site-frame?path=rss.xml&scheme=dark');
  expect(response.headers.get('content-type')).toBe('application/xml; charset=utf-8');
  expect(await response.text()).toContain('href="/test-token/site-frame?path=feed.css&amp;scheme=dark"');
});

test('before the publication can be read, each view says so and none fails', async () => {
  const studio = await OpenedStudio.of({ 'articles/2026-11-20-lamp.md': '---\ntitle: [\n---\n\nText\n' });
  for (const path of ['pages', 'pages/lamp', 'feeds', 'feeds/lamp', 'letters/lamp'])
    expect([path, (await studio.text(path)).includes('id="fault')]).toEqual([path, true]);
});

test('where there are no feeds, each view of them says why, and none says that they are full', async () => {
  const studio = await OpenedStudio.of(files, 'feeds: false\n');
  for (const path of ['feeds', 'feeds/lamp', 'feeds/news'])
    expect([path, (await studio.text(path)).includes('“feeds: false”')]).toEqual([path, true]);
});

test('an article that breaks while another program makes the site is not said to have a page soon', async () => {
  const studio = await OpenedStudio.of(files, 'site: false\n');
  await studio.text('pages/lamp');
  await studio.save('articles/2026-11-20-lamp.md', '---\ntitle: [\n---\n\nText\n');
  const page = await studio.text('pages/lamp');
  expect(page).toContain('id="fault"');
  expect(page).toContain('so there is no page to be seen');
});
