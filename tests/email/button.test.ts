import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buttonColours, writeButton } from '../../src/email/button.ts';
import { contrast } from '../../src/lib/contrast.ts';
import { runs } from '../runs.ts';
import { letterOf, themeWith } from './letter.ts';

const { settings } = themeWith();
const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('a button', () => {
  test('is a cell in the accent, with its padding, and words of a colour of their own', () => {
    const html = writeButton({ label: 'Tides & <b>', url: 'https://example.org/?a=1&b=2', settings });
    expect(html).toContain(`<td class="button" bgcolor="${settings.light.accent}" style="padding:12px 20px;border:0;`);
    expect(html).toContain('href="https://example.org/?a=1&amp;b=2"');
    expect(html).toMatch(/font-size:16px;line-height:24px;font-weight:bold;color:#ffffff;text-decoration:none"><span/);
    expect(html).toContain('<span style="color:#ffffff">Tides &amp; &lt;b&gt;</span>');
  });

  test('says its language where that is not the one around it', () => {
    const html = writeButton({ label: 'Im Web lesen', url: 'https://example.org/', settings, language: 'de' });
    expect(html).toContain(' lang="de"');
  });

  test('can be read in whatever colours, in light and in dark mode', () => {
    fc.assert(
      fc.property(color, color, (accent, background) => {
        const { ground, text } = buttonColours({ ...settings.light, accent, background });
        expect(ground).toBe(accent);
        expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
      }),
      { numRuns: runs(500) },
    );
  });

  test('has white words, or on a light accent those of the colour behind the letter', () => {
    expect(buttonColours(settings.light).text).toBe('#ffffff');
    expect(buttonColours(settings.dark).text).toBe(settings.dark.background);
  });
});

const link = (label: string, more = '') => `<a href="https://example.org/a" class="button">${label}</a>${more}`;
/** The body of the letter, and the lines of its text, of an article with this content. */
async function written(content: string): Promise<{ body: string; text: string[] }> {
  const { html, text } = await letterOf({ content });
  const body = /<div class="body">([\s\S]*?)\n<\/div>/.exec(html)![1]!;
  return { body, text: text.split('\n') };
}
const cells = (html: string) => html.match(/<td\s+class="button"/g)?.length ?? 0;

describe('in the text of an article a button', () => {
  test('alone in its paragraph is a cell, and its address is a line of the text part', async () => {
    const { body, text } = await written(`<p>${link('Subscribe')}</p>`);
    expect(cells(body)).toBe(1);
    expect(body).not.toContain('<p>');
    expect(text).toContain('Subscribe: https://example.org/a');
  });

  test.each([
    ['in a list', `<ul><li>${link('Join')}</li><li>b</li></ul>`, '- Join: https://example.org/a'],
    ['in emphasis', `<p><strong>${link('Join')}</strong></p>`, 'Join: https://example.org/a'],
    ['with emphasis in it', `<p>${link('<em>Jo</em>in')}</p>`, 'Join: https://example.org/a'],
    ['in a quotation', `<blockquote>${link('Join')}</blockquote>`, '> Join: https://example.org/a'],
  ])('%s is a cell, too', async (_, content, line) => {
    const { body, text } = await written(content);
    expect(cells(body)).toBe(1);
    expect(body).toContain('<span style="color:#ffffff">Join</span>');
    expect(text).toContain(line);
  });

  test('in a table has its cell within that of the table', async () => {
    const { body, text } = await written(`<table><tr><td>${link('Join')}</td><td>b</td></tr></table>`);
    expect(cells(body)).toBe(1);
    expect(text.join('\n')).toContain('Join: https://example.org/a');
  });

  test('beside another one shares a row with it; three stand below each other', async () => {
    const two = await written(`<p>${link('One', ' ')}${link('Two')}</p>`);
    expect(cells(two.body)).toBe(2);
    expect(two.body).toMatch(/One<\/span><\/a><\/td>\s*<td width="12"/);
    expect(two.text).toContain('Two: https://example.org/a');
    const three = await written(`<p>${link('One', '<br />')}${link('Two', ' ')}${link('Three')}</p>`);
    expect(cells(three.body)).toBe(3);
    expect(three.body).not.toContain('width="12"');
  });

  test('amid words is a link of its line', async () => {
    const { body, text } = await written(`<p>Read ${link('this')} now.</p>`);
    expect(cells(body)).toBe(0);
    expect(body).toMatch(/<p>Read <a href="https:\/\/example.org\/a" class="button" style="[^"]*background-color:/);
    expect(text).toContain('Read this [1] now.');
  });

  test('without words is left out, and one around a picture is a link', async () => {
    const { body, text } = await written(
      `<p>${link(' ')}</p><p>Hello.</p><p>${link('<img src="https://example.org/a.png" alt="A" />')}</p>`,
    );
    expect(cells(body)).toBe(0);
    expect(body.match(/example\.org\/a"/g)).toHaveLength(1);
    expect(body).not.toMatch(/class="button"|<a [^>]*background-color/);
    expect(text.join('\n')).toContain('[Image: A] [1]');
  });

  test('stands where its paragraph says, and a paragraph of words does so, too', async () => {
    const { body } = await written(`<p align="center">${link('Join')}</p><p align="right">Words.</p>`);
    expect(body).toMatch(/<td align="center"[^>]*><table role="presentation"/);
    expect(body).toContain('<p align="right">Words.</p>');
  });

  test('that is too long for its line in the text part has its address below', async () => {
    const label = 'Read all of what the keepers of the light wrote down that winter';
    const { text } = await written(`<p>${link(label)}</p>`);
    expect(text.join('\n')).toContain(`${label}:\nhttps://example.org/a`);
  });
});

test('a button alone in an item of a list has no bullet beside it, and words have theirs', async () => {
  const button = '<a class="button" href="https://example.org/a">Join</a>';
  const { html } = await letterOf({ content: `<ul><li>${button}</li><li>a ${button}</li><li>b</li></ul>` });
  expect(html.match(/<li[^>]*>/g)).toEqual(['<li style="list-style:none">', '<li>', '<li>']);
});
