import { fileURLToPath } from 'node:url';
import { HtmlValidate } from 'html-validate';
import { DomUtils, parseDocument } from 'htmlparser2';
import { describe, expect, test } from 'vitest';
import { type CompileOptions, compileIssue } from '../../src/email/compile.ts';
import type { Email } from '../../src/email/letter.ts';
import { fallbackValues, fillLetter, fillMjml } from '../../src/email/slots.ts';
import type { Theme } from '../../src/email/theme.ts';
import type { Issue, ItemLayout } from '../../src/model/issue.ts';
import { loadTheme } from '../../src/publish/themes/theme.ts';
import { listThemes } from '../../src/publish/themes/theme-places.ts';
import { sampleArticle } from '../sample.ts';
import { alone, digest, publication, summaries } from './digest.ts';
import { mjmlAlone } from './mjml-alone.ts';

/*
 * What every theme that comes with Tidings has to do. Each has golden letters in tests/email/themes: after a change that
 * is meant to change them, run `npm test -- -u tests/email/themes.test.ts` and read them, or better, `npm run shots`.
 */

const goldens = fileURLToPath(new URL('themes/', import.meta.url));

async function letter(issue: Issue, theme: Theme, options: CompileOptions = {}): Promise<Email & { mjml: string }> {
  const compiled = await compileIssue(issue, publication, theme, options);
  const values = fallbackValues(issue, publication.settings);
  return { ...fillLetter(compiled, values), mjml: fillMjml(compiled, values) };
}

const elements = (html: string, name: string) => DomUtils.getElementsByTagName(name, parseDocument(html).children);

/** Twenty articles of some 350 words with a picture each, as a busy week of a small newsroom has them. */
function busyWeek(layout: ItemLayout): Issue {
  const words = 'The beds were white at seven, and two rows of kale stood as they had stood for weeks. ';
  const paragraph = `<p>${words.repeat(4).trim()}</p>`;
  const content = `${paragraph.repeat(2)}<h2>What stood</h2>${paragraph.repeat(2)}<p><a href="https://example.org/beds">${words.trim()}</a></p>`;
  const items = Array.from({ length: 20 }, (_, index) => ({
    article: sampleArticle({
      slug: `frost-${index}`,
      url: `https://example.org/articles/frost-${index}/`,
      content,
      attachments: [],
    }),
    layout,
  }));
  return { ...digest, items };
}

/** html-validate's opinion of what is written for mail programs: styles inline, tables and comments that Outlook knows. */
const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: Object.fromEntries(
    ['no-inline-style', 'no-deprecated-attr', 'no-conditional-comment', 'void-style', 'doctype-style']
      .concat('presentation-role-style', 'prefer-native-element', 'prefer-tbody')
      .map((rule) => [rule, 'off' as const]),
  ),
});

describe.each((await listThemes()).map(({ name }) => name))('the theme %s', async (name) => {
  const theme = await loadTheme(name);
  const withLogo: Theme = {
    ...theme,
    logo: { url: 'https://example.org/logo.png', darkUrl: 'https://example.org/dark.png', width: 160, height: 40 },
  };

  test('makes the golden letters', async () => {
    const { html, text, mjml } = await letter(digest, theme);
    expect(await mjmlAlone(mjml)).toBe(html);
    await expect(html).toMatchFileSnapshot(`${goldens}${name}.html`);
    // The words are not the theme's: every theme has the same.
    await expect(text).toMatchFileSnapshot(`${goldens}all.txt`);
  });

  const cases: [string, Issue, Theme, CompileOptions?][] = [
    ['of an article alone', alone, theme],
    ['of everything', digest, theme],
    ['of everything with a logo', digest, withLogo],
    ['of summaries', summaries, theme],
    ['of summaries in little space', summaries, theme, { dense: true }],
    ['of headlines', { ...digest, items: digest.items.filter(({ layout }) => layout === 'headline') }, theme],
    ['of an introduction', { ...digest, items: [] }, theme],
    ['from right to left', { ...summaries, language: 'ar', subject: 'رسالة من الشاطئ' }, withLogo],
  ];

  test.each(
    cases,
  )('makes valid HTML with one h1 and no gap, as mjml alone does, for a letter %s', async (_, issue, look, options) => {
    const { html, mjml } = await letter(issue, look, options);
    expect(await mjmlAlone(mjml)).toBe(html);
    const { results } = await validator.validateString(html);
    const messages = results.flatMap((result) => result.messages);
    expect(messages.map(({ ruleId, message, line }) => `${line} ${ruleId}: ${message}`)).toEqual([]);
    expect(elements(html, 'h1')).toHaveLength(1);
    expect(html).not.toMatch(/<(p|div|td|h[1-6]|ul|ol)[^>]*>\s*<\/\1>/);
    for (const { attribs } of elements(html, 'img')) expect(attribs).toMatchObject({ alt: expect.any(String) });
  });

  test('prints every article of a digest, headlines in one list', async () => {
    const { html } = await letter(digest, theme);
    const targets = new Set(elements(html, 'a').map((link) => link.attribs.href));
    for (const { article } of digest.items) {
      expect(html).toContain(article.title);
      expect(targets).toContain(article.url);
    }
    expect(html.split('More on the web')).toHaveLength(2);
  });

  test('says in dark mode what every class of an article and of the letter becomes', async () => {
    const { html } = await letter(digest, withLogo);
    const styles = elements(html, 'style')
      .map((style) => DomUtils.textContent(style))
      .join('');
    const dark = styles.slice(styles.indexOf('prefers-color-scheme: dark'));
    for (const name of 'muted rule shade logo-light logo-dark'.split(' ')) expect(dark).toContain(`.letter .${name}`);
    for (const name of 'comment keyword string number name'.split(' ')) {
      expect(dark).toContain(
        `.letter .code-${name} { color: ${theme.settings.dark.code[name as 'name']} !important; }`,
      );
      expect(dark).toContain(`[data-ogsc] .letter .code-${name}`);
    }
    // Gmail drops a style sheet that is larger.
    expect(styles.length).toBeLessThan(16_000);
  });

  test('shows the light logo where dark mode is unknown, and none of the two to Outlook twice', async () => {
    const { html } = await letter(digest, withLogo);
    expect(html).toMatch(/<!--\[if !mso\]><!--><div class="logo-dark" style="display:none;/);
    expect(elements(html, 'img').filter(({ attribs }) => attribs.alt === 'Slack Water')).toHaveLength(2);
  });

  test('holds twenty whole articles with pictures before Gmail cuts, and twenty summaries in 60 KB', async () => {
    const size = async (layout: ItemLayout) => Buffer.byteLength((await letter(busyWeek(layout), theme)).html);
    expect(await size('full')).toBeLessThan(102_400);
    expect(await size('summary')).toBeLessThan(60_000);
  });

  test('takes fewer bytes where the letter has grown too large, and keeps every article', async () => {
    const dense = await letter(busyWeek('summary'), theme, { dense: true });
    const usual = await letter(busyWeek('summary'), theme);
    expect(elements(dense.html, 'img')).toEqual([]);
    expect(dense.html.length).toBeLessThanOrEqual(usual.html.length);
    for (const { article } of busyWeek('summary').items) expect(dense.html).toContain(article.url);
  });
});
