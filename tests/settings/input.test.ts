import { describe, expect, test } from 'vitest';
import { formatProblems } from '../../src/model/format-problems.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { settingsFile } from '../../src/settings/file.ts';
import { checkSettings, type SettingsInput, withDefaults } from '../../src/settings/input.ts';
import { keysOf } from './keys.ts';

const least = { title: 'My Letter', url: 'https://example.org' };

/** Every key that `tidings.yaml` can hold. */
const everything = {
  ...least,
  language: 'de-AT',
  timezone: 'Europe/Vienna',
  description: 'Letters from a garden.',
  authors: [{ name: 'First Author', url: 'https://example.org/first/', email: 'first@example.org' }],
  rights: 'CC BY 4.0',
  image: '/logo.png',
  icon: '/icon.png',
  navigation: [{ label: 'About', url: '/about/' }],
  articles: 'articles',
  sources: [
    'https://garden.example.org/feed.xml',
    {
      url: 'https://weather.example.org/feed.xml',
      name: 'The Weather Station',
      own: true,
      settle: '1h',
      maxAge: '14d',
      tags: ['weather'],
    },
  ],
  permalink: '/{slug}/',
  output: 'public',
  static: ['images'],
  site: true,
  noticePattern: '^note',
  typography: true,
  foreign: 'keep',
  frontMatter: 'strict',
  generator: 'jekyll',
  server: {
    url: 'https://letters.example.org/',
    hsts: true,
    origins: ['https://www.example.org'],
    trustProxy: ['10.0.0.0/8'],
    keepIp: true,
    tags: ['sea', { tag: 'garden', label: 'The garden' }],
    signUps: { perHour: 50, perDomain: 10, perNetwork: 5 },
  },
  feeds: {
    maxItems: 40,
    maxBytes: 500_000,
    archiveItems: 20,
    tombstoneDays: 10,
    summaries: false,
    hub: 'https://hub.example.org/',
    namespaces: { geo: 'http://www.w3.org/2003/01/geo/wgs84_pos#' },
    podcast: {
      image: '/cover.jpg',
      category: ['Arts', 'Books'],
      explicit: true,
      author: 'First Author',
      owner: { name: 'First Author', email: 'first@example.org' },
    },
    paths: { atom: 'feed/atom', rss: 'feed/rss', json: 'feed/json' },
    selections: [{ name: 'sea', title: 'The sea', tag: 'tides', author: 'First Author', language: 'de' }],
  },
  newsletter: {
    from: 'My Letter <letters@example.org>',
    replyTo: 'author@example.org',
    address: 'Garden Lane 1',
    listId: 'letters.example.org',
    unsubscribeUrl: 'https://example.org/u/{token}',
    unsubscribeEmail: 'leave@example.org',
    subscribeEmail: 'join@example.org',
    preferencesUrl: 'https://example.org/p/{token}',
    dkim: { selector: ['one', 'two'], domain: 'example.org' },
    fields: { city: { fallback: 'there', maxLength: 40 } },
    maxBytes: 50_000,
    theme: 'magazine',
    style: { width: 500, padding: 16, fonts: { title: 'Georgia, serif' }, light: { link: '#123456' } },
    editor: { name: 'First Author', image: 'https://example.org/first.jpg', line: 'Writes from a garden.' },
  },
  data: { sponsor: 'Example Rope Works', edition: 12, isTrial: false },
  bounces: { address: 'bounces@example.org', mailbox: 'Bounces', authserv: 'mx.example.org' },
  send: {
    rate: 10,
    ratePerConnection: 5,
    messagesPerConnection: 50,
    perHour: 100,
    perDay: 500,
    ratePerDomain: 2,
    connections: 3,
    retryFor: '2h',
    idempotencyHeader: 'Resend-Idempotency-Key',
    relays: [{ name: 'backup' }],
  },
  schedule: { run: ['0 7 * * 5'], timezone: 'Europe/Vienna', maxReaders: 500, maxAge: '2h' },
} satisfies SettingsInput;

test('a program can give every key of tidings.yaml, and gets what the file would give', () => {
  const keys = keysOf(settingsFile).filter(
    ({ length, 0: section }) =>
      length === 1 || (length === 2 && !['authors', 'sources', 'navigation'].includes(section!)),
  );
  for (const path of keys) expect(everything).toHaveProperty(path);
  expect(withDefaults(everything)).toMatchObject({
    language: 'de-AT',
    image: 'https://example.org/logo.png',
    feeds: { maxItems: 40, paths: { json: 'feed/json' } },
    newsletter: { dkim: { selector: ['one', 'two'] } },
    send: { retryFor: 2 * 3_600_000, connections: 3 },
    schedule: { run: ['0 7 * * 5'], timezone: 'Europe/Vienna', maxReaders: 500, maxAge: 2 * 3_600_000 },
  });
});

test('an address has no blanks, which a feed could not hold', () => {
  const authors = [{ name: 'Ada', url: 'https://example.org/the quay\u3000' }];
  expect(withDefaults({ ...least, authors }).authors).toEqual([{ name: 'Ada', url: 'https://example.org/the%20quay' }]);
});

test('all that need be given is a title and an address', () => {
  expect(withDefaults(least)).toMatchObject({ url: 'https://example.org/', language: 'en', timezone: 'UTC' });
  expect(withDefaults({ ...least, feeds: undefined, newsletter: false })).toMatchObject({ letters: false });
});

test.each([
  [['The Editors'], [{ name: 'The Editors' }]],
  ['The Editors', [{ name: 'The Editors' }]],
  [
    ['Ada', { name: 'Ben', url: 'https://example.org/ben' }],
    [{ name: 'Ada' }, { name: 'Ben', url: 'https://example.org/ben' }],
  ],
])('authors may be names alone: %j', (authors, expected) => {
  expect(withDefaults({ ...least, authors } as SettingsInput).authors).toEqual(expected);
});

describe('settings that do not fit are problems that name the key', () => {
  test.each<[unknown, string]>([
    [{ title: 'T', url: 'nonsense' }, 'url is not a web address'],
    [{ title: 'T', url: 'https:example.org' }, 'url is not a web address'],
    [{ title: 'T', url: 'http://example.org', image: 'https:[' }, 'image is not a web address'],
    [{ ...least, icon: 'https:logo.png' }, 'icon is not a web address'],
    [
      { ...least, navigation: [{ label: 'X', url: 'javascript:alert(1)' }] },
      'navigation.0.url is not an address that a page can link to',
    ],
    [{ ...least, feeds: { paths: { atom: 'http:[.xml' } } }, 'feeds.paths.atom must be the path of a file below "url"'],
    [
      { ...least, newsletter: { style: { logo: { light: 'https://[' } } } },
      'newsletter.style.logo.light is not a picture that every mail program shows',
    ],
    [
      { ...least, newsletter: { editor: { name: 'A', image: '../b/face.jpg' } } },
      'newsletter.editor.image leads out of the publication',
    ],
    [{ ...least, language: 'english' }, 'language is not a language tag'],
    [{ url: 'https://example.org' }, 'title is missing'],
    [{ title: 'T' }, 'url is missing'],
    [{ ...least, timezone: 'Mars/Phobos' }, 'timezone is not a time zone'],
    [{ ...least, send: { retryFor: 'soon' } }, 'send.retryFor is not a time of at most 30 days'],
    [{ ...least, schedule: { run: '0 7 * * 9' } }, 'schedule.run has no day of the week in "9"'],
    [{ ...least, foo: 1 }, 'unknown key "foo"'],
    [{ ...least, newsletter: { form: 'a@example.org' } }, 'unknown key "newsletter.form"'],
    [{ ...least, newsletter: { from: 'a@example.org, b@example.org' } }, 'newsletter.from is not one e-mail address'],
    [{ ...least, authors: [{ name: 'A' }, { name: 7 }] }, 'authors.1.name must be text'],
    [{ ...least, authors: [{}] }, 'authors.0.name is missing'],
    [{ ...least, feeds: { maxItems: 5, archiveItems: 9 } }, 'feeds.archiveItems is more than maxItems, 5'],
    [null, 'must be a group of keys with values'],
    ['title: T', 'must be a group of keys with values'],
  ])('%j: %s', (value, message) => {
    const problems = checkSettings(value);
    expect(problems).toMatchObject([{ severity: 'error', message }]);
    expect(formatProblems(problems as [])).toContain(message);
    const refused = () => withDefaults(value as SettingsInput);
    expect(refused).toThrow(ProblemError);
    expect(refused).toThrow(message);
  });

  test('all of them at once', () => {
    expect(checkSettings({ title: '', url: 'x', foo: 1 })).toHaveLength(3);
  });
});
