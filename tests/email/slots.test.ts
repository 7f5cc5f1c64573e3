import { expect, test } from 'vitest';
import type { Letter } from '../../src/email/compile.ts';
import { issueOf } from '../../src/email/issue.ts';
import { fallbackValues, fillLetter, sentinels, splitMarkup, splitText } from '../../src/email/slots.ts';
import { ProblemError } from '../../src/problem.ts';
import { sampleArticle, samplePublication } from '../sample.ts';
import { newsletter } from './letter.ts';

const slots = sentinels(['email', 'unsubscribeUrl', 'viewUrl']);

function letter(html: string, text = ''): Letter {
  return { subject: 'Subject', preheader: '', mjml: [], html: splitMarkup(html), text: splitText(text) };
}

const url = 'https://example.org/?a=1&b="<';

test.each([
  ['in text', `<p>${slots.email}</p>`, { email: `a&b<'">@x` }, '<p>a&amp;b&lt;&#39;&quot;&gt;@x</p>'],
  ['in an attribute', `<p title="${slots.email}">`, { email: `"><script>` }, '<p title="&quot;&gt;&lt;script&gt;">'],
  ['in single quotes', `<p title='${slots.email}'>`, { email: `'x` }, "<p title='&#39;x'>"],
  ['as a link', `<a href="${slots.viewUrl}">`, { viewUrl: 'https://x.org/?a&b' }, '<a href="https://x.org/?a&amp;b">'],
  [
    'in a link',
    `<a href="https://x.org/?to=${slots.email}&amp;">`,
    { email: 'a+b&c@d' },
    '<a href="https://x.org/?to=a%2Bb%26c%40d&amp;">',
  ],
  ['text where a link should be', `<a href="${slots.email}">`, { email: 'javascript:x' }, '<a href="javascript%3Ax">'],
  ['twice', `${slots.email}|${slots.email}`, { email: 'a' }, 'a|a'],
])('a value %s is escaped for that place', (_, html, values, filled) => {
  expect(fillLetter(letter(html), values).html).toBe(filled);
});

test('in plain text a value stands as it is', () => {
  expect(fillLetter(letter('', `To ${slots.email}.`), { email: 'a&b@example.org' }).text).toBe('To a&b@example.org.');
});

test.each([
  ['is missing', {}, 'the letter needs a value for viewUrl'],
  ['is no address', { viewUrl: 'javascript:alert(1)' }, 'is not an absolute web or mail address'],
  ['could leave its attribute', { viewUrl: url }, 'is not an absolute web or mail address'],
  ['holds a line end', { viewUrl: 'https://example.org/\r\nBcc: x@example.org' }, 'holds a control character'],
])('a value that %s is refused', (_, values, message) => {
  expect(() => fillLetter(letter(`<a href="${slots.viewUrl}">`), values)).toThrow(ProblemError);
  expect(() => fillLetter(letter(`<a href="${slots.viewUrl}">`), values)).toThrow(message);
});

test('a slot that the publication cannot fill is not offered to the theme', () => {
  expect(slots.preferencesUrl).toBeNull();
});

test('built letters hold nobody: a reader of example.org and a word for the token', () => {
  const { settings } = samplePublication({ settings: { newsletter } });
  const issue = issueOf(sampleArticle());
  expect(fallbackValues(issue, settings)).toEqual({
    email: 'reader@example.org',
    unsubscribeUrl: 'https://example.org/unsubscribe/token',
    preferencesUrl: 'https://example.org/preferences/token',
    viewUrl: issue.url,
  });
});

test('without an unsubscribe page the unsubscribe address serves', () => {
  const { settings } = samplePublication({ settings: { newsletter: { unsubscribeEmail: 'off+1@example.org' } } });
  expect(fallbackValues(issueOf(sampleArticle()), settings)).toEqual({
    email: 'reader@example.org',
    unsubscribeUrl: 'mailto:off%2B1@example.org?subject=unsubscribe',
    viewUrl: issueOf(sampleArticle()).url,
  });
});
