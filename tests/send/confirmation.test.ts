import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { authenticate } from 'mailauth';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { checkMessage } from '../../src/email/check/check.ts';
import { issueOf } from '../../src/email/issue.ts';
import { messageBytes } from '../../src/email/message/compose.ts';
import type { NewsletterSettings, Settings } from '../../src/model/publication.ts';
import { actionTemplateOf } from '../../src/publish/themes/action-template.ts';
import { loadTheme } from '../../src/publish/themes/theme.ts';
import { type ConfirmationOf, confirmationsOf, type OutboxMail } from '../../src/send/confirmation.ts';
import { checkSettings } from '../../src/settings/input.ts';
import { runs } from '../runs.ts';
import { sampleArticle } from '../sample.ts';
import { key } from '../store/store-at.ts';
import { keys, resolver } from './letters.ts';

const token = 'AbC-_9'.repeat(28);
const to = 'reader@example.net';
const byForm: OutboxMail = { kind: 'confirm', way: 'form', to, language: 'en', token };
const byMail: OutboxMail = {
  kind: 'confirm',
  way: 'mail',
  to,
  language: 'en',
  token,
  inReplyTo: '<hello@example.net>',
};
const newAddress: OutboxMail = { kind: 'new-address', to, language: 'en', token };
const changed: OutboxMail = { kind: 'address-changed', to, language: 'en' };
const mails = [byForm, byMail, newAddress, changed];
const nameOf = (mail: OutboxMail) => (mail.kind === 'confirm' ? `confirm by ${mail.way}` : mail.kind);

const theme = await loadTheme('plain');
const waiting = { id: 7, added: new Date('2026-11-23T11:59:00Z') };
const at = new Date('2026-11-23T12:00:00Z');

function settingsWith(newsletter: Partial<NewsletterSettings> = {}, title = 'Example Letters'): Settings {
  const settings = checkSettings({
    title,
    url: 'https://example.org/',
    language: 'en',
    newsletter: {
      from: 'Example Letters <letter@example.org>',
      replyTo: 'author@example.org',
      listId: 'letter.example.org',
      unsubscribeEmail: 'unsubscribe@example.org',
      address: 'Example Letters\n1 Example Street\nExample Town',
      ...newsletter,
    },
    bounces: { address: 'bounces@example.org' },
    server: { url: 'https://letters.example.org/mail/' },
  });
  if (Array.isArray(settings)) throw new Error(settings.map(({ message }) => message).join('\n'));
  return settings;
}

async function makerOf(settings = settingsWith()): Promise<ConfirmationOf> {
  const template = await actionTemplateOf({ settings, directory: '/nowhere', display: String });
  return confirmationsOf({ settings, theme, template, key, keys });
}

const usual = await makerOf();

async function sent(mail: OutboxMail, make = usual) {
  const { message, envelope } = await make(mail, waiting, at);
  const bytes = messageBytes(message);
  const read = await PostalMime.parse(bytes);
  const flowed = read.text!.replace(/(?<!\n)\n(?!\n)/g, ' ');
  const fields = Object.fromEntries(read.headers.map(({ key: name, value }) => [name, value]));
  return { bytes, envelope, fields, names: read.headers.map(({ key: name }) => name), flowed, ...read };
}

describe('the mail that asks a visitor to confirm', async () => {
  const { subject, text, html, flowed, fields, names, envelope, from, replyTo } = await sent(byForm);

  test('says what it is about, and holds the link twice in HTML and once in its text', () => {
    const link = `https://letters.example.org/mail/confirm/${token}`;
    expect(subject).toBe('Please confirm: Example Letters');
    expect(flowed).toContain('Somebody, hopefully you, asked to get Example Letters at this address.');
    expect(text!.split('\n').filter((line) => line.includes('confirm/'))).toEqual([link]);
    expect(html!.split(`href="${link}"`)).toHaveLength(3);
  });

  test('comes from the newsletter, and answers go to its editors', () => {
    expect(from).toMatchObject({ name: 'Example Letters', address: 'letter@example.org' });
    expect(replyTo).toMatchObject([{ address: 'author@example.org' }]);
    expect(envelope).toEqual({ from: 'bounces@example.org', to });
  });

  test('names the publication and its postal address in both parts', () => {
    for (const part of [text!, html!])
      for (const line of ['Example Letters', '1 Example Street', 'Example Town']) expect(part).toContain(line);
  });

  test('says that a program wrote it, and asks Exchange for no answer by one', () => {
    expect(fields).toMatchObject({ 'auto-submitted': 'auto-generated', 'x-auto-response-suppress': 'All' });
  });

  test('has each field once, and none of a list that nobody is on yet', () => {
    const once = names.filter((name) => name !== 'dkim-signature');
    expect(new Set(once).size).toBe(once.length);
    expect(names.filter((name) => name.startsWith('list-') || name === 'feedback-id')).toEqual([]);
    expect(`${text}${html}`).not.toMatch(/unsubscribe/i);
  });
});

describe('the mail that asks to answer', async () => {
  const { bytes, subject, text, flowed, fields, envelope, replyTo } = await sent(byMail);

  test('ends its subject in the token, whole and on one line, and its text holds it, too', () => {
    expect(subject).toBe(`Please confirm: Example Letters [${token}]`);
    expect(Buffer.from(bytes).toString('latin1')).toContain(`\r\n [${token}]\r\n`);
    expect(text!.split('\n')).toContain(`[${token}]`);
    expect(flowed).toContain('just answer this email and leave its subject as it is');
  });

  test('is an answer of which nothing comes back (RFC 3834)', () => {
    expect(fields).toMatchObject({
      'auto-submitted': 'auto-replied',
      'in-reply-to': '<hello@example.net>',
      references: '<hello@example.net>',
    });
    expect(envelope.from).toBe('<>');
  });

  test('has no button and no link to confirm', () => {
    expect(text).not.toContain('https://letters.example.org');
  });

  test('asks for the answer where subscriptions are read, if there is such an address', async () => {
    expect(replyTo).toMatchObject([{ address: 'author@example.org' }]);
    const make = await makerOf(settingsWith({ subscribeEmail: 'subscribe@example.org' }));
    expect((await sent(byMail, make)).replyTo).toMatchObject([{ address: 'subscribe@example.org' }]);
    expect((await sent(byForm, make)).replyTo).toMatchObject([{ address: 'author@example.org' }]);
  });

  test('keeps the subject below the 255 characters after which Exchange cuts it, whatever the publication is called', async () => {
    const make = await makerOf(settingsWith({}, 'A name of a newsletter that goes on and on '.repeat(5).trim()));
    const { subject: long } = await sent(byMail, make);
    expect(`Re: ${long}`.length).toBeLessThan(255);
    expect(long).toContain(`[${token}]`);
  });

  test('in a language with other letters only the words before the token are encoded', async () => {
    const message = await sent({ ...byMail, language: 'ja' });
    expect(Buffer.from(message.bytes).toString('latin1')).toMatch(
      new RegExp(`Subject: =\\?utf-8\\?.*\\r\\n \\[${token}\\]\\r\\n`, 's'),
    );
    expect(message.subject!.endsWith(` [${token}]`)).toBe(true);
  });

  test.each([
    '<a@b>\r\nBcc: evil@example.com',
    'a@b',
    '<a@b> <c@d>',
    `<${'a'.repeat(300)}@example.net>`,
    '<ä@example.net>',
    '',
  ])('the Message-ID %o of the other mail is left out', async (inReplyTo) => {
    const { names } = await sent({ ...byMail, inReplyTo });
    expect(names).not.toContain('in-reply-to');
    expect(names).not.toContain('references');
    expect(names).not.toContain('bcc');
  });
});

test('the mail to a new address leads to the page that confirms it', async () => {
  const { subject, text } = await sent(newAddress);
  expect(subject).toBe('Please confirm your new address: Example Letters');
  expect(text).toContain(`https://letters.example.org/mail/address/${token}`);
});

test('the mail to the old address tells of the change, without a link to press', async () => {
  const { subject, text, html, flowed } = await sent(changed);
  expect(subject).toBe('Your address was changed: Example Letters');
  expect(flowed).toContain('If that was not you, answer this email.');
  expect(`${text}${html}`).not.toContain('letters.example.org');
});

const languages = readdirSync(new URL('../../src/strings/languages/', import.meta.url)).map((file) =>
  file.slice(0, -3),
);

/** Rules about lists, on which nobody is yet, and about mails that no person wrote, which these are. */
const onPurpose = ['auto-submitted', 'list-unsubscribe', 'no-list-id', 'unsubscribe-link'];

describe.each(mails.map((mail) => [nameOf(mail), mail] as const))('a mail of the kind %s', (name, mail) => {
  test('is signed by every key over all its fields, and passes DMARC', async () => {
    const { bytes } = await sent(mail);
    const { dkim, dmarc } = await authenticate(Buffer.from(bytes), { resolver, disableArc: true, disableBimi: true });
    expect(dkim.results.map(({ status }) => status.result)).toEqual(['pass', 'pass']);
    expect((dmarc || undefined)?.status.result).toBe('pass');
    const signature = /h=([\w:\s-]+);/.exec(Buffer.from(bytes).toString('latin1'))![1]!.toLowerCase();
    for (const field of ['auto-submitted', 'reply-to', 'subject', 'message-id']) expect(signature).toContain(field);
  });

  test('keeps its Message-ID if it has to be sent again, and no other mail has it', async () => {
    const { messageId } = await sent(mail);
    expect(messageId).toMatch(/^<[\w-]{32}@example\.org>$/);
    const later = await usual(mail, waiting, new Date('2026-11-23T18:00:00Z'));
    expect(later.message.fields).toContain(`Message-ID: ${messageId}\r\n`);
    const other = await usual(mail, { ...waiting, id: 8 }, at);
    expect(other.message.fields).not.toContain(`Message-ID: ${messageId}\r\n`);
  });

  test.each(languages)(`breaks no rule that letters keep, in %s (${name})`, async (language) => {
    const settings = settingsWith();
    const { bytes, subject, text, html } = await sent({ ...mail, language });
    expect(subject).toContain('Example Letters');
    for (const part of [text!, html!]) expect(part).not.toMatch(/undefined|\{\{|\ufdd0|null/);
    const issue = issueOf(sampleArticle());
    const about = { settings, issue, theme, longest: Buffer.byteLength(html!), file: 'message.eml' };
    const found = await checkMessage(bytes, about);
    expect(found.filter(({ rule }) => !onPurpose.includes(rule))).toEqual([]);
    expect(found.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['auto-submitted', 'no-list-id']));
  });
});

test.each(['ar', 'he'])('in %s everything runs from right to left', async (language) => {
  const { html } = await sent({ ...byForm, language });
  expect(html).toMatch(/<html [^>]*dir="rtl"/);
  expect(html!.match(/<(h1|p) dir="rtl"/g)!.length).toBeGreaterThanOrEqual(5);
});

test('a token is not compiled into what the next reader gets', async () => {
  const make = await makerOf();
  await sent(byForm, make);
  const other = 'x'.repeat(80);
  const { text, html } = await sent({ ...byForm, token: other }, make);
  expect(`${text}${html}`).toContain(other);
  expect(`${text}${html}`).not.toContain(token);
});

test.each([
  'reader@example.net\r\nBcc: evil@example.com',
  'reader@example.net, evil@example.com',
  'réader@example.net',
  '',
])('the recipient %o is refused, for it could add to the header', async (wrong) => {
  await expect(usual({ ...byForm, to: wrong }, waiting, at)).rejects.toThrow(
    /^the recipient (is not one|has letters beyond)/,
  );
});

test('whatever the token is, no header is added and no line is too long', async () => {
  const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\w-]{1,900}$/), fc.constant('a\r\nb: c'));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(byForm, byMail, newAddress), texts, async (mail, text) => {
      const made = await sent({ ...mail, token: text } as OutboxMail).catch((error: Error) => error);
      if (made instanceof Error) return;
      expect(made.names.toSorted()).toEqual((await sent(mail)).names.toSorted());
      for (const line of Buffer.from(made.bytes).toString('latin1').split('\r\n'))
        expect(line.length).toBeLessThan(998);
    }),
    { numRuns: runs(50) },
  );
});
