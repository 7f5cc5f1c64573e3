import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { articleOf } from '../publish/publication.ts';
import { OpenedStudio } from './opened.ts';

const files = {
  'articles/frost.md': articleOf('First frost', '2026-11-02'),
  'articles/draft.md': articleOf('Not yet', '2026-11-11', 'draft: true\n'),
  'issues/first.md': '---\nsubject: First\narticles: [frost]\n---\n\nHello.\n',
};

const off = 'newsletter: false\n';
const sentence = 'This publication has no newsletter: <code>tidings.yaml</code> says <code>newsletter: false</code>.';

test.each([
  'letters/frost',
  'letters/frost/text',
  'checks/frost',
  'send/frost',
  'issues/first/curate',
  'new',
])('with newsletter: false, %s says that there is none, how to have one, and which issues wait for it', async (path) => {
  const studio = await OpenedStudio.of(files, off);
  const page = await studio.text(path);
  expect(page).toContain(sentence);
  expect(page).toContain('write the section <code>newsletter:</code> in its place');
  expect(page).toContain('<li><code>issues/first.md</code></li>');
  expect(page).not.toMatch(/Send a test|There is no issue “first”|An issue<|Gather them|from being sent/);
});

test('with newsletter: false, lists lead to the pages of articles, and the first page speaks of no letters', async () => {
  const studio = await OpenedStudio.of(files, off);
  const page = await studio.text('');
  expect(page).toContain('href="/test-token/pages/frost"');
  expect(page).not.toContain('href="/test-token/letters/frost"');
  expect(page).toContain('Newest articles');
  expect(page).toContain('aria-current="page">Articles</a>');
  expect(page).not.toMatch(/been sent|last letter|>Letters</);
  expect(page).toContain('<li><code>issues/first.md</code></li>');
});

test('a publication that wants no letters and has no issues is not told of them on its first page', async () => {
  const { 'issues/first.md': _, ...articles } = files;
  const studio = await OpenedStudio.of(articles, off);
  expect(await studio.text('')).not.toContain('no newsletter');
  expect(await studio.text('letters/frost')).toContain(sentence);
});

test('where neither letters nor pages are made, lists lead to the feeds', async () => {
  const studio = await OpenedStudio.of(files, `${off}site: false\n`);
  expect(await studio.text('')).toContain('href="/test-token/feeds/frost"');
});

test('with newsletter: false, nothing is sent, copied, opened or begun by any address', async () => {
  const studio = await OpenedStudio.of(files, off);
  for (const path of ['send/frost/letter.html', 'send/frost/letter.eml', 'send/frost/prospect']) {
    const answer = await studio.ask(path);
    expect([path, answer.status]).toEqual([path, 422]);
    expect(await answer.text()).toContain('this publication has no newsletter');
  }
  for (const path of ['send/frost/test', 'send/frost/open', 'new/issue', 'new/digest']) {
    const body = new URLSearchParams({ to: 'me@tidings.internal', key: 'a', subject: 'Second' });
    const answer = await studio.ask(path, { method: 'POST', body });
    expect([path, answer.status]).toEqual([path, 422]);
    expect(await answer.text()).toContain('To have one, write the section');
  }
  expect((await studio.ask('letters/frost/frame')).status).toBe(404);
  expect((await studio.ask('letters/frost/message.eml')).status).toBe(404);
  expect(await readdir(join(studio.folder.path, 'issues'))).toEqual(['first.md']);
});

test('with newsletter: false an article can be begun, and is seen as a page', async () => {
  const studio = await OpenedStudio.of(files, off);
  const answer = await studio.ask('new/article', { method: 'POST', body: new URLSearchParams({ title: 'Thaw' }) });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/test-token/pages/thaw']);
});

test('once the newsletter is switched on, the issues are there', async () => {
  const studio = await OpenedStudio.of(files, off);
  await studio.text('');
  await studio.save('tidings.yaml', (await studio.folder.read('tidings.yaml')).replace(off, ''));
  expect(await studio.text('')).toContain('Issues to send');
  expect(await studio.text('letters/first/frame')).toContain('The text of First frost.');
});
