import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readLetterQuery, writeLetterQuery } from '../../../src/studio/letter/letter-query.ts';
import { articleOf } from '../../publish/publication.ts';
import { OpenedStudio } from '../opened.ts';

const files = {
  'articles/2026-11-20-lamp.md':
    '---\ntitle: The <b>lamp</b> & the sea\n---\n\n<script>alert(1)</script>It turns.\n\n![A lamp](lamp.png)\n',
  'articles/lamp.png': Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC',
    'base64',
  ),
  'articles/fog.md': '---\ntitle: Fog\ndraft: true\n---\n\nStill being written.\n',
  'issues/news.md':
    '---\nsubject: "News for {{ name | default: \'you\' }}"\ndate: 2026-11-24\narticles: [lamp]\n---\n\nHello.\n',
};

describe('the address of a letter', () => {
  test.each([
    ['', { scheme: 'light', pictures: true, styles: true, reader: 'web' }],
    ['width=375&scheme=dark', { width: 375, scheme: 'dark' }],
    ['width=712&width=600', { width: 600 }],
    ['width=1', { width: 280 }],
    ['width=99999', { width: 1600 }],
    ['pictures=off&styles=off', { pictures: false, styles: false }],
    ['reader=tags:a,b&edition=de', { reader: 'tags:a,b', edition: 'de' }],
    ['scheme=<script>&pictures=yes', { scheme: 'light', pictures: true }],
  ])('%j is read, and what it does not say is as usual', (query, expected) => {
    expect(readLetterQuery(new URLSearchParams(query))).toMatchObject(expected);
  });

  test.each(['width=x', 'width=', 'width=-5', 'width=NaN'])('%j is no width', (query) => {
    expect(readLetterQuery(new URLSearchParams(query))).not.toHaveProperty('width');
  });

  test('an address says nothing of what is as usual, and is read as it was written', () => {
    const query = readLetterQuery(
      new URLSearchParams('scheme=outlook&width=500&reader=longest&edition=de&pictures=off'),
    );
    expect(writeLetterQuery(readLetterQuery(new URLSearchParams()))).toEqual({});
    const written = Object.entries(writeLetterQuery(query)).flatMap(([key, value]) => (value ? [[key, value]] : []));
    expect(readLetterQuery(new URLSearchParams(written as [string, string][]))).toEqual(query);
  });
});

test('each form of a letter is an answer of its own', async () => {
  const studio = await OpenedStudio.of(files);
  for (const [form, words] of [
    ['', 'id="letter-frame"'],
    ['/text', 'It turns.'],
    ['/inbox', 'Gmail on a phone'],
    ['/headers', 'Message-ID'],
    ['/mjml', '&lt;mjml'],
    ['/source', '&lt;!doctype html&gt;'],
  ] as const) {
    const response = await studio.ask(`letters/news${form}`);
    expect([form, response.status]).toEqual([form, 200]);
    expect(await response.text()).toContain(words);
  }
});

test('the message can be saved, for the reader who is chosen', async () => {
  const studio = await OpenedStudio.of(files);
  const response = await studio.ask('letters/news/message.eml?reader=named');
  expect(response.headers.get('content-type')).toBe('message/rfc822');
  expect(response.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''news.eml");
  const message = await response.text();
  expect(message).toMatch(/^To: robin@example\.org\r$/m);
  expect(message).toMatch(/^Subject: News for Robin\r$/m);
});

test('the frame of a letter runs nothing and is told so twice', async () => {
  const studio = await OpenedStudio.of(files);
  const response = await studio.ask('letters/lamp/frame');
  expect(response.headers.get('content-security-policy')).toMatch(
    /default-src 'none'.*sandbox allow-same-origin allow-popups$/,
  );
  expect(await response.text()).not.toContain('<script');
  expect(await studio.text('letters/lamp')).toContain('sandbox="allow-same-origin allow-popups"');
});

test('titles are text, whatever they hold', async () => {
  const studio = await OpenedStudio.of(files);
  const page = await studio.text('letters/lamp');
  expect(page).toContain('The &lt;b&gt;lamp&lt;/b&gt; &amp; the sea');
  expect(page).not.toContain('<b>lamp');
});

test('pictures of the publication are asked of the studio', async () => {
  const studio = await OpenedStudio.of(files);
  const frame = await studio.text('letters/lamp/frame');
  const [, source] = /<img[^>]* src="([^"]*lamp[^"]*)"/.exec(frame)!;
  expect(source).toMatch(/^\/test-token\/site\//);
  expect((await studio.ask(source!.replace('/test-token/', ''))).status).toBe(200);
});

test('a draft has a letter, a name that nobody has has none', async () => {
  const studio = await OpenedStudio.of(files);
  expect(await studio.text('letters/fog/frame')).toContain('Still being written.');
  expect((await studio.ask('letters/nothing')).status).toBe(404);
  expect((await studio.ask('letters/nothing/frame')).status).toBe(404);
  expect((await studio.ask('letters/nothing/message.eml')).status).toBe(404);
});

test('a letter that cannot be made stays as it was, under its problem', async () => {
  const studio = await OpenedStudio.of(files);
  expect(await studio.text('letters/news/frame')).toContain('Hello.');
  await studio.save('issues/news.md', files['issues/news.md'].replace('[lamp]', '[nothing]').replace('Hello', 'Bye'));
  expect(await studio.text('letters/news')).toContain('there is no article &quot;nothing&quot;');
  expect(await studio.text('letters/news/frame')).toContain('Hello.');
  await studio.save('issues/news.md', files['issues/news.md'].replace('Hello', 'Bye'));
  expect(await studio.text('letters/news/frame')).toContain('Bye.');
});

test('articles that share a slug are told apart by their sections, in each view', async () => {
  const article = (title: string) => `---\ntitle: ${title}\ndate: 2026-11-20\nslug: frost\n---\n\n${title}.\n`;
  const studio = await OpenedStudio.of(
    { 'articles/garden/frost.md': article('In the garden'), 'articles/harbour/frost.md': article('In the harbour') },
    'permalink: /{section}/{slug}/\n',
  );
  for (const [name, words] of [
    ['garden%2Ffrost', 'In the garden.'],
    ['harbour%2Ffrost', 'In the harbour.'],
  ] as const) {
    expect(await studio.text(`letters/${name}/frame`)).toContain(words);
    expect(await studio.text(`letters/${name}/text`)).toContain(words);
    expect((await studio.ask(`pages/${name}`)).status).toBe(200);
    expect(await studio.text(`feeds/${name}?view=compare`)).toContain(words.slice(0, -1));
  }
});

test('of a file that goes while its letter is open, every view says so, and where it may be now', async () => {
  const studio = await OpenedStudio.of({ ...files, 'articles/gulls.md': articleOf('Gulls', '2026-11-21') });
  await studio.session.items();
  await rm(join(studio.folder.path, 'articles/gulls.md'));
  studio.session.touched();
  for (const view of ['letters', 'pages', 'feeds', 'checks', 'send']) {
    const response = await studio.ask(`${view}/gulls`);
    expect([view, response.status]).toEqual([view, 404]);
    const text = await response.text();
    expect(text, view).toContain('<h1>Gulls</h1>');
    expect(text, view).toContain('<code>articles/gulls.md</code> is gone.');
  }
  await studio.save('articles/seagulls.md', articleOf('Gulls', '2026-11-21'));
  expect(await studio.text('letters/gulls')).toContain('href="/test-token/letters/seagulls"');
  await studio.save('articles/gulls.md', articleOf('Gulls and others', '2026-11-21'));
  expect(await studio.text('letters/gulls')).toContain('id="letter-frame"');
});

test('a letter that was never good is announced for the time after its problem', async () => {
  const studio = await OpenedStudio.of(files);
  await studio.save('issues/news.md', files['issues/news.md'].replace('[lamp]', '[nothing]'));
  const page = await studio.text('letters/news');
  expect(page).toContain('id="fault"');
  expect(page).toContain('as soon as the problem above is mended');
});
