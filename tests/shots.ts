import { createSecretKey } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import PostalMime from 'postal-mime';
import { compileIssue } from '../src/email/compile.ts';
import { messageBytes } from '../src/email/message/compose.ts';
import { fallbackValues, fillLetter } from '../src/email/slots.ts';
import type { Issue } from '../src/model/issue.ts';
import { actionTemplateOf } from '../src/publish/themes/action-template.ts';
import { loadTheme } from '../src/publish/themes/theme.ts';
import { listThemes } from '../src/publish/themes/theme-places.ts';
import { confirmationsOf } from '../src/send/confirmation.ts';
import { alone, digest, publication, summaries } from './email/digest.ts';
import { pictureFor, renditions } from './email/pictures.ts';
import { requires } from './requires.ts';

/*
 * `npm run shots [theme …]`: takes a picture of every theme's letters, light and dark, on a phone and on a desk, into
 * the ignored folder tests/shots. Look at them after every change of a theme.
 */

const letters: Readonly<Record<string, Issue>> = { alone, digest, summaries };
const folder = fileURLToPath(new URL('shots/', import.meta.url));

const face = { url: 'https://slackwater.example.org/pictures/face.png', width: 56, height: 56 };

/** Which letter stands for a theme in the guide; its top is written as a JPEG, to be copied to templates/guide. */
const inGuide: Readonly<Record<string, string>> = {
  plain: 'alone light',
  magazine: 'summaries light',
  dense: 'summaries dark',
};

const program = requires('chromium');
if (!program) process.exit(1);
const wanted = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu'] });
try {
  for (const { name } of await listThemes()) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    for (const [kind, issue] of Object.entries(letters)) await shoot(browser, name, kind, await letterOf(name, issue));
    for (const language of ['en', 'de', 'ar', 'ja'])
      await shoot(browser, name, `confirm-${language}`, await confirmationOf(name, language));
  }
} finally {
  await browser.close();
}

async function letterOf(name: string, issue: Issue): Promise<string> {
  const editor = { name: 'Robin Example', line: 'Writes Slack Water from a boat house on the estuary.' };
  const settings = { ...publication.settings, newsletter: { ...publication.settings.newsletter, editor } };
  const theme = { ...(await loadTheme(name)), face };
  const letter = await compileIssue(issue, { ...publication, settings }, theme, { renditions });
  return fillLetter(letter, fallbackValues(issue, settings)).html;
}

/** The mail that asks a visitor to confirm. */
async function confirmationOf(name: string, language: string): Promise<string> {
  const settings = {
    ...publication.settings,
    server: { ...publication.settings.server, url: publication.settings.url },
  };
  const template = await actionTemplateOf({ settings, directory: folder, display: String });
  const key = createSecretKey(Buffer.alloc(32));
  const make = confirmationsOf({ settings, theme: await loadTheme(name), template, key, keys: [] });
  const token = Buffer.alloc(170, 'tide').toString('base64url');
  const mail = { kind: 'confirm', way: 'form', to: 'reader@example.org', language, token } as const;
  const { message } = await make(mail, { id: 1, added: new Date(0) }, new Date(0));
  return (await PostalMime.parse(messageBytes(message))).html!;
}

async function shoot(browser: Browser, name: string, kind: string, html: string): Promise<void> {
  await writeFile(join(folder, `${name}-${kind}.html`), html);
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [375, 800]) {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
      await page.route('**/*', (route) =>
        route.fulfill({ contentType: 'image/svg+xml', body: pictureFor(route.request().url()) }),
      );
      await page.setContent(html, { waitUntil: 'load' });
      await page.screenshot({ path: join(folder, `${name}-${kind}-${colorScheme}-${width}.png`), fullPage: true });
      if (width === 800 && inGuide[name] === `${kind} ${colorScheme}`)
        await page.screenshot({
          path: join(folder, `${name}.jpg`),
          clip: { x: 60, y: 0, width: 680, height: 860 },
          quality: 72,
        });
      await page.close();
    }
  }
  process.stdout.write(`${name} ${kind}: ${Buffer.byteLength(html)} bytes\n`);
}
