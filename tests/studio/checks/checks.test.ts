import { chmod } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { folderOf } from '../../folder.ts';
import { OpenedStudio } from '../opened.ts';

const settings = `newsletter:
  from: My Letter <letters@tidings.internal>
  address: Long Street 1, 1234 Town
  unsubscribeUrl: https://tidings.internal/unsubscribe/{token}
`;

const article = (body: string) => `---\ntitle: Frost\ndate: 2026-11-23\n---\n\n${body}\n`;
const linksTo = (addresses: readonly string[]) => article(addresses.map((one) => `[A link](${one})`).join('\n\n'));
const insecure = (count: number) => Array.from({ length: count }, (_, index) => `http://old.example.com/${index}`);

const studioWith = (body: string, environment = {}) =>
  OpenedStudio.of({ 'articles/frost.md': body }, settings, environment);

const shown = (page: string) => page.match(/<li class="finding"/g)?.length ?? 0;

test('thousands of findings of a rule are a short page, and pages of 200 on demand', async () => {
  // An article tells of 100 at most.
  const pictures = article(
    Array.from({ length: 100 }, (_, index) => `![](https://example.org/${index}.png)`).join('\n'),
  );
  const names = Array.from({ length: 13 }, (_, index) => `part-${index}`);
  const issue = `---\nsubject: Frost\ndate: 2026-11-24\narticles: [${names.join(', ')}]\n---\n`;
  const files = Object.fromEntries(names.map((name) => [`articles/${name}.md`, pictures]));
  const studio = await OpenedStudio.of({ ...files, 'issues/frost.md': issue }, settings);
  const page = await studio.text('checks/frost');
  const group = /<section class="group warning" id="rule-warning-image-alt".*?<\/section>/s.exec(page)![0];
  expect([shown(group), group.includes('1,300'), group.includes('Show 1,295 more')]).toEqual([5, true, true]);
  expect(page.length).toBeLessThan(60_000);
  const second = await studio.text('checks/frost?rule=image-alt&from=1200');
  expect(shown(second)).toBe(100);
  expect(await studio.text('checks/frost?rule=image-alt&from=1000')).toContain('The next 100');
  expect(shown(await studio.text('checks/frost?rule=nothing'))).toBe(0);
});

test('a finding has its cause, its frame, its way out and its place, and markup of the article is text there', async () => {
  const page = await studioWith(article('See [<b>one</b>](http://old.example.com/?a=1&b=%3Cscript%3E).')).then(
    (studio) => studio.text('checks/frost'),
  );
  expect(page).toContain('is a link over http.');
  expect(page).toContain('<mark>http://old.example.com/?a=1&amp;b=%3Cscript%3E</mark>');
  expect(page).toContain('<code>articles/frost.md:6:');
  expect(page).toContain('&lt;b&gt;one&lt;/b&gt;');
  expect(page).not.toContain('<b>one</b>');
});

test('the counts of an item are told by themselves, for its navigation', async () => {
  const studio = await studioWith(linksTo(insecure(3)));
  const { errors, warnings } = (await (await studio.ask('checks/frost/counts')).json()) as Record<string, number>;
  expect(errors).toBe(0);
  expect(warnings).toBeGreaterThanOrEqual(3);
  await studio.save('articles/frost.md', article('Nothing.'));
  const later = (await (await studio.ask('checks/frost/counts')).json()) as Record<string, number>;
  expect(later.warnings).toBe(warnings! - 3);
});

test('a place outside of the publication, or of no file, is named and leads nowhere', async () => {
  const studio = await studioWith(article('White beds.'));
  const page = await studio.text('checks/frost');
  // The theme comes with Tidings, and the message is no file yet.
  expect(page).not.toMatch(/data-path="[^"]*(templates\/email|message\.eml)/);
});

test('an item that there is not has no checks, and a publication that cannot be read shows why', async () => {
  const studio = await studioWith(article('White beds.'));
  expect((await studio.ask('checks/nothing')).status).toBe(404);
  const broken = await OpenedStudio.of({}, 'newsletter: 7\n');
  const answer = await broken.ask('checks/frost');
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain('newsletter');
});

test('a file with a fault keeps the findings of the last good state, below the fault', async () => {
  const studio = await studioWith(linksTo(insecure(1)));
  expect(await studio.text('checks/frost')).toContain('insecure-link');
  await studio.save('articles/frost.md', '---\ntitle: [\n---\n');
  const page = await studio.text('checks/frost');
  expect(page).toContain('id="fault"');
  expect(page).toContain('insecure-link');
});

test('links are asked by the button alone, none of them in this network, and what does not answer is a finding', async () => {
  const studio = await studioWith(linksTo(['http://127.0.0.1:1/a', 'http://127.0.0.1:1/b']));
  expect(await studio.text('checks/frost')).not.toContain('dead-link');
  expect((await studio.ask('checks/frost/links')).status).toBe(404);
  const answer = await studio.ask('checks/frost/links', { method: 'POST' });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/test-token/checks/frost']);
  const page = await studio.text('checks/frost');
  expect(page).toContain('id="rule-warning-dead-link"');
  expect(page).toMatch(/\d+ links and pictures were asked: \d+ do not answer\./);
  await studio.save('articles/frost.md', article('Nothing.'));
  expect(await studio.text('checks/frost')).toContain('Something has changed since; ask again to be sure.');
});

test('a script hears of each link that was asked', async () => {
  const studio = await studioWith(linksTo(['http://127.0.0.1:1/a']));
  const headers = { Accept: 'application/x-ndjson' };
  const answer = await studio.ask('checks/frost/links', { method: 'POST', headers });
  const lines = (await answer.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(lines.at(-1)).toEqual({ end: true });
  expect(lines[0]).toMatchObject({ done: 1, total: expect.any(Number) });
});

test('SpamAssassin is offered where it is installed, else the page says how to get it', async () => {
  const without = await studioWith(article('White beds.'));
  expect(await without.text('checks/frost')).toContain(
    'SpamAssassin is not installed here: “apt install spamassassin”',
  );
  const folder = await folderOf({ spamassassin: '#!/bin/sh\n' });
  await chmod(`${folder}/spamassassin`, 0o755);
  const studio = await studioWith(article('White beds.'), { PATH: folder });
  expect(await studio.text('checks/frost')).toContain('<button class="button">Rate with SpamAssassin</button>');
});

test('a page of another origin cannot have links asked', async () => {
  const studio = await studioWith(linksTo(['http://127.0.0.1:1/a']));
  const headers = { Origin: 'https://hostile.example' };
  expect((await studio.ask('checks/frost/links', { method: 'POST', headers })).status).toBe(403);
  expect(await studio.text('checks/frost')).not.toContain('were asked:');
});
