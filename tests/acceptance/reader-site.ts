import { DatabaseSync } from 'node:sqlite';
import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import type { SettingsInput } from '../../src/settings/input.ts';
import { unsealMail } from '../../src/sign-ups/outbox-mail.ts';
import { type Purpose, writeToken } from '../../src/subscribers/token.ts';
import { folderOf } from '../folder.ts';
import { serverOf } from '../server/doors-of.ts';
import { key, storeAt } from '../store/store-at.ts';
import { addressFor, merge, rowOf } from '../store/subscriber-store-contract.ts';
import { everything } from '../web/everything.ts';
import { pagesOf } from '../web/publication.ts';

export const site = 'https://example.org/blog/';
export const mail = 'https://letters.example.org/mail/';

/** The tags of the form. */
const tags = [
  { tag: 'sea', label: 'The sea, its tides and its weather' },
  { tag: 'land', label: 'Gardens' },
];

/** A site and its server under addresses of their own, for a browser whose requests they answer; and one reader. */
export async function readerSite(language: string, more: Partial<SettingsInput> = {}) {
  const given = {
    title: titles[language] ?? 'Slack Water',
    url: site,
    language,
    server: { url: mail, tags, signUps: { perHour: 5 } },
    newsletter: { from: 'letters@example.org', fields: { favourite_harbour: { fallback: '' } } },
    ...more,
  };
  const database = `${await folderOf()}/tidings.db`;
  const store = await storeAt(database, { clock: () => new Date('2026-11-23T12:00:00Z'), patience: 10 });
  const languages = [...new Set([language, 'en-GB', 'ar', 'ja'])];
  const served = await serverOf(given, { store, languages: () => languages }, (settings) =>
    pagesOf({ settings, articles: everything }),
  );
  const { ask, clock } = served;
  const row = rowOf(2, 'ada@example.org', { name: 'Ada', language, tags: ['sea'] });
  await merge(store.subscribers, [row]);
  const { id: subscriber, address } = (await store.subscribers.find(addressFor('ada@example.org')))!;
  const tokenOf = (purpose: Purpose) => writeToken(key, { purpose, list: store.subscribers.list, subscriber });
  /** Requests that went to neither of the two. */
  const strays: string[] = [];

  async function answers(page: Page): Promise<void> {
    await page.route('**/*', async (route) => {
      const request = route.request();
      const { origin, pathname, search } = new URL(request.url());
      if (![new URL(site).origin, new URL(mail).origin].includes(origin)) {
        strays.push(request.url());
        return route.abort();
      }
      // A person takes a moment to fill in a form.
      if (request.method() === 'POST') clock.now = new Date(clock.now.getTime() + 5000);
      const body = request.postDataBuffer();
      const answer = await ask(pathname + search, {
        method: request.method(),
        headers: await request.allHeaders(),
        ...(body && { body: new Uint8Array(body) }),
        redirect: 'manual',
      });
      return route.fulfill({
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: Buffer.from(await answer.arrayBuffer()),
      });
    });
  }

  /** The token of the mail that was queued last. */
  async function mailed(): Promise<string> {
    const taken = await store.signUps.take(100, clock.now);
    for (const { id: waiting } of taken) await store.signUps.settle(waiting);
    const last = taken.map((one) => unsealMail(key, one.mail)!).at(-1);
    return last && 'token' in last ? last.token : '';
  }

  /** As another program does that holds the database. */
  function lock(): void {
    const holder = new DatabaseSync(database);
    onTestFinished(() => holder.close());
    holder.exec('BEGIN IMMEDIATE');
  }

  return { ...served, store, lock, answers, mailed, tokenOf, reader: { id: subscriber, address }, strays };
}

export type ReaderSite = Awaited<ReturnType<typeof readerSite>>;

/** Long and in other scripts, since these break layouts first. */
const titles: Readonly<Record<string, string>> = {
  de: 'Donaudampfschifffahrtsgesellschaftsnachrichten',
  ar: 'رسائل المرفأ',
  he: 'מכתבים מהנמל',
};

/** Each page on which readers act, and how one comes to it in a browser; they follow one another. */
export const readerPages: readonly (readonly [name: string, open: (page: Page, at: ReaderSite) => Promise<unknown>])[] =
  [
    ['the first page', (page) => page.goto(site)],
    ['an article', (page) => page.goto(`${site}articles/first-light/`)],
    ['the page about subscribing', (page) => page.goto(`${site}subscribe/`)],
    [
      'the form that a bad address was sent with',
      async (page) => {
        await page.goto(`${site}subscribe/`);
        // A bad address that browsers take for a good one.
        await page.fill('#_email', 'ada@nowhere');
        await page.click('.join button[type=submit]');
        await page.waitForSelector('#_email[aria-invalid=true]');
      },
    ],
    [
      'the form that was sent',
      async (page) => {
        await page.goto(`${site}subscribe/`);
        await page.fill('#_email', 'first@example.org');
        await page.fill('#_name', 'First');
        await page.click('.join button[type=submit]');
        await page.waitForSelector('.answer h3');
      },
    ],
    ['the form of the server', (page) => page.goto(`${mail}sign-up`)],
    [
      'the form of the server with a bad address',
      async (page) => {
        await page.goto(`${mail}sign-up`);
        await page.fill('#_email', 'ada@nowhere');
        await pressed(page, '.join button[type=submit]');
      },
    ],
    [
      'what follows the form',
      async (page) => {
        await page.goto(`${mail}sign-up`);
        await page.fill('#_email', 'grace@example.org');
        await pressed(page, '.join button[type=submit]');
      },
    ],
    [
      'the page behind the link of the mail',
      async (page, at) => {
        // Another browser than that of the form: nothing is pressed by itself.
        await page.context().clearCookies();
        await page.goto(`${mail}confirm/${await at.mailed()}`);
      },
    ],
    ['the page after confirming', (page) => pressed(page, '.act button')],
    ['a link that is too old', (page) => page.goto(`${mail}confirm/AAAA`)],
    [
      'one more press',
      async (page, { ask }) => {
        const form = (email: string) => ({ method: 'POST', body: new URLSearchParams({ email }) });
        await ask('/mail/sign-up', form('one@example.org'));
        await page.goto(`${site}subscribe/`);
        await page.fill('#_email', 'two@example.org');
        await Promise.all([
          page.waitForURL(/sign-up$/),
          page.evaluate('document.querySelector(".join form").submit()'),
        ]);
      },
    ],
    ['the preferences', (page, { tokenOf }) => page.goto(`${mail}preferences/${tokenOf('preferences')}`)],
    ['the preferences that were saved', (page) => pressed(page, '.strong')],
    [
      'the preferences with a bad address',
      async (page) => {
        await page.fill('#_email', 'ada@nowhere');
        await pressed(page, '[aria-labelledby=_move] button');
      },
    ],
    [
      'the preferences with a new address that was asked',
      async (page) => {
        await page.fill('#_email', 'ada.new@example.org');
        await pressed(page, '[aria-labelledby=_move] button');
      },
    ],
    ['a new address', async (page, { mailed }) => page.goto(`${mail}address/${await mailed()}`)],
    ['a new address that was confirmed', (page) => pressed(page, '.act button')],
    ['the way out', (page, { tokenOf }) => page.goto(`${mail}unsubscribe/${tokenOf('unsubscribe')}`)],
    ['the page after leaving', (page) => pressed(page, '.act button')],
    ['the preferences of who left', (page, { tokenOf }) => page.goto(`${mail}preferences/${tokenOf('preferences')}`)],
    [
      'the way to be forgotten',
      (page, { tokenOf }) => page.goto(`${mail}preferences/${tokenOf('preferences')}/forget`),
    ],
    ['the page after being forgotten', (page) => pressed(page, '.act button')],
    ['a link that is not whole', (page) => page.goto(`${mail}preferences/AAAA`)],
    [
      'a failure of the server',
      async (page, { lock }) => {
        await page.goto(`${mail}sign-up`);
        await page.fill('#_email', 'late@example.org');
        lock();
        await pressed(page, '.join button[type=submit]');
      },
    ],
  ];

async function pressed(page: Page, button: string): Promise<void> {
  await Promise.all([page.waitForResponse((answer) => answer.request().method() === 'POST'), page.click(button)]);
  await page.waitForLoadState();
}
