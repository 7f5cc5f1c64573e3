import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { writeToken } from '../../src/subscribers/token.ts';
import { folderOf } from '../folder.ts';
import { key, secret, storeAt } from '../store/store-at.ts';
import { addressFor, merge, rowOf } from '../store/subscriber-store-contract.ts';
import { launch, obstacles, program, screensOf } from './browser.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

const settings = `title: The Letter
url: https://example.org/blog/
server:
  url: https://letters.example.org
  tags: [{tag: sea, label: The sea}, {tag: garden, label: The garden}]
newsletter: {from: letter@example.org, fields: {home_town: {}}}
`;

const article = (language: string) => `---\nlanguage: ${language}\n---\n\n# Frost\n\nThe first of the year.\n`;

/** A publication in two languages that is built and served by the program, with a reader of each of these. */
async function served(languages: readonly string[]) {
  const folder = await folderOf({
    ...{ 'tidings.yaml': settings, '.env': `TIDINGS_SECRET=${secret}\nSMTP_URL=smtp://127.0.0.1:2525\n` },
    ...{ 'articles/2026-11-22-reif.md': article('en'), 'articles/2026-11-23-frost.md': article('de') },
  });
  const { subscribers } = await storeAt(`${folder}/tidings.db`, { clock: () => new Date() });
  const rows = languages.map((language, index) =>
    rowOf(index + 2, `${language}@example.org`, { language, name: 'Ada', tags: ['sea'] }),
  );
  await merge(subscribers, rows);
  const run = (...words: string[]) => spawn(process.execPath, [cli, ...words], { cwd: folder });
  await once(run('build').on('error', expect.unreachable), 'exit');
  const server = run('serve', '--port', '0');
  onTestFinished(() => void server.kill('SIGKILL'));
  const [first] = (await once(createInterface(server.stdout), 'line')) as [string];
  const origin = /http:\/\/[^/]+/.exec(first)![0];
  const linkOf = (subscriber: number) =>
    `${origin}/preferences/${writeToken(key, { purpose: 'preferences', list: subscribers.list, subscriber })}`;
  return { subscribers, linkOf };
}

describe.skipIf(!program)('the page of preferences in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => browser?.close());

  test('can be read and used by everybody, in light and dark, from either side', async () => {
    const { subscribers, linkOf } = await served(['en', 'ar']);
    for (const [index, language] of ['en', 'ar'].entries()) {
      const page = await browser.newPage();
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(String(error)));
      page.on('requestfailed', (request) => faults.push(request.url()));
      await page.goto(linkOf(index + 1));
      expect(await page.getAttribute('html', 'lang')).toBe(language);
      expect(await obstacles(page, screensOf(320, 1100))).toEqual([]);
      await page.fill('#_name', 'Ada Lovelace');
      await page.fill('#_field-home_town', 'Wien');
      await page.selectOption('#_language', 'de');
      await page.check('input[name="tags"][value="garden"]');
      await page.uncheck('input[name="tags"][value="sea"]');
      await page.check('input[value="digests"]');
      await page.click('form:has(#_name) button');
      expect(await page.getAttribute('html', 'lang')).toBe('de');
      expect(await page.textContent('[role="status"]')).toBe('Gespeichert.');
      expect(await obstacles(page, screensOf(320))).toEqual([]);
      expect(await subscribers.find(addressFor(`${language}@example.org`))).toMatchObject({
        ...{ name: 'Ada Lovelace', language: 'de', tags: ['garden'], frequency: 'digests' },
        fields: { home_town: 'Wien' },
      });
      await page.fill('#_email', 'nobody@localhost');
      await page.click('form:has(#_email) button');
      expect(await page.getAttribute('#_email', 'aria-invalid')).toBe('true');
      expect(await obstacles(page, screensOf(320, 1100))).toEqual([]);
      await page.click('a[href$="/forget"]');
      expect(await obstacles(page, screensOf(320))).toEqual([]);
      await page.click('main button');
      expect(await subscribers.find(addressFor(`${language}@example.org`))).toBeUndefined();
      expect(faults).toEqual([]);
      expect(await page.context().cookies()).toEqual([]);
      await page.close();
    }
  });
});
