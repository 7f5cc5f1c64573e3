import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { HtmlValidate } from 'html-validate';
import { DomUtils, parseDocument } from 'htmlparser2';
import { describe, expect, test } from 'vitest';
import { type ActionTemplate, type ActionWords, compileAction } from '../../src/email/action.ts';
import { fillSegments, readerOf } from '../../src/email/slots.ts';
import type { Theme } from '../../src/email/theme.ts';
import type { Settings } from '../../src/model/publication.ts';
import { loadTheme } from '../../src/publish/themes/theme.ts';
import { listThemes } from '../../src/publish/themes/theme-places.ts';
import { publication } from './digest.ts';

/*
 * The mail with one button in every theme. After a change that is meant to change it, run
 * `npm test -- -u tests/email/action.test.ts` and look at it: `npm run shots`.
 */

const goldens = fileURLToPath(new URL('themes/', import.meta.url));
const built: ActionTemplate = {
  text: readFileSync(new URL('../../templates/email/action.mjml', import.meta.url), 'utf8'),
  file: 'templates/email/action.mjml',
};
const link = 'https://slackwater.example.org/confirm/token?a=1&b=2';
const action: ActionWords = {
  language: 'en-GB',
  subject: 'Please press once: Slack Water',
  heading: 'One press is missing',
  text: 'This address was typed into the form of Slack Water.',
  button: 'Yes, write to me',
  linkInstead: 'The same as an address:',
  notes: ['It works for a week.', 'If that was somebody else, do nothing.'],
};
const fromRight: ActionWords = {
  language: 'ar',
  subject: 'خطوة واحدة',
  heading: 'خطوة واحدة',
  text: 'كُتب هذا العنوان في النموذج.',
  button: 'نعم',
  linkInstead: 'العنوان نفسه:',
  notes: ['لمدة أسبوع.'],
};

async function mail(given: ActionWords, theme: Theme, settings: Settings = publication.settings, template = built) {
  const compiled = await compileAction(given, { settings, theme, template });
  const read = readerOf({ link, token: 'AbC-_9' });
  return {
    subject: fillSegments(compiled.subject, read),
    html: fillSegments(compiled.html, read),
    text: fillSegments(compiled.text, read),
  };
}

const elements = (html: string, name: string) => DomUtils.getElementsByTagName(name, parseDocument(html).children);

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: Object.fromEntries(
    ['no-inline-style', 'no-deprecated-attr', 'no-conditional-comment', 'void-style', 'doctype-style']
      .concat('presentation-role-style', 'prefer-native-element', 'prefer-tbody')
      .map((rule) => [rule, 'off' as const]),
  ),
});

describe.each((await listThemes()).map(({ name }) => name))('in the theme %s the mail', async (name) => {
  const theme = await loadTheme(name);
  const withLogo: Theme = {
    ...theme,
    logo: { url: 'https://example.org/logo.png', darkUrl: 'https://example.org/dark.png', width: 160, height: 40 },
  };

  test('is the golden one', async () => {
    const { html, text } = await mail(action, theme);
    await expect(html).toMatchFileSnapshot(`${goldens}action-${name}.html`);
    await expect(text).toMatchFileSnapshot(`${goldens}action.txt`);
  });

  test.each([
    ['of a button', action, theme],
    ['of a button with a logo', action, withLogo],
    ['without a button', { ...action, button: undefined } as unknown as ActionWords, theme],
    ['from right to left', fromRight, withLogo],
  ])('is valid HTML with one h1 and no gap %s', async (_, given, look) => {
    const { html } = await mail(given, look);
    const { results } = await validator.validateString(html);
    const messages = results.flatMap((result) => result.messages);
    expect(messages.map(({ ruleId, message, line }) => `${line} ${ruleId}: ${message}`)).toEqual([]);
    expect(elements(html, 'h1')).toHaveLength(1);
    expect(html).not.toMatch(/<(p|div|td|h1)[^>]*>\s*<\/\1>/);
  });

  test('has the colours of the theme, in light and in dark mode', async () => {
    const { html } = await mail(action, withLogo);
    const button = elements(html, 'a').find((element) => DomUtils.textContent(element).trim() === action.button)!;
    expect(button.attribs.style).toContain(`background-color:${theme.settings.light.accent}`);
    expect(button.attribs.style).toContain(`color:${theme.settings.light.background}`);
    const styles = elements(html, 'style').map(DomUtils.textContent).join('');
    const dark = styles.slice(styles.indexOf('prefers-color-scheme: dark'));
    expect(dark).toContain(
      `.letter .button, .letter .button a { background-color: ${theme.settings.dark.accent} !important; }`,
    );
    expect(dark).toContain(
      `.letter .button a, .letter .button span { color: ${theme.settings.dark.background} !important; }`,
    );
    for (const part of 'muted rule title logo-light logo-dark'.split(' ')) expect(dark).toContain(`.letter .${part}`);
  });

  test('runs from right to left where its language does, its address from left to right', async () => {
    const { html } = await mail(fromRight, theme);
    expect(html).toContain('<html lang="ar" dir="rtl"');
    for (const tag of [...elements(html, 'h1'), ...elements(html, 'p').filter(({ attribs }) => attribs.dir)])
      expect(tag.attribs.dir).toBe('rtl');
    const address = elements(html, 'a').find((element) => DomUtils.textContent(element) === link)!;
    expect(address.attribs.dir).toBe('ltr');
  });
});

const plain = await loadTheme('plain');

test('a press works wherever Outlook, Gmail or Apple Mail draw the button: it is a table cell with a padded link', async () => {
  const { html } = await mail(action, plain);
  const cell = elements(html, 'td').find(({ attribs }) => attribs.bgcolor === plain.settings.light.accent)!;
  expect(elements(html, 'td').filter(({ attribs }) => attribs.bgcolor)).toHaveLength(1);
  expect(cell.attribs.style).toMatch(/mso-padding-alt:16px 32px/);
  const [pressed] = DomUtils.getElementsByTagName('a', cell.children);
  expect(pressed!.attribs.href).toBe(link);
  expect(pressed!.attribs.style).toMatch(/padding:16px 32px/);
});

test('distances and lines are on cells, and head, content and foot are landmarks, as in the letters', async () => {
  const { html } = await mail(action, plain);
  const blocks = ['div', 'p', 'h1'].flatMap((tag) => elements(html.slice(html.indexOf('role="banner"')), tag));
  expect(blocks.filter(({ attribs }) => /(^|;)(padding|border|background)/.test(attribs.style ?? ''))).toEqual([]);
  for (const role of ['banner', 'main', 'contentinfo']) expect(html.split(`role="${role}"`)).toHaveLength(2);
});

test('the address stands in the mail twice, once to press and once to read', async () => {
  const { html, text } = await mail(action, plain);
  expect(elements(html, 'a').filter(({ attribs }) => attribs.href === link)).toHaveLength(2);
  expect(text.split('\n')).toContain(link);
});

test('without a button no address is named in its place', async () => {
  const { button: _, ...silent } = action;
  const { html, text } = await mail(silent, plain);
  expect(html + text).not.toContain(action.linkInstead);
  expect(html + text).not.toContain('/confirm/');
});

test('a mail that asks for an answer ends its text in the token, on a line of its own', async () => {
  const { text } = await mail({ ...action, quotesToken: true }, plain);
  expect(text.split('\n')).toContain('[AbC-_9]');
});

test('markup in the name of the publication stays text', async () => {
  const settings = { ...publication.settings, title: 'A <b>bold</b> {{ mail.text }} & more' };
  const { html } = await mail(action, plain, settings);
  expect(elements(html, 'b')).toEqual([]);
  expect(html).toContain('A &lt;b&gt;bold&lt;/b&gt; {{ mail.text }} &amp; more');
});

test('a publication whose name could be taken for a slot is refused', async () => {
  const settings = { ...publication.settings, title: 'A \ufdd00\ufdd1' };
  await expect(mail(action, plain, settings)).rejects.toThrow('no characters');
});

test.each([
  ['a name that is none', '<mjml><mj-body>{{ mail.buton }}</mj-body></mjml>', 'undefined variable: mail.buton'],
  ['a tag that MJML does not know', '<mjml>\n<mj-body><mj-buton>x</mj-buton></mj-body></mjml>', '<mj-buton>'],
  ['a tag that Liquid does not know', '{% brew %}', 'brew'],
])('%s in a template of one’s own is told with its file and line', async (_, text, message) => {
  const failed = mail(action, plain, publication.settings, { text, file: 'themes/mine/action.mjml' });
  const error = await failed.then(
    () => undefined,
    (reason) => reason,
  );
  expect(error.problems[0]).toMatchObject({ file: 'themes/mine/action.mjml', line: text.includes('\n') ? 2 : 1 });
  expect(error.message).toContain(message);
});
