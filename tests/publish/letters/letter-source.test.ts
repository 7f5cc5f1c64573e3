import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { issueOf } from '../../../src/email/issue.ts';
import type { Theme } from '../../../src/email/theme.ts';
import { compileForSending } from '../../../src/publish/letters/compile-letters.ts';
import { compareSources, notInLetters, sourceOf, sourceOfLetters } from '../../../src/publish/letters/letter-source.ts';
import { copyTheme } from '../../../src/publish/themes/copy-theme.ts';
import { settingsFile } from '../../../src/settings/file.ts';
import { withDefaults } from '../../../src/settings/input.ts';
import { themeWith } from '../../email/letter.ts';
import { keysOf } from '../../settings/keys.ts';
import { articleOf } from '../../web/publication.ts';
import { configIn, garden, gardenWith, settings } from '../garden.ts';

const sourceWith = async (files: Readonly<Record<string, string>>) => sourceOf(await gardenWith(files), 'november');
const replaced = (file: string, from: string, to: string) => {
  expect(garden[file]).toContain(from);
  return { [file]: garden[file]!.replace(from, to) };
};

test('the source that was compiled is the one that is asked for without compiling', async () => {
  const config = await gardenWith();
  expect(await sourceOf(config, 'november')).toBe((await compileForSending(config, 'november')).source);
});

test.each([
  ['the subject', replaced('issues/november.md', 'November,', 'Late November,')],
  ['the introduction', replaced('issues/november.md', 'For members.', 'For our members.')],
  ['the list of articles', replaced('issues/november.md', '[frost, kale]', '[kale, frost]')],
  ['a layout', replaced('issues/november.md', '[frost, kale]', '[frost, kale]\nlayout: full')],
  ['an article', replaced('articles/kale.md', 'It grew sweet.', 'It grew sweeter.')],
  ["an article's title", replaced('articles/kale.md', 'title: Kale', 'title: Cavolo nero')],
  ['an edition', replaced('issues/november-de.md', 'Guten Morgen.', 'Guten Tag.')],
  ['that an edition is one no more', replaced('issues/november-de.md', 'translationOf: november\n', '')],
  ['the title of the publication', { 'tidings.yaml': settings.replace('Garden Letters', 'Letters') }],
  ['the sender', { 'tidings.yaml': settings.replace('letters@', 'post@') }],
  ['the postal address', { 'tidings.yaml': settings.replace('Lane 1', 'Lane 2') }],
  ['the unsubscribe link', { 'tidings.yaml': settings.replace('/u/', '/leave/') }],
  ['a field of readers', { 'tidings.yaml': `${settings}  fields: {city: {fallback: there}}\n` }],
  [
    'where people subscribe',
    { 'tidings.yaml': `${settings}  subscribeEmail: join@example.org\nbounces: {authserv: mx.example.org}\n` },
  ],
  ['that there is a server to subscribe at', { 'tidings.yaml': `${settings}server: {url: https://in.example.org}\n` }],
  ['the theme', { 'tidings.yaml': `${settings}  theme: magazine\n` }],
  ['a colour', { 'tidings.yaml': `${settings}  style: {light: {link: '#114422'}}\n` }],
])('a change of %s changes the source', async (_, files) => {
  expect(await sourceWith(files)).not.toBe(await sourceWith({}));
});

test.each([
  ['how fast is sent', { 'tidings.yaml': `${settings}send: {rate: 5}\n` }],
  ['where letters come back to', { 'tidings.yaml': `${settings}bounces: {address: bounces@garden.example.org}\n` }],
  ['the order of the settings', { 'tidings.yaml': settings.replace(/( {2}from: .*\n)(.*\n)/, '$2$1') }],
  ['what feeds hold', { 'tidings.yaml': `${settings}feeds: {maxItems: 20}\n` }],
  [
    'an article that the issue does not carry',
    { 'articles/leek.md': '---\ntitle: Leek\ndate: 2026-11-03\n---\n\nX.\n' },
  ],
  [
    'when an article was changed',
    replaced('articles/kale.md', 'date: 2026-11-02\n', 'date: 2026-11-02\nupdated: 2026-11-09\n'),
  ],
])('a change of %s does not', async (_, files) => {
  expect(await sourceWith(files)).toBe(await sourceWith({}));
});

test('the source is the same at another time and in another folder, and follows a file of the theme', async () => {
  const config = await gardenWith({ 'tidings.yaml': `${settings}  theme: own\n`, 'themes/.keep': '' });
  await copyTheme('plain', 'own', config);
  const source = await sourceOf(config, 'november');
  expect(await sourceOf(await configIn(config.directory, '2027-01-01T00:00:00Z'), 'november')).toBe(source);
  await writeFile(join(config.directory, 'themes/own/digest.mjml'), '<mj-section></mj-section>');
  expect(await sourceOf(config, 'november')).not.toBe(source);
});

describe('each setting changes the source, or is named as one that changes no letter', () => {
  const file = { title: 'Garden Letters', url: 'https://example.org/', newsletter: { from: 'letters@example.org' } };
  /** Works on the articles while they are read, and the source holds those. */
  const onArticles = ['articles', 'static', 'noticePattern', 'sources'];
  const values: Readonly<Record<string, unknown>> = {
    title: 'Letters',
    url: 'https://letters.example.org/',
    language: 'de',
    timezone: 'Europe/Vienna',
    description: 'Letters from a garden.',
    authors: [{ name: 'The Editors' }],
    rights: 'CC BY 4.0',
    image: '/logo.png',
    icon: '/icon.png',
    navigation: [{ label: 'About', url: '/about/' }],
    articles: 'texts',
    static: ['images'],
    permalink: '/texts/{slug}/',
    noticePattern: '^note',
    typography: true,
    foreign: 'keep',
    frontMatter: 'strict',
    generator: 'hugo',
    feeds: { maxItems: 20 },
    newsletter: false,
    site: false,
    server: { hsts: true },
    output: 'public',
    sources: [{ url: 'https://example.com/feed.xml' }],
    data: { sponsor: 'Example Rope Works' },
    bounces: { address: 'bounces@example.org' },
    send: { rate: 5 },
    schedule: { run: '0 7 * * 5', maxReaders: 500 },
    'newsletter.from': 'post@example.org',
    'newsletter.replyTo': 'editors@example.org',
    'newsletter.address': 'Garden Lane 1',
    'newsletter.listId': 'letters.example.org',
    'newsletter.unsubscribeUrl': 'https://example.org/u/{token}',
    'newsletter.unsubscribeEmail': 'leave@example.org',
    'newsletter.subscribeEmail': 'join@example.org',
    'newsletter.preferencesUrl': 'https://example.org/p/{token}',
    'newsletter.dkim': { selector: 'mail' },
    'newsletter.fields': { city: { fallback: 'there' } },
    'newsletter.maxBytes': 50_000,
    'newsletter.theme': 'magazine',
    'newsletter.style': { width: 500 },
    'newsletter.editor': { name: 'First Author' },
  };
  const sourceFrom = (settings: unknown) =>
    sourceOfLetters([], { settings: withDefaults(settings as typeof file), articles: [] }, [themeWith()]);

  test.each(
    keysOf(settingsFile)
      .filter(({ length, 0: section }) => length === 1 || (length === 2 && section === 'newsletter'))
      .map((path) => path.join('.')),
  )('%s', (path) => {
    const [section, key] = path.split('.') as [keyof typeof file, string | undefined];
    expect(values, 'a value to try it with').toHaveProperty([path]);
    const value = key === undefined ? values[path] : { ...(file[section] as object), [key]: values[path] };
    const isLeftOut = path === 'output' || onArticles.includes(path) || ([...notInLetters] as string[]).includes(path);
    expect(sourceFrom({ ...file, [section]: value }) === sourceFrom(file)).toBe(isLeftOut);
  });

  test('and one that no version knows yet changes it, too', () => {
    const settings = withDefaults(file);
    const source = (newsletter: object) =>
      sourceOfLetters([], { settings: { ...settings, newsletter }, articles: [] }, [themeWith()]);
    expect(source({ ...settings.newsletter, greeting: 'Hello' })).not.toBe(source(settings.newsletter));
  });
});

describe('letters that were frozen', () => {
  test('are the same or were changed where their sources were hashed alike', async () => {
    const [before, after] = [await sourceWith({}), await sourceWith(replaced('articles/kale.md', 'sweet', 'sweeter'))];
    expect(compareSources(before, before)).toBe('same');
    expect(compareSources(before, after)).toBe('changed');
  });

  test.each([
    ['version 0.1.0', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
    ['a later version', 'v3:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
  ])('by %s cannot be compared', async (_, frozen) => {
    expect(compareSources(frozen, await sourceWith({}))).toBe('unknown');
  });

  test('are compared with those that the next version makes of the same', () => {
    const settings = withDefaults({ title: 'Garden Letters', url: 'https://example.org/' });
    const theme = { layout: '', article: '', digest: '', settings: {} } as unknown as Theme;
    const issue = issueOf(articleOf());
    // Another hash here would call every half-sent issue changed: raise the version with it.
    expect(sourceOfLetters([issue], { settings, articles: [] }, [theme])).toBe(
      'v2:9455f02dd9f663eb0395bec294d256fb802d8b3264e3fc839c4555142bbbf287',
    );
  });
});
