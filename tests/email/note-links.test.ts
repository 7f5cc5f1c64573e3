import { expect, test } from 'vitest';
import { compileIssue } from '../../src/email/compile.ts';
import { fallbackValues, fillLetter } from '../../src/email/slots.ts';
import { readMarkdown } from '../../src/read/formats/markdown.ts';
import { sampleArticle, samplePublication } from '../sample.ts';
import { problemsIn } from './check/letter.ts';
import { digest } from './digest.ts';
import { letterOf, newsletter, themeWith } from './letter.ts';

const page = 'https://example.org/articles/the-first-frost/';
/** An article as its record has it: addresses in full. */
function contentOf(text: string): string {
  const { content } = readMarkdown(text, { title: 'T' }, undefined);
  return ('html' in content ? content.html : content.xhtml)
    .replace(/ class="[^"]*"/g, '')
    .replace(/<hr>/g, '<hr />')
    .replaceAll('href="#', `href="${page}#`);
}
const content = contentOf('Frost[^1] and kale[^kale], and frost again[^1].\n\n[^1]: White.\n\n[^kale]: Sweet.');
const linksIn = (html: string) => [...html.matchAll(/href="#([^"]*)"/g)].map(([, id]) => decodeURIComponent(id!));
const idsIn = (html: string) => [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id!);

test('a number leads to its note in the letter, and the note back to each place', async () => {
  const { html } = await letterOf({ content });
  expect(linksIn(html)).toEqual(['fn1', 'fn2', 'fn1', 'fnref1', 'fnref1:1', 'fnref2']);
  const ids = idsIn(html);
  for (const id of linksIn(html)) expect(ids.filter((one) => one === id)).toHaveLength(1);
  expect(html).toMatch(/<a id="fnref1"[^>]*href="#fn1"[^>]*>\[1\]<\/a>/);
  expect(html).toMatch(/<li id="fn1"/);
});

test('the plain text has its notes as before, without arrows', async () => {
  const { text } = await letterOf({ content });
  expect(text).toContain('Frost [^1] and kale [^2], and frost again [^1].'.replaceAll(' [^', '[^'));
  expect(text).toContain('[^1] White.\n[^2] Sweet.');
  expect(text).not.toContain('↩');
});

test('in a digest no two articles share an id', async () => {
  const publication = samplePublication({ settings: { newsletter } });
  const items = ['one', 'two'].map((slug) => ({ article: sampleArticle({ slug, content }), layout: 'full' as const }));
  const issue = { ...digest, introduction: content, items };
  const letter = await compileIssue(issue, publication, themeWith());
  const { html } = fillLetter(letter, fallbackValues(issue, publication.settings));
  const ids = idsIn(html);
  expect(new Set(ids).size).toBe(ids.length);
  expect(linksIn(html)).toHaveLength(18);
  for (const id of linksIn(html)) expect(ids).toContain(id);
});

test('a number whose note was cut off leads to the web, and an arrow to nothing is left out', async () => {
  const cut = content.replace(/<section[\s\S]*/, '');
  const { html } = await letterOf({ content: cut });
  expect(linksIn(html)).toEqual([]);
  expect(html).toContain(`href="${page}#fn1"`);
  const { html: back } = await letterOf({ content: `<p>a <a href="${page}#fnref1">↩︎</a></p>` });
  expect(back).not.toContain('↩');
});

test('the link of another site to a part of a page stays', async () => {
  const other = `<p>See<sup><a href="https://other.example/#fn9">9</a></sup> <a href="${page}#fn1">all</a></p>`;
  const { html } = await letterOf({ content: other + content });
  expect(html).toContain('href="https://other.example/#fn9"');
});

test('check takes an address within the letter for a whole one, if there is such a place', async () => {
  const dead = { html: (html: string) => html.replace('href="#fn1"', 'href="#nowhere"') };
  const found = async (changes: object) =>
    (await problemsIn({ article: { content }, ...changes })).filter(({ rule }) => rule === 'relative-address');
  expect(await found({})).toEqual([]);
  expect(await found(dead)).toMatchObject([{ message: expect.stringContaining('#nowhere') }]);
});
