import { describe, expect, test } from 'vitest';
import type { SettingsInput } from '../../src/settings/input.ts';
import { type Purpose, writeToken } from '../../src/subscribers/token.ts';
import { key } from '../store/store-at.ts';
import { merge, rowOf } from '../store/subscriber-store-contract.ts';
import { elementsOf, select } from '../web/reading.ts';
import { serverOf } from './doors-of.ts';
import { served } from './served.ts';

/** Each page on which readers act, as one list of its links. */
async function opened(given: Partial<SettingsInput>, site?: () => Record<string, string>) {
  const server = await serverOf(given, {}, site);
  const { store, ask, doors } = server;
  await merge(store.subscribers, [rowOf(2, 'ada@example.org', {})]);
  const tokenOf = (purpose: Purpose) => writeToken(key, { purpose, list: store.subscribers.list, subscriber: 1 });
  const paths = [
    ...['sign-up', 'confirm/AAAA', 'address/AAAA'],
    ...[`unsubscribe/${tokenOf('unsubscribe')}`, `preferences/${tokenOf('preferences')}`],
  ];
  const pages = await Promise.all(paths.map(async (path) => (await ask(doors.base + path)).text()));
  return { ...server, pages };
}

const addresses = (page: string) =>
  elementsOf(page)
    .flatMap(({ attributes: { href, src } }) => [href ?? src ?? '#'])
    .filter((one) => !one.startsWith('#'));

const elsewhere = {
  url: 'https://www.example.org/blog/',
  server: { url: 'https://example.org/letters/' },
} satisfies Partial<SettingsInput>;

describe('the pages of the server', () => {
  test('have their style at an address of the server, whatever else a proxy passes on', async () => {
    const { pages, ask } = await opened(elsewhere, () => ({}));
    for (const page of pages) {
      const [style] = select(page, 'link', { rel: 'stylesheet' });
      expect(style!.attributes.href).toMatch(/^\/letters\/sign-up\/style\.css\?[0-9a-f]{8}$/);
      const answer = await ask(style!.attributes.href!);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
      expect(await answer.text()).toContain('header.site');
    }
  });

  test('lead to the site by whole addresses where it is on another host', async () => {
    const { pages } = await opened(elsewhere);
    for (const page of pages)
      for (const address of addresses(page))
        expect(address).toMatch(/^(\/letters\/|https:\/\/www\.example\.org\/blog\/)/);
  });

  test('lead to the site by its path on the same host', async () => {
    const { pages } = await opened({
      url: 'https://example.org/blog/',
      server: { url: 'https://example.org/letters/' },
    });
    expect(addresses(pages[0]!)).toContain('/blog/subscribe/');
  });

  test('have no links to pages that nobody makes when another program makes the site', async () => {
    const { pages } = await opened({ ...elsewhere, site: false }, () => ({
      'rss.xml': '',
    }));
    for (const page of pages)
      expect(addresses(page).filter((one) => !one.startsWith('/letters/'))).toEqual([
        'https://www.example.org/blog/',
        ...['atom.xml', 'rss.xml', 'feed.json'].map((feed) => `https://www.example.org/blog/${feed}`),
      ]);
  });

  test('do not lead to a first page that is not there, when the site would be the server itself', async () => {
    const url = 'https://example.org/letters/';
    const { pages } = await opened({ url, server: { url }, site: false }, () => ({}));
    for (const page of pages) {
      expect(addresses(page)).not.toContain('/letters/');
      expect(select(page, 'p', { class: 'name' })[0]!.text).toBe('The Letter');
    }
  });

  test('lead to the issues once there are some', async () => {
    const before = await opened(elsewhere);
    for (const page of before.pages) expect(page).not.toContain('issues/');
    const after = await opened(elsewhere, () => ({ 'index.html': 'Home', 'issues/index.html': 'Issues' }));
    for (const page of after.pages)
      expect(addresses(page).filter((one) => one === 'https://www.example.org/blog/issues/')).toHaveLength(2);
  });

  test('load no picture from another host, where browsers would refuse it', async () => {
    const icon = 'https://www.example.org/blog/icon.png';
    const { pages } = await opened({ ...elsewhere, icon });
    for (const page of pages) expect(page).not.toContain('icon.png');
    const near = await opened({
      url: 'https://example.org/',
      server: elsewhere.server,
      icon: 'https://example.org/icon.png',
    });
    for (const page of near.pages) expect(select(page, 'img')[0]!.attributes.src).toBe('/icon.png');
  });

  test('hide the field for programs without any style', async () => {
    const { pages } = await opened(elsewhere);
    const [trap] = select(pages[0]!, 'div', { class: 'trap' });
    expect(trap!.attributes).toHaveProperty('hidden');
  });
});

describe('a request that cannot be answered', () => {
  const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const refused = [
    ['an address without a page', 404, '/nowhere/', {}, 'Unter dieser Adresse gibt es keine Seite.'],
    [
      'a form for a page that takes none',
      405,
      '/nowhere/',
      { method: 'POST' },
      'Unter dieser Adresse gibt es keine Seite.',
    ],
    [
      ...(['a form that is too large', 413, '/letters/sign-up'] as const),
      { method: 'POST', headers: form, body: 'x'.repeat(70_000) },
      'Das Formular ist nicht so angekommen',
    ],
    [
      ...(['a form of another type', 415, '/letters/sign-up'] as const),
      { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' },
      'Das Formular ist nicht so angekommen',
    ],
    [
      ...(['a form that cannot be read', 400, '/letters/sign-up'] as const),
      { method: 'POST', headers: form, body: new Uint8Array([0xff]) },
      'Das Formular ist nicht so angekommen',
    ],
    [
      ...(['a form of a site that may not have it', 403, '/letters/sign-up'] as const),
      { method: 'POST', headers: { ...form, origin: 'https://other.example' }, body: 'email=ada@example.org' },
      'Bitte benutzen Sie das Formular hier.',
    ],
  ] as const;

  test.each(
    refused,
  )('is %s: browsers get a page in the language of the publication', async (_, status, path, init, text) => {
    const { ask } = await serverOf({ ...elsewhere, language: 'de' });
    const headers = { ...browser, ...('headers' in init ? init.headers : {}) };
    const answer = await ask(path, { ...init, headers });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const page = await answer.text();
    expect(page).toContain(text);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('vary')).toContain('Accept');
    expect(select(page, 'html')[0]!.attributes.lang).toBe('de');
    expect(select(page, 'link', { rel: 'stylesheet' })[0]!.attributes.href).toContain('/letters/sign-up/style.css?');
    if (status === 403) expect(select(page, 'a', { href: '/letters/sign-up' })).toHaveLength(1);
  });

  test.each(refused)('is %s: programs get a line', async (_, status, path, init) => {
    const { ask } = await serverOf({ ...elsewhere, language: 'de' });
    const answer = await ask(path, { ...init, headers: { accept: '*/*', ...('headers' in init ? init.headers : {}) } });
    expect(answer.status).toBe(status);
    expect(await answer.text()).toMatch(/^[^<\n]+\n$/);
  });

  test('has a page where readers cannot act, too, with the style of the site', async () => {
    const { ask } = await served({ 'index.html': 'Home', 'style.css': '' }, { base: '/blog/' });
    const answer = await ask('/blog/nowhere', browser);
    expect(answer.status).toBe(404);
    const page = await answer.text();
    expect(page).toContain('There is no page at this address.');
    expect(select(page, 'link', { rel: 'stylesheet' })[0]!.attributes.href).toBe('/blog/style.css');
  });

  test('is answered by the page 404.html of the site where there is one', async () => {
    const { ask } = await serverOf(elsewhere, {}, () => ({ '404.html': 'Nothing here' }));
    expect(await (await ask('/blog/nowhere', { headers: browser })).text()).toBe('Nothing here');
  });
});
