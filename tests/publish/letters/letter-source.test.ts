import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileForSending } from '../../../src/publish/letters/compile-letters.ts';
import { sourceOf } from '../../../src/publish/letters/letter-source.ts';
import { copyTheme } from '../../../src/publish/themes/copy-theme.ts';
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
  ['the theme', { 'tidings.yaml': `${settings}  theme: magazine\n` }],
  ['a colour', { 'tidings.yaml': `${settings}  style: {light: {link: '#114422'}}\n` }],
])('whoever changes %s changes the source', async (_, files) => {
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
])('whoever changes %s does not', async (_, files) => {
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
