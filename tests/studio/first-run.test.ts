import { expect, test } from 'vitest';
import { studioApp } from '../../src/studio/app.ts';
import { articleOf } from '../publish/publication.ts';
import { OpenedStudio } from './opened.ts';

const files = Object.fromEntries(
  Array.from({ length: 120 }, (_, index) => [`articles/a${index}.md`, articleOf(`Number ${index}`, '2026-10-01')]),
);
const own = 'http://127.0.0.1:4323';
const browser = { Host: '127.0.0.1:4323', Accept: 'text/html,application/xhtml+xml' };

/** The studio of a folder that nobody has read yet, whose pages wait for nothing. */
async function impatient() {
  const opened = await OpenedStudio.of(files);
  const app = studioApp(opened.studio, { port: 4323, token: 'test-token', patience: 0 });
  const ask = (path: string, headers = browser) => app.request(`${own}/test-token/${path}`, { headers });
  return { opened, ask };
}

test('a page that is asked for while the publication is read says so at once, and is there afterwards', async () => {
  const { opened, ask } = await impatient();
  for (const path of ['', 'letters/a7', 'look']) {
    const page = await (await ask(path)).text();
    expect(page, path).toMatch(/<h1><span [^>]*>(The publication is|120 files are) being read</);
    // Without script, a browser asks again by itself.
    expect(page).toContain('<noscript><meta http-equiv="refresh"');
    expect(page).toContain('/test-token/client/first-run.js');
  }
  await opened.session.state();
  expect(await (await ask('letters/a7')).text()).toContain('<h1>Number 7</h1>');
});

test('a program that asks meanwhile gets what it asked for, and not the page for people', async () => {
  const { ask } = await impatient();
  const text = await (await ask('letters/a7/frame', { ...browser, Accept: '*/*' })).text();
  expect(text).toContain('Number 7');
  expect(text).not.toContain('being read');
});

test('the events tell how far the reading is, and the revision once there is something to show', async () => {
  const { ask } = await impatient();
  const body = (await ask('events', { ...browser, Accept: 'text/event-stream' })).body!;
  let text = '';
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.includes('event: revision')) break;
  }
  const [first] = text.split('\n\n');
  expect(first).toMatch(/^event: reading\ndata: \{"done":\d+,"total":\d+,"words":"[^"]+ being read"\}$/);
  expect(text.indexOf('event: reading')).toBeLessThan(text.indexOf('event: revision'));
});

test('the first run alone is waited for: a later change is shown by the page itself', async () => {
  const { opened, ask } = await impatient();
  const { session } = opened;
  expect(session.firstRun).toEqual({ done: 0, total: 0 });
  await session.state();
  expect(session.firstRun).toBeUndefined();
  await opened.save('articles/a7.md', articleOf('Number 7 again', '2026-10-01', 'slug: a7\n'));
  expect(await (await ask('letters/a7')).text()).toContain('<h1>Number 7 again</h1>');
});

test('a publication that cannot be read shows why instead of waiting for ever', async () => {
  const opened = await OpenedStudio.of(files, 'letters: maybe\n');
  const app = studioApp(opened.studio, { port: 4323, token: 'test-token', patience: 0 });
  await opened.session.state();
  expect(await (await app.request(`${own}/test-token/`, { headers: browser })).text()).toContain('id="fault"');
});
