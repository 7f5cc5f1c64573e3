import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesBelow } from '../../../src/system/files.ts';
import { articleOf } from '../../publish/publication.ts';
import { OpenedStudio } from '../opened.ts';

const png = await readFile('templates/starter/articles/images/harbour.png');

const commented = `newsletter:
  style: # ours
    light: {link: '#0a5c5c'} # teal
`;

async function opened(settings = commented): Promise<OpenedStudio> {
  return OpenedStudio.of({ 'articles/frost.md': articleOf('Frost', '2026-11-01') }, settings);
}

/** Sends the form of the look as a browser without script does. */
async function post(studio: OpenedStudio, fields: Readonly<Record<string, string>>): Promise<Response> {
  const view = await studio.text('look');
  const [, version = ''] = /name="version" value="([^"]*)"/.exec(view) ?? [];
  const body = new URLSearchParams({ theme: 'plain', from: 'plain', version, ...fields });
  return studio.ask('look', { method: 'POST', body });
}

async function upload(studio: OpenedStudio, bytes: Uint8Array, query = ''): Promise<Response> {
  const body = new FormData();
  body.set('file', new File([new Uint8Array(bytes)], 'anything.jpg'));
  return studio.ask(`look/logo?mode=light${query}`, { method: 'POST', body });
}

const yamlOf = (studio: OpenedStudio) => studio.folder.read('tidings.yaml');

test('the view shows the look that tidings.yaml has, each colour with its contrast in words', async () => {
  const view = await (await opened()).text('look');
  expect(view).toContain('value="#0a5c5c"');
  expect(view).toContain('Nothing to save: this is what tidings.yaml says.');
  expect(view).toMatch(/<span class="ratio passes">\d+\.\d\d:1<\/span> passes/);
  for (const theme of ['plain', 'magazine', 'dense']) expect(view).toContain(`name="theme" value="${theme}"`);
});

test('a colour that is tried changes the letter, and nothing is written', async () => {
  const studio = await opened();
  const before = await studio.text('look/letter?show=frost&scheme=light');
  const tried = await studio.text('look/letter?show=frost&scheme=light&theme=plain&light.text=%23123123');
  expect(before).not.toContain('#123123');
  expect(tried).toContain('#123123');
  expect(await yamlOf(studio)).toContain(commented);
  expect(await studio.text('look?theme=plain&light.text=%23123123')).toContain('not saved.');
});

test('the letter is tried in light and in dark mode, whatever the machine prefers', async () => {
  const studio = await opened();
  const query = 'show=frost&theme=plain&dark.background=%23101112';
  const [light, dark] = await Promise.all(
    ['light', 'dark'].map((scheme) => studio.text(`look/letter?${query}&scheme=${scheme}`)),
  );
  for (const letter of [light!, dark!]) expect(letter).not.toContain('prefers-color-scheme');
  expect(light).not.toBe(dark);
});

test('an issue with a theme of its own is seen in that theme, with the colours that are tried, and the page says so', async () => {
  const studio = await OpenedStudio.of({
    'articles/frost.md': articleOf('Frost', '2026-11-01'),
    'issues/week.md': '---\nsubject: Week\ntheme: magazine\narticles: [frost]\n---\n',
  });
  const shown = (query: string) => studio.text(`look/letter?show=week&scheme=light&${query}`);
  const [plain, dense] = [await shown('theme=plain'), await shown('theme=dense')];
  const tried = await shown('theme=plain&light.text=%23231231');
  // The panel chooses the theme of the other letters.
  expect(dense).toBe(plain);
  expect(plain).toBe(await shown('theme=magazine'));
  expect(tried).not.toBe(plain);
  expect(tried).toContain('#231231');
  expect(await studio.text('look?theme=plain&show=week')).toContain('has a theme of its own, <code>magazine</code>');
  expect(await studio.text('look?theme=magazine&show=week')).not.toContain('has a theme of its own');
  expect(await studio.text('look?theme=plain&show=frost')).not.toContain('has a theme of its own');
});

test('the page is tried, too: its style sheet has the colours and the scheme', async () => {
  const studio = await opened();
  const page = await studio.text('look/page?show=frost&theme=plain&light.link=%23345345&scheme=dark');
  const [, sheet = ''] = /href="([^"]*style\.css[^"]*)"/.exec(page) ?? [];
  const css = await studio.text(sheet.replaceAll('&amp;', '&').replace(/^\/[^/]+\//, ''));
  expect(css).toContain('--link: #345345');
  expect(css).not.toContain('prefers-color-scheme');
});

test('a theme that is tried comes with its own colours, and keeps what was changed', async () => {
  const studio = await opened();
  const answer = await studio.ask('look?theme=magazine&from=plain&light.link=%230a5c5c&light.text=%231f2328');
  expect(answer.status).toBe(303);
  const address = answer.headers.get('location')!;
  expect(address).toContain('light.link=%230a5c5c');
  expect(address).not.toContain('light.text');
});

test('saving writes what was changed into tidings.yaml, and every other byte stays', async () => {
  const studio = await opened();
  const before = await yamlOf(studio);
  const { revision } = studio.session;
  const answer = await post(studio, { 'light.link': '#7a1f5c', 'light.text': '#1f2328' });
  expect(answer.status).toBe(303);
  expect(await yamlOf(studio)).toBe(before.replace('#0a5c5c', '#7a1f5c'));
  expect(studio.session.revision).toBeGreaterThan(revision);
  expect(await studio.text('look?saved=yes')).toContain('Saved in tidings.yaml.');
  expect(await studio.text('look/letter?show=frost&scheme=light')).toBeDefined();
});

test('a colour that nobody can read is refused with the nearest possible one to take', async () => {
  const studio = await opened();
  const before = await yamlOf(studio);
  const answer = await post(studio, { 'light.text': '#cccccc' });
  expect(answer.status).toBe(422);
  const view = await answer.text();
  expect(view).toContain('In light mode nobody can read text in #cccccc on the');
  expect(view).toContain('value="#cccccc"');
  const [, taken = ''] = /name="take" value="(light\.text=#[0-9a-f]{6})"/.exec(view) ?? [];
  expect(taken).not.toBe('');
  expect(await yamlOf(studio)).toBe(before);
  const after = await studio.ask(`look?theme=plain&from=plain&light.text=%23cccccc&take=${encodeURIComponent(taken)}`);
  const address = after.headers.get('location')!;
  expect(decodeURIComponent(address)).toContain(taken);
  expect(await studio.text(address.replace(/^\/[^/]+\//, ''))).not.toContain('cannot be read');
});

test('a file that somebody else has changed is not written over, and what was typed is still there', async () => {
  const studio = await opened();
  const view = await studio.text('look');
  const [, version = ''] = /name="version" value="([^"]*)"/.exec(view) ?? [];
  const changed = `${await yamlOf(studio)}typography: true\n`;
  await studio.save('tidings.yaml', changed);
  const body = new URLSearchParams({ theme: 'plain', from: 'plain', version, 'light.link': '#7a1f5c' });
  const answer = await studio.ask('look', { method: 'POST', body });
  expect(answer.status).toBe(409);
  const told = await answer.text();
  expect(told).toContain('nothing was saved');
  expect(told).toContain('value="#7a1f5c"');
  expect(await yamlOf(studio)).toBe(changed);
  expect((await post(studio, { 'light.link': '#7a1f5c' })).status).toBe(303);
});

test('a width that means nothing is told at its field, and refused at saving', async () => {
  const studio = await opened();
  expect(await studio.text('look?theme=plain&width=20')).toContain('Width must be at least 480');
  const answer = await post(studio, { width: '20' });
  expect(answer.status).toBe(422);
  expect(await yamlOf(studio)).not.toContain('width');
});

test('a logo is tried at once, and in the publication and in tidings.yaml once it is saved', async () => {
  const studio = await opened();
  const answer = await upload(studio, png);
  expect(answer.status).toBe(303);
  const address = answer.headers.get('location')!;
  expect(address).toContain('logo.light=art%2Flogo.png');
  expect(await filesBelow(join(studio.folder.path, 'art'))).toEqual([]);
  expect(await yamlOf(studio)).not.toContain('logo');
  const query = address.replace(/^[^?]*\?/, '').replace(/#.*/, '');
  const letter = await studio.text(`look/letter?${query}&show=frost&scheme=light`);
  const [, picture = ''] = /src="([^"]*look\/file\/[^"]*)"/.exec(letter) ?? [];
  const image = await studio.ask(picture.replaceAll('&amp;', '&').replace(/^\/[^/]+\//, ''));
  expect(image.headers.get('content-type')).toBe('image/png');
  expect((await post(studio, { 'logo.light': 'art/logo.png', 'light.link': '#0a5c5c' })).status).toBe(303);
  expect(await yamlOf(studio)).toContain('art/logo.png');
  expect(await readFile(join(studio.folder.path, 'art/logo.png'))).toEqual(png);
});

test('two uploads that are not saved are two pictures, and only the one that is chosen is written', async () => {
  const studio = await opened();
  const pathOf = async (bytes: Uint8Array) =>
    new URLSearchParams((await upload(studio, bytes)).headers.get('location')!.split(/[?#]/)[1]).get('logo.light');
  const other = Buffer.concat([png, Buffer.from([0])]);
  expect([await pathOf(png), await pathOf(other), await pathOf(png)]).toEqual([
    'art/logo.png',
    'art/logo-2.png',
    'art/logo.png',
  ]);
  expect((await post(studio, { 'logo.light': 'art/logo-2.png', 'light.link': '#0a5c5c' })).status).toBe(303);
  // Its name was free by then.
  expect(await yamlOf(studio)).toContain('light: art/logo.png');
  expect(await filesBelow(join(studio.folder.path, 'art'))).toEqual(['logo.png']);
  expect(await readFile(join(studio.folder.path, 'art/logo.png'))).toEqual(other);
});

test('where a look cannot be saved, its logo is not written either', async () => {
  const studio = await opened();
  await upload(studio, png);
  const version = '0'.repeat(64);
  const body = new URLSearchParams({ theme: 'plain', from: 'plain', version, 'logo.light': 'art/logo.png' });
  expect((await studio.ask('look', { method: 'POST', body })).status).toBe(409);
  expect(await filesBelow(join(studio.folder.path, 'art'))).toEqual([]);
});

test.each([
  ['light.text', '#1f2328aa', 'Text in light mode has a part that shines through', 'the colour is #1f2328.'],
  ['dark.link', '1234', 'Links in dark mode has a part that shines through', 'the colour is #112233.'],
  ['light.rule', 'red', 'Lines in light mode is not a colour such as', ''],
  ['dark.code.comment', 'red', 'Comments of code in dark mode is not a colour such as', ''],
  ['fonts.title', '"Georgia"', 'The font of titles is not a list of font names', ''],
  ['width', '9999', 'Width must be at most 700', ''],
  ['logo.light', 'art/logo.svg', 'Logo is not a picture that every mail program shows', ''],
])('a fault of %s is told by the name that people know, at the field and at saving', async (name, value, words, hint) => {
  const studio = await opened();
  const decoded = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'");
  const view = decoded(await studio.text(`look?${new URLSearchParams({ theme: 'plain', [name]: value })}`));
  const answer = await post(studio, { [name]: value });
  expect(answer.status).toBe(422);
  const refused = decoded(await answer.text());
  for (const page of [view, refused]) {
    expect(page).toContain(words);
    expect(page).toContain(hint);
    expect(page).not.toContain(`${name}: `);
    // What was typed stays as it is.
    expect(decoded(page)).toContain(`value="${value}"`);
  }
});

test.each([
  [
    'an SVG drawing',
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    422,
    'The logo was not taken. This is an SVG drawing. Gmail',
  ],
  ['no picture', Buffer.from('hello'), 422, 'This is no picture.'],
  ['more than 2 MB', Buffer.alloc(2_200_000), 413, 'a logo may have 2 MB'],
])('%s is refused as a logo with the reason', async (_, bytes, status, words) => {
  const studio = await opened();
  const answer = await upload(studio, bytes, '&theme=plain&light.link=%237a1f5c');
  expect(answer.status).toBe(status);
  const view = await answer.text();
  expect(view).toContain(words);
  expect(view).toContain('value="#7a1f5c"');
  expect(await filesBelow(join(studio.folder.path, 'art'))).toEqual([]);
});

test('a form without a file, and a logo that is not there, say so', async () => {
  const studio = await opened();
  const nothing = await studio.ask('look/logo?mode=light', { method: 'POST', body: new FormData() });
  expect(nothing.status).toBe(422);
  expect(await nothing.text()).toContain('Choose a file first');
  expect(await studio.text('look?theme=plain&logo.light=art%2Fnone.png')).toContain('The logo art/none.png is missing');
});

test('a theme that cannot be read shows its problem, and the others can be chosen', async () => {
  const studio = await OpenedStudio.of({
    'articles/frost.md': articleOf('Frost', '2026-11-01'),
    'themes/broken/theme.yaml': 'width: none\n',
    'themes/broken/layout.mjml': '<mjml>',
  });
  const view = await studio.text('look?theme=broken');
  expect(view).toContain('themes/broken');
  expect(view).toContain('name="theme" value="plain"');
  const answer = await post(studio, { theme: 'broken' });
  expect(answer.status).toBe(422);
  expect(await yamlOf(studio)).not.toContain('broken');
});

test('no path of a trial leads out of its files', async () => {
  const studio = await opened();
  for (const path of ['..%2f..%2ftidings.yaml', 'tidings.yaml', '%2e%2e/tidings.yaml', '%ff'])
    expect((await studio.ask(`look/file/${path}?theme=plain`)).status).toBe(404);
});

test('what an address says is shown as text alone', async () => {
  const studio = await opened();
  const hostile = '"><script>alert(1)</script>';
  const query = new URLSearchParams({ theme: 'plain', 'light.text': hostile, 'fonts.text': hostile, show: hostile });
  const view = await studio.text(`look?${query}`);
  expect(view).not.toContain('<script>alert');
  expect(await studio.text(`look/letter?${query}&scheme=light`)).not.toContain('<script>alert');
});
