import { expect, test } from 'vitest';
import { issueOf } from '../../src/email/issue.ts';
import type { Letter } from '../../src/email/letter.ts';
import { makeSentinels } from '../../src/email/sentinels.ts';
import { fallbackValues, fillLetter, longestBytes, longestValues } from '../../src/email/slots.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { slotKinds } from '../../src/model/slot.ts';
import { sampleArticle, samplePublication } from '../sample.ts';
import { newsletter } from './letter.ts';

const fields = { city: { fallback: 'your town', maxLength: 20 }, plan: {} };
const sentinels = makeSentinels(slotKinds({ unsubscribeUrl: 'https://example.org/{token}', fields }));
const slots = sentinels.offered;
const name = sentinels.write({ kind: 'slot', name: 'name', fallback: 'friend' });

function letter(html: string, text = '', subject = 'Subject'): Letter {
  return {
    subject: sentinels.splitText(subject),
    preheader: [],
    mjml: [],
    html: sentinels.splitMarkup(html),
    text: sentinels.splitText(text),
  };
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

test.each([
  ['is not known', undefined],
  ['is empty', ''],
  ['is nothing but control characters', '\u0007\r\n'],
])('where a value %s, the fallback stands', (_, value) => {
  expect(fillLetter(letter(`<p>${name}, ${slots.city}</p>`), { name: value }).html).toBe('<p>friend, your town</p>');
});

test.each([
  ['a line end', 'Ada\r\nBcc: x@example.org', 'Ada Bcc: x@example.org'],
  ['a line separator', 'Ada\u2028L', 'Ada L'],
  ['marks that turn what follows', '\u202eAda\u2066', 'Ada'],
  ['a lone surrogate', 'Ada\ud800', 'Ada\ufffd'],
  ['emoji', '👩‍🌾 Ada', '👩‍🌾 Ada'],
  ['letters from right to left', 'דנה', 'דנה'],
  ['a slot', '{{ email }}', '{{ email }}'],
  ['a sentinel', '\ufdd00\ufdd1', '\ufdd00\ufdd1'],
])('a name with %s stands as plain text in one line, in the subject too', (_, value, shown) => {
  const filled = fillLetter(letter('', name, `For ${name}`), { name: value });
  expect([filled.text, filled.subject]).toEqual([shown, `For ${shown}`]);
});

test('a value beyond the length of its field is cut between characters', () => {
  const { text } = fillLetter(letter('', slots.city!), { city: '👩‍🌾'.repeat(10) });
  expect(text).toBe(`${'👩‍🌾'.repeat(3)}…`);
});

test.each([
  ['an address', 'email', `${'a'.repeat(250)}@example.org`],
  ['a link', 'unsubscribeUrl', `https://example.org/${'a'.repeat(500)}`],
])('%s that is too long is refused, for what is cut leads nowhere', (_, slot, value) => {
  expect(() => fillLetter(letter(slots[slot]!), { [slot]: value })).toThrow(`the value for ${slot} is longer than`);
});

test.each([
  ['of prose', `See https://example.org/?city=${slots.city}&b=2`, 'See https://example.org/?city=a%20b%26c&b=2'],
  ['that stands behind text', `At ${slots.city}: https://example.org/`, 'At a b&c: https://example.org/'],
])('in plain text, a value within an address %s cannot change it', (_, text, filled) => {
  expect(fillLetter(letter('', text), { city: 'a b&c' }).text).toBe(filled);
});

test.each([
  ['a tag without quotes', `<p title=${slots.email}>`],
  ['a style', `<p style="color:${slots.email}">`],
  ['a script', `<p onclick="${slots.email}">`],
  ['a style sheet', `<style>.a { content: "${slots.email}" }</style>`],
  ['a changed slot', `<p>${slots.email.slice(0, -1)}</p>`],
])('%s of a theme cannot hold a slot', (_, html) => {
  expect(() => letter(html)).toThrow(ProblemError);
});

test('a theme is offered what the publication can fill, and fields that have a fallback', () => {
  const { email, viewUrl, unsubscribeUrl, ...others } = slots;
  expect([email, viewUrl, unsubscribeUrl].every(Boolean)).toBe(true);
  expect(others).toEqual({ preferencesUrl: null, name: null, plan: null, city: expect.any(String) });
});

test('no value makes a letter longer than the longest values do', () => {
  const { settings } = samplePublication({ settings: { newsletter: { ...newsletter, fields } } });
  const longest = longestValues(issueOf(sampleArticle()), settings);
  const html = `${slots.email} ${slots.city} <a href="${slots.unsubscribeUrl}">${name}</a> <a href="https://x.org/?${name}">x</a>`;
  const bound = longestBytes(sentinels.splitMarkup(html), longest);
  for (const character of ['"', '&', '霜', '👩', "'", 'a']) {
    const values = { ...longest, name: character.repeat(64), city: character.repeat(100) };
    expect(Buffer.byteLength(fillLetter(letter(html), values).html)).toBeLessThanOrEqual(bound);
  }
  expect(longest.unsubscribeUrl).toHaveLength(512);
  expect(longest.email).toHaveLength(254);
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
