import { chmod, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { composeLetter } from '../../../src/pipeline.ts';
import { copyTheme } from '../../../src/publish/themes/copy-theme.ts';
import { folderOf } from '../../folder.ts';
import { OpenedStudio } from '../opened.ts';

const settings = `newsletter:
  from: My Letter <letters@tidings.internal>
  address: Long Street 1, 1234 Town
  unsubscribeUrl: https://tidings.internal/unsubscribe/{token}
`;

const files = {
  'articles/frost.md': '---\ntitle: The first frost\ndate: 2026-11-23\n---\n\n<script>alert(1)</script>White beds.\n',
};

const server = { '.env': 'SMTP_URL=smtp://127.0.0.1:1\nSMTP_TLS=none\n' };

const studioOn = (environment = {}) => OpenedStudio.of(files, settings, environment);

const lettersOf = async ({ session }: OpenedStudio) => {
  const { good } = await session.state();
  const { letters, issue } = await good!.fitted('frost');
  return composeLetter(letters[0], issue, good!.prepared.publication);
};

test('the HTML of a letter is given as text, so that nothing of it runs', async () => {
  const studio = await studioOn();
  const answer = await studio.ask('send/frost/letter.html');
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(await answer.text()).toBe((await lettersOf(studio)).email.html);
});

test('the message is downloaded as it is built, under the name of the letter', async () => {
  const studio = await studioOn();
  const answer = await studio.ask('send/frost/letter.eml');
  expect(answer.headers.get('content-type')).toBe('message/rfc822');
  expect(answer.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''frost.eml");
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.from((await lettersOf(studio)).message));
});

test.runIf(process.platform === 'linux')('the mail program of the machine opens the message', async () => {
  const folder = await folderOf({ 'xdg-open': '#!/bin/sh\ncp "$1" "$FOLDER/read.eml"\n' });
  await chmod(join(folder, 'xdg-open'), 0o755);
  const studio = await studioOn({ PATH: `${folder}:/bin:/usr/bin`, FOLDER: folder });
  const answer = await studio.ask('send/frost/open', { method: 'POST' });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/test-token/send/frost']);
  expect(await readFile(join(folder, 'read.eml'))).toEqual(Buffer.from((await lettersOf(studio)).message));
});

test.runIf(process.platform === 'linux')(
  'where no mail program is there, the page says so and how to go on',
  async () => {
    const studio = await studioOn({ PATH: await folderOf() });
    const headers = { Accept: 'application/x-ndjson' };
    const script = await studio.ask('send/frost/open', { method: 'POST', headers });
    const [line] = (await script.text()).trim().split('\n');
    expect(JSON.parse(line!)).toMatchObject({
      problems: [{ message: expect.stringContaining('xdg-open'), hint: expect.stringContaining('Download the .eml') }],
    });
    const form = await studio.ask('send/frost/open', { method: 'POST' });
    expect([form.status, (await form.text()).includes('Download the .eml')]).toEqual([422, true]);
  },
);

test('nothing is opened or written for a page of another origin', async () => {
  const folder = await folderOf({ 'xdg-open': '#!/bin/sh\ntouch "$FOLDER/opened"\n' });
  await chmod(join(folder, 'xdg-open'), 0o755);
  const studio = await studioOn({ PATH: `${folder}:/bin:/usr/bin`, FOLDER: folder });
  const headers = { Origin: 'https://hostile.example' };
  expect((await studio.ask('send/frost/open', { method: 'POST', headers })).status).toBe(403);
  expect(await readdir(folder)).toEqual(['xdg-open']);
});

test('where the theme fails, the tab Send says so with the place and the way out, and offers nothing to do', async () => {
  const studio = await OpenedStudio.of(files, `${settings}  theme: mine\n`);
  await copyTheme('plain', 'mine', { directory: studio.folder.path, display: String });
  studio.session.touched();
  expect(await studio.text('send/frost')).toContain('Copy HTML');
  const loop =
    '{% for a in (1..100000) %}{% for b in (1..100000) %}{% assign c = a | times: b %}{% endfor %}{% endfor %}';
  await studio.save('themes/mine/article.mjml', `${await studio.folder.read('themes/mine/article.mjml')}${loop}`);
  const page = await studio.text('send/frost');
  expect(page).toMatch(/<section class="panel fault"[\s\S]*themes\/mine\/article\.mjml/);
  expect(page).not.toMatch(/Copy HTML|Download \.eml|name="to"/);
  expect(await studio.text('send/frost/prospect')).toContain('themes/mine/article.mjml');
});

test('a letter that cannot be made has a page that says why', async () => {
  const conditions = Array.from({ length: 33 }, (_, index) => `{% if tag == 't${index}' %}For ${index}.{% endif %}`);
  const many = `---\nsubject: Many\ndate: 2026-11-25\narticles:\n  - frost\n---\n\n${conditions.join('\n\n')}\n`;
  const studio = await OpenedStudio.of({ ...files, ...server, 'issues/many.md': many }, settings);
  const answer = await studio.ask('send/many/letter.html');
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain('issues/many.md');
  expect((await studio.ask('send/many')).status).toBe(200);
  const body = new URLSearchParams({ to: 'me@tidings.internal', key: 'a' });
  await studio.ask('send/many/test', { method: 'POST', body });
  const page = await studio.text('send/many');
  expect(page).toContain('<strong>Nothing was sent.</strong>');
  expect(page).toContain('There is no letter to try');
  expect(page).toContain('issues/many.md:2');
});
