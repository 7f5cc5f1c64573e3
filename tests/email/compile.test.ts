import fc from 'fast-check';
import { DomUtils, parseDocument } from 'htmlparser2';
import { expect, test } from 'vitest';
import { compileIssue } from '../../src/email/compile.ts';
import { issueOf } from '../../src/email/issue.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { runs } from '../runs.ts';
import { sampleArticle, samplePublication } from '../sample.ts';
import { anyContent } from './content.ts';
import { letterOf, newsletter, plain, themeWith } from './letter.ts';
import { mjmlAlone } from './mjml-alone.ts';

function textOf(html: string): string {
  const { children } = parseDocument(html.replace(/<style[\s\S]*?<\/style>|<title>[\s\S]*?<\/title>/g, ''));
  return DomUtils.textContent(children).replace(/\s+/g, ' ');
}

function elements(html: string, name: string) {
  return DomUtils.getElementsByTagName(name, parseDocument(html).children);
}

test('every heading, paragraph, link and image of the record stands in the HTML and in the text', async () => {
  const content = `
    <p>Seven beds, and <a href="https://example.org/kale?a=1&amp;b=2">one row of kale</a>.</p>
    <h2>What froze</h2><ul><li>Beans</li><li>Basil</li></ul>
    <h3>What stood</h3><blockquote><p>Kale stands.</p></blockquote>
    <figure><img src="https://example.org/kale.jpg" alt="Kale in snow" width="800" height="600" /><figcaption>Ours.</figcaption></figure>
    <p><a href="mailto:garden@example.org">Write to the garden</a></p>
    <pre><code>sow(kale)</code></pre>
    <table><tr><th>Bed</th></tr><tr><td>Three</td></tr></table>`;
  const { html, text } = await letterOf({ content });
  const shown = textOf(html);
  const written = text.replace(/ \[\d+\]/g, '').replace(/\s+/g, ' ');
  const phrases = ['What froze', 'What stood', 'Beans', 'Basil', 'Kale stands.', 'Ours.', 'sow(kale)', 'Bed', 'Three'];
  for (const phrase of [...phrases, 'Seven beds, and one row of kale.', 'Write to the garden']) {
    expect(shown).toContain(phrase);
    expect(written).toContain(phrase);
  }
  const targets = elements(html, 'a').map((link) => link.attribs.href);
  for (const target of ['https://example.org/kale?a=1&b=2', 'mailto:garden@example.org']) {
    expect(targets).toContain(target);
    expect(text).toContain(target);
  }
  expect(elements(html, 'img').map((image) => image.attribs.alt)).toContain('Kale in snow');
  expect(text).toContain('[Image: Kale in snow]');
});

test('what surrounds the content stands in both parts too', async () => {
  const article = sampleArticle();
  const { html, text } = await letterOf();
  const shown = textOf(html);
  const fields = [
    article.title,
    article.summary,
    'First Author and Second Author',
    article.image!.caption,
    article.notice,
  ];
  for (const field of [
    ...fields,
    'The article read aloud',
    'The Example Gazette',
    'November 23, 2026',
    'Garden Lane 1',
  ]) {
    expect(shown).toContain(field);
    expect(text).toContain(field);
  }
  for (const { url } of article.attachments) expect(html).toContain(`href="${url}"`);
  expect(html).toContain(article.image!.url);
});

test('one h1, a title, a language and a direction', async () => {
  const { html } = await letterOf({ title: 'Ein <Titel> & "mehr"', language: 'de', content: '<h1>a</h1><h2>b</h2>' });
  expect(elements(html, 'h1')).toHaveLength(1);
  expect(html).toContain('<title>Ein &lt;Titel&gt; &amp; &#34;mehr&#34;</title>');
  expect(html).toMatch(/^<!doctype html>\n<html lang="de" dir="ltr"/);
  expect(html).toMatch(/role="article" lang="de" dir="ltr"/);
});

test('a letter in a language that has no words here runs its own way, and its English words run theirs', async () => {
  const { html } = await letterOf({ language: 'fa', title: 'نامه', content: '<p>متن</p>' });
  expect(html).toContain('<html lang="fa" dir="rtl"');
  expect(html).toContain('<td lang="fa" dir="rtl"');
  expect(html).toMatch(/<td class="rule" lang="en" dir="ltr"/);
});

test('the preheader is hidden, padded and coloured like the text', async () => {
  const { html, text } = await letterOf({ summary: 'In <short>' });
  expect(html).toMatch(
    /<div style="display:none;[^"]*color:#1f2328">In &lt;short&gt;(\u00a0\u200c\u00a0\u034f){120}<\/div>/,
  );
  expect(text).not.toContain('\u034f');
});

test('a letter loads nothing but the pictures of its article and the logo', async () => {
  const { html } = await letterOf();
  expect(html).not.toMatch(/<link|@import|@font-face|url\(|<script|googleapis|background=/);
  const sources = elements(html, 'img').map((image) => image.attribs.src);
  expect(sources).toEqual(['https://example.org/logo.png', sampleArticle().image!.url]);
});

test('the style sheets are small and nest no rules, or Gmail would drop them', async () => {
  const { html } = await letterOf();
  const styles = [...html.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map((match) => match[1]!).join('\n');
  expect(styles.length).toBeLessThan(16_000);
  expect(styles).not.toMatch(/@[^{}]*\{[^{}]*(\{[^{}]*\}[^{}]*)*@/);
});

const { image: _image, summary: _summary, notice: _notice, source: _source, ...bare } = sampleArticle();

test('without image, summary, notice, logo, addresses and links the letter has no gaps', async () => {
  const publication = samplePublication({ settings: { newsletter: {} } });
  const { image: __, ...settings } = publication.settings;
  const issue = issueOf({ ...bare, attachments: [] });
  const { html } = await compileIssue(issue, { ...publication, settings }, themeWith());
  const page = html.map((segment) => (typeof segment === 'string' ? segment : `{${segment.slot}}`)).join('');
  expect(elements(page, 'img')).toEqual([]);
  expect(page).toContain('To unsubscribe, reply with the word “unsubscribe”.');
  expect([...page.matchAll(/\{(\w+)\}/g)].map((match) => match[1])).toEqual(['email', 'viewUrl']);
  expect(page).not.toMatch(/<(p|div|td)[^>]*>\s*<\/\1>/);
});

test.each([
  ['300 characters', 'Frost '.repeat(50).trim()],
  ['Japanese', '霜'.repeat(100)],
  ['emoji', '👩‍🌾'.repeat(40)],
])('a title of %s stays whole', async (_, title) => {
  const { html, text, subject } = await letterOf({ title });
  expect(subject).toBe(title);
  expect(DomUtils.textContent(elements(html, 'h1'))).toBe(title);
  expect(text.replace(/\s/g, '')).toContain(title.replace(/\s/g, ''));
});

const hostile = [
  '{{ slots.email }}',
  '{% raw %}',
  '{% endraw %}{% assign x = 1 %}',
  '</mj-text><mj-image src="https://evil.example.org/x.png" />',
  '<mj-raw>',
  '<mj-include path="/etc/passwd" />',
  '<!-- htmlmin:ignore -->',
  '<!--[if mso]>x<![endif]-->',
  ']]>',
  '$& $1 $`',
  '\\u0001\\u0002 0',
  '[[x]] {{{x}}} <%= x %>',
  '"\'><script>alert(1)</script>',
];

test.each(hostile)('in every field, %s is text', async (words) => {
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const { html, text, mjml } = await letterOf({
    title: words,
    summary: words,
    notice: words,
    content: `<p>${escaped}</p><pre><code>${escaped}</code></pre><p title="x"><abbr title="${escaped.replaceAll('"', '&quot;')}">x</abbr></p>`,
    authors: [{ name: words }],
    image: { url: 'https://example.org/a.png', alt: words, caption: words },
    source: { name: words, url: 'https://example.org/' },
    attachments: [{ url: 'https://example.org/a.pdf', type: 'application/pdf', title: words }],
  });
  const count = (source: string) => source.replace(/\s/g, '').split(words.replace(/\s/g, '')).length - 1;
  // Title, summary, author, caption, paragraph, code, source, attachment, notice; and the preheader, or the image.
  expect(count(textOf(html))).toBe(10);
  expect(count(text)).toBe(10);
  for (const source of [html, mjml]) expect(source).not.toMatch(/<script|<mj-image|="https:\/\/evil/);
});

test('a record with a control character is refused, for it could be taken for a slot', async () => {
  const url = 'https://example.org/\u00010\u0002';
  await expect(letterOf({ url })).rejects.toThrow(ProblemError);
  await expect(letterOf({ content: '<p>\u00010\u0002</p>', title: 'a\u00010\u0002' })).resolves.toMatchObject({
    subject: 'a0',
  });
});

test('the written MJML is complete: mjml alone makes the same letter of it', async () => {
  const { html, mjml } = await letterOf();
  expect(await mjmlAlone(mjml)).toBe(html);
});

test('whatever the content, the written MJML makes the same letter, and makes it twice', async () => {
  await fc.assert(
    fc.asyncProperty(anyContent, fc.string({ unit: 'grapheme' }), async (content, words) => {
      const article = { content, title: `${words}.`, summary: words };
      const first = await letterOf(article);
      expect(await mjmlAlone(first.mjml)).toBe(first.html);
      expect(await letterOf(article)).toEqual(first);
      expect(first.html).not.toMatch(/[\u0001-\u0008]/);
    }),
    { numRuns: runs(50) },
  );
});

test('an article so deep that it would overflow the stack is made all the same', async () => {
  const content = `${'<blockquote>'.repeat(20_000)}<p>deep</p>${'</blockquote>'.repeat(20_000)}`;
  const { html, text } = await letterOf({ content });
  expect(html).toContain('deep');
  expect(text).toContain('deep');
});

test('a theme may place a slot anywhere, and use white space control', async () => {
  const layout = plain.layout.replace(
    '{{ words.why }}',
    'For\n{{- slots.email -}}\n: <a href="https://x.org/?to={{ slots.email }}">x</a>',
  );
  const { html } = await letterOf({}, { newsletter }, themeWith({ layout }));
  expect(html).toContain('Forreader@example.org: <a href="https://x.org/?to=reader%40example.org">x</a>');
});
