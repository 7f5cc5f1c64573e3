import { createSecretKey } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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
import { beginStudio } from '../src/studio/begin.ts';
import { frameDocument } from '../src/studio/letter/frame-document.ts';
import { alone, digest, publication, summaries } from './email/digest.ts';
import { pictureFor, renditions } from './email/pictures.ts';
import { requires } from './requires.ts';

/*
 * `npm run shots [theme …]`: takes a picture of every theme's letters, light and dark, on a phone and on a desk, into
 * the ignored folder tests/shots, by the same rendering as the studio. Look at them after every change of a theme.
 * `npm run shots studio` takes those of the studio alone.
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

/** Views of the studio with the starter open; the README and the guide show them. */
const studioViews: Readonly<Record<string, { readonly path: string; readonly colorScheme?: 'dark' }>> = {
  letter: { path: 'letters/first-letter?reader=named' },
  dark: { path: 'letters/welcome?width=375&scheme=dark', colorScheme: 'dark' },
  feeds: { path: 'feeds/tide-table?view=compare' },
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
  if (wanted.length === 0 || wanted.includes('studio')) await shootStudio(browser);
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
  for (const scheme of ['light', 'dark'] as const) {
    const shown = frameDocument(html, { scheme, pictures: true, styles: true });
    for (const width of [375, 800]) {
      const page = await browser.newPage({ viewport: { width, height: 900 } });
      await page.route('**/*', (route) =>
        route.fulfill({ contentType: 'image/svg+xml', body: pictureFor(route.request().url()) }),
      );
      await page.setContent(shown, { waitUntil: 'load' });
      await page.screenshot({ path: join(folder, `${name}-${kind}-${scheme}-${width}.png`), fullPage: true });
      if (width === 800 && inGuide[name] === `${kind} ${scheme}`)
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

async function shootStudio(browser: Browser): Promise<void> {
  const copy = await mkdtemp(join(tmpdir(), 'tidings-shots-'));
  const ending = new AbortController();
  try {
    await cp(new URL('../templates/starter/', import.meta.url), copy, { recursive: true });
    const context = { cwd: copy, environment: {}, clock: () => new Date('2026-11-30T00:00:00Z') };
    const studio = await beginStudio({ path: '.', flags: {}, context, port: 0, signal: ending.signal });
    for (const [name, { path, colorScheme = 'light' }] of Object.entries(studioViews)) {
      const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 840 } });
      await page.goto(studio.address + path);
      await page.waitForSelector('main');
      await Promise.all(page.frames().map((frame) => frame.waitForLoadState('load')));
      await page.screenshot({ path: join(folder, `studio-${name}.jpg`), quality: 78 });
      await page.close();
      process.stdout.write(`studio ${name}\n`);
    }
    ending.abort();
    await studio.watching.catch(() => undefined);
    await studio.stop();
  } finally {
    ending.abort();
    await rm(copy, { recursive: true, force: true });
  }
}
