import { expect, test } from 'vitest';
import { renderBody } from '../../src/email/body.ts';
import { bodyStyles } from '../../src/email/body-styles.ts';
import { compileIssue } from '../../src/email/compile.ts';
import { parseContent } from '../../src/email/content.ts';
import { issueOf } from '../../src/email/issue.ts';
import type { RenditionOf } from '../../src/email/renditions.ts';
import { fallbackValues, fillLetter } from '../../src/email/slots.ts';
import type { Image } from '../../src/model/article.ts';
import { wordsFor } from '../../src/strings/tables.ts';
import { sampleArticle, samplePublication } from '../sample.ts';
import { themeWith } from './letter.ts';

const { settings } = themeWith();
const photo = '<img src="https://example.org/photo.jpg" alt="A harbour" width="4000" height="3000" />';

function body(content: string, renditions?: RenditionOf): string {
  return renderBody(parseContent(content), {
    settings,
    direction: 'ltr',
    words: wordsFor('en'),
    under: 'h1',
    renditions,
  });
}

function widthIn(html: string): number {
  return Number(/<img[^>]* width="(\d+)"/.exec(html)?.[1]);
}

const room = settings.width - 2 * settings.padding;

test.each([
  ['a paragraph', `<p>${photo}</p>`, room],
  ['a sentence', `<p>Here ${photo} it is.</p>`, room],
  ['a link', `<p><a href="https://example.org/">${photo}</a></p>`, room],
  ['a figure', `<figure>${photo}<figcaption>c</figcaption></figure>`, room],
  ['a list', `<ul><li>${photo}</li></ul>`, room - 28],
  ['a list in a list', `<ul><li>a<ol><li>${photo}</li></ol></li></ul>`, room - 56],
  ['a quotation', `<blockquote><p>${photo}</p></blockquote>`, room - 20],
  ['a quotation in a list', `<ul><li><blockquote><p>${photo}</p></blockquote></li></ul>`, room - 48],
  ['a description', `<dl><dt>a</dt><dd>${photo}</dd></dl>`, room - 24],
  ['a table of one column', `<table><tr><td>${photo}</td></tr></table>`, room],
  ['a table of two columns', `<table><tr><td>${photo}</td><td>b</td></tr></table>`, (room - 16) / 2],
  [
    'a table of four columns',
    `<table><tr><td>${photo}</td><td>b</td><td>c</td><td>d</td></tr></table>`,
    (room - 48) / 4,
  ],
  [
    'a cell over two of four columns',
    `<table><tr><td colspan="2">${photo}</td><td>c</td><td>d</td></tr></table>`,
    (room - 48) / 2 + 16,
  ],
  [
    'a cell after one over two rows',
    `<table><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>${photo}</td></tr></table>`,
    (room - 16) / 2,
  ],
  [
    'a table in a cell',
    `<table><tr><td><table><tr><td>${photo}</td><td>b</td></tr></table></td><td>c</td></tr></table>`,
    ((room - 16) / 2 - 16) / 2,
  ],
  [
    'a poster',
    `<video src="https://example.org/a.mp4" poster="https://example.org/a.png" width="1920" height="1080"></video>`,
    room,
  ],
])('a picture in %s is as wide as that place has room', (_, content, width) => {
  expect(widthIn(body(content))).toBe(Math.floor(width));
});

test('a picture of unknown size in a cell says the width of the cell, for Outlook knows no maximum', () => {
  const html = body('<table><tr><td><p><img src="https://example.org/a.png" alt="" /></p></td><td>b</td></tr></table>');
  expect(widthIn(html)).toBe((room - 16) / 2);
});

test('a picture keeps something to be seen, however deep its place is', () => {
  const deep = `${'<ul><li>'.repeat(30)}${photo}${'</li></ul>'.repeat(30)}`;
  expect(widthIn(body(deep))).toBeGreaterThanOrEqual(24);
});

test('a body shows the copy of a picture where there is one, made for the room of its place', () => {
  const asked: number[] = [];
  const html = body(`<p>${photo}</p><blockquote><p>${photo}</p></blockquote>`, (original, recipe) => {
    asked.push(recipe.width);
    return { url: original.url.replace('.jpg', `.${recipe.width}.jpg`), width: recipe.width, height: 100 };
  });
  expect(asked).toEqual([room, room - 20]);
  expect(html).toContain(
    `src="https://example.org/photo.${room}.jpg" alt="A harbour" class="shade" width="${room}" height="100"`,
  );
});

const names = ['image', 'lead', 'card', 'thumbnail'] as const;
const printed = names.map(
  (name) =>
    `<p>${name}: {% if article.${name} %}{{ article.${name}.url }} {{ article.${name}.width }} {{ article.${name}.height }}{% endif %}</p>`,
);
const theme = themeWith({ article: `<mj-text>${printed.join('')}</mj-text>` });
const image = { url: 'https://example.org/photo.jpg', alt: '', width: 3000, height: 4000 };

async function shownIn({ image }: { image?: Image }, renditions?: RenditionOf): Promise<string[]> {
  const publication = samplePublication();
  const { image: _, ...article } = sampleArticle();
  const issue = issueOf({ ...article, ...(image && { image }) });
  const letter = await compileIssue(issue, publication, theme, { renditions });
  const { html } = fillLetter(letter, fallbackValues(issue, publication.settings));
  return [...html.matchAll(/<p>(\w+: ?[^<]*)<\/p>/g)].map(([, line]) => line!.trim());
}

test('without copies every name of a lead image is the original at a width that fits its place', async () => {
  const { url } = image;
  const lead = Math.round((settings.width * 4) / 3);
  expect(await shownIn({ image })).toEqual([
    `image: ${url} ${room} ${(room * 4) / 3}`,
    `lead: ${url} ${settings.width} ${lead}`,
    `card: ${url} 200 267`,
    `thumbnail: ${url} 96 128`,
  ]);
});

test('a tall lead image is cropped to 3:2, a card always, a thumbnail to a square, and the image is whole', async () => {
  const shown = await shownIn({ image }, ({ url }, { width, ratio }) => ({
    url: `${url}?${ratio ?? 'whole'}`,
    width,
    height: 1,
  }));
  expect(shown.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
    `image: https://example.org/photo.jpg?whole ${room}`,
    `lead: https://example.org/photo.jpg?1.5 ${settings.width}`,
    'card: https://example.org/photo.jpg?1.5 200',
    'thumbnail: https://example.org/photo.jpg?1 96',
  ]);
});

test('a wide lead image is not cropped', async () => {
  const wide = { ...image, width: 3000, height: 1000 };
  const shown = await shownIn({ image: wide }, (_, { width, ratio }) => ({ url: `${ratio}`, width, height: 1 }));
  expect(shown[1]).toBe(`lead: undefined ${settings.width} 1`);
});

test('an article without a picture, and one with a drawing, has none of the four', async () => {
  const none = names.map((name) => `${name}:`);
  expect(await shownIn({})).toEqual(none);
  const drawn = { url: 'https://example.org/drawing.svg', alt: 'A map' };
  expect(await shownIn({ image: drawn })).toEqual(none);
});

const alt = (url: string) => `<p><img src="${url}" alt="A harbour" width="400" height="300" /></p>`;

test('a blocked photograph leaves its words on a ground, which dark mode darkens; a picture with holes has none', () => {
  for (const url of ['https://example.org/a.jpg', 'https://example.org/a.JPEG', 'https://example.org/a.jpg?size=2'])
    expect(body(alt(url))).toContain('alt="A harbour" class="shade"');
  for (const url of ['https://example.org/a.png', 'https://example.org/a.gif', 'https://example.org/jpg'])
    expect(body(alt(url))).not.toContain('class="shade"');
  const copied = body(alt('https://example.org/a.png'), () => ({
    url: 'https://example.org/a.1.jpg',
    width: 1,
    height: 1,
  }));
  expect(copied).toContain('class="shade"');
});

test('the words of a blocked picture have the size and font of captions, and the colour of what is around them', () => {
  const link = body(`<p><a href="https://example.org/">${photo}</a></p>`);
  const styles = bodyStyles(settings, [link]);
  expect(styles).toContain(`.body img{font-family:${settings.fonts.small};font-size:14px;line-height:1.4}`);
  expect(styles).toContain(`.body img.shade{background-color:${settings.light.shade}}`);
  // The link's own colour is inherited, and so is that of dark mode.
  expect(link).toMatch(new RegExp(`<a [^>]*color:${settings.light.link}[^>]*><img `));
  expect(/<img[^>]*style="([^"]*)"/.exec(link)![1]).not.toContain('color');
});

test('a letter without pictures has no rules for them', () => {
  expect(bodyStyles(settings, [body('<p>Words.</p>')])).not.toContain('img');
});
