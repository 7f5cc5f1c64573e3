import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import type { Posting } from '../../../src/email/message/headers.ts';
import { composeMessage, messageIdOf } from '../../../src/email/message/message-id.ts';
import { ProblemError } from '../../../src/model/problem.ts';
import { runs } from '../../runs.ts';
import { letterOf, newsletter } from '../letter.ts';

const email = { subject: 'The first frost', preheader: '', html: '<p>It came.</p>\n', text: 'It came.\n' };

const posting: Posting = {
  from: 'Example Letters <letter@example.org>',
  to: 'reader@example.org',
  date: '2026-11-23T09:00:00+01:00',
  messageId: '<abc@example.org>',
  newsletter,
  unsubscribeUrl: 'https://example.org/unsubscribe/token',
};

/** The header fields of a message as they stand, folded. */
function fieldsOf(message: Buffer): string[] {
  const head = message.toString('latin1').split('\r\n\r\n')[0]!;
  return head.split(/\r\n(?![ \t])/);
}

// postal-mime counts the line end before a boundary, which belongs to the boundary (RFC 2046, section 5.1.1).
test('a letter arrives as it was written, in both parts', async () => {
  const letter = await letterOf({ title: '初霜 — “frost” 🌿 '.repeat(20).trim(), language: 'ja' });
  const parsed = await PostalMime.parse(await composeMessage(letter, posting));
  expect(parsed.html).toBe(`${letter.html}\n`);
  expect(parsed.text).toBe(`${letter.text}\n`);
  expect(parsed.subject).toBe(letter.subject);
  expect(parsed.from).toMatchObject({ name: 'Example Letters', address: 'letter@example.org' });
  expect(parsed.to).toMatchObject([{ address: 'reader@example.org' }]);
  expect(parsed.replyTo).toMatchObject([{ address: 'author@example.org' }]);
  expect(parsed.messageId).toBe('<abc@example.org>');
  expect(parsed.date).toBe('2026-11-23T08:00:00.000Z');
});

test('the header says everything that mail programs ask of a newsletter, and nothing else', async () => {
  expect(fieldsOf(await composeMessage(email, posting)).toSorted()).toEqual([
    expect.stringMatching(/^Content-Type: multipart\/alternative;\r\n boundary=tidings-[0-9a-f]{32}-Part_1$/),
    'Date: Mon, 23 Nov 2026 08:00:00 +0000',
    'From: Example Letters <letter@example.org>',
    'List-ID: <letter.example.org>',
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    'List-Unsubscribe: <https://example.org/unsubscribe/token>,\r\n <mailto:unsubscribe@example.org?subject=unsubscribe>',
    'MIME-Version: 1.0',
    'Message-ID: <abc@example.org>',
    'Reply-To: author@example.org',
    'Subject: The first frost',
    'To: reader@example.org',
  ]);
});

test('text comes first, then HTML, both in UTF-8 and quoted-printable', async () => {
  const message = (await composeMessage(email, posting)).toString('latin1');
  const parts = [
    ...message.matchAll(/Content-Type: (text\/\w+; charset=utf-8)\r\nContent-Transfer-Encoding: (\S+)\r\n/g),
  ];
  expect(parts.map(([, type, encoding]) => `${type} ${encoding}`)).toEqual([
    'text/plain; charset=utf-8 quoted-printable',
    'text/html; charset=utf-8 quoted-printable',
  ]);
});

test('one-click needs an https link; an address alone is no one-click', async () => {
  const { unsubscribeUrl: _, ...rest } = posting;
  const fields = fieldsOf(await composeMessage(email, { ...rest, unsubscribeUrl: 'mailto:unsubscribe@example.org' }));
  expect(fields).toContain('List-Unsubscribe: <mailto:unsubscribe@example.org?subject=unsubscribe>');
  expect(fields.join()).not.toContain('One-Click');
});

test('without a way to unsubscribe there is no such header', async () => {
  const { unsubscribeUrl: _, ...rest } = posting;
  expect(fieldsOf(await composeMessage(email, { ...rest, newsletter: {} })).join()).not.toContain('List-');
});

test('the same input gives the same bytes, a changed letter another boundary', async () => {
  const message = await composeMessage(email, posting);
  expect(await composeMessage(email, posting)).toEqual(message);
  const changed = await composeMessage({ ...email, text: 'It went.\n' }, posting);
  expect(fieldsOf(changed).at(-1)).not.toBe(fieldsOf(message).at(-1));
});

test('a Message-ID follows from the letter and the sender, and from nothing else', () => {
  const id = messageIdOf('tag:example.org,2026:frost', email, posting.from);
  expect(id).toMatch(/^<[0-9a-f]{32}@example\.org>$/);
  expect(messageIdOf('tag:example.org,2026:frost', email, 'Other <other@example.org>')).toBe(id);
  expect(messageIdOf('tag:example.org,2026:frost', { ...email, text: 'x' }, posting.from)).not.toBe(id);
  expect(messageIdOf('tag:example.org,2026:thaw', email, posting.from)).not.toBe(id);
});

test('a domain of any script goes out in ASCII', async () => {
  const message = await composeMessage(email, { ...posting, from: 'Brief <brief@bücher.example>' });
  expect(fieldsOf(message)).toContain('From: Brief <brief@xn--bcher-kva.example>');
});

describe.each([
  ['CRLF', '\r\n'],
  ['LF', '\n'],
  ['CR', '\r'],
  ['NUL', '\0'],
])('%s', (_, end) => {
  const injected = `x${end}Bcc: victim@example.org`;
  test.each<[string, Partial<typeof email>, Partial<Posting>]>([
    ['the subject', { subject: injected }, {}],
    ['the sender', {}, { from: `${injected} <a@example.org>` }],
    ["the sender's address", {}, { from: `a@example.org${end}Bcc: victim@example.org` }],
    ['the recipient', {}, { to: `a@example.org${end}RCPT TO:<victim@example.org>` }],
    ['the reply address', {}, { newsletter: { replyTo: `a@example.org${end}X: y` } }],
    ['the Message-ID', {}, { messageId: `<a@example.org>${end}X: y` }],
    ['the list id', {}, { newsletter: { listId: `letter.example.org${end}X: y` } }],
    ['the unsubscribe link', {}, { unsubscribeUrl: `https://example.org/${end}X: y` }],
    ['the unsubscribe address', {}, { newsletter: { unsubscribeEmail: `a@example.org${end}X: y` } }],
  ])('never leaves %s for a header of its own', async (_, letter, changed) => {
    const message = composeMessage({ ...email, ...letter }, { ...posting, ...changed }).catch(
      (error: unknown) => error,
    );
    const result = await message;
    if (result instanceof Buffer) {
      expect(fieldsOf(result).join('\n')).not.toMatch(/^(Bcc|X):/m);
    } else {
      expect(result).toBeInstanceOf(ProblemError);
    }
  });
});

test.each([
  ['two recipients', { to: 'a@example.org, b@example.org' }, 'the recipient is not one e-mail address'],
  ['no address', { from: 'Example Letters' }, '"from" is not one e-mail address'],
  ['letters beyond ASCII before the @', { to: 'bücher@example.org' }, 'letters beyond ASCII'],
  ['a Message-ID without brackets', { messageId: 'a@example.org' }, 'a Message-ID looks like <id@example.org>'],
])('%s is refused', async (_, changed, message) => {
  await expect(composeMessage(email, { ...posting, ...changed })).rejects.toThrow(message);
});

test('whatever the letter, its bytes keep the rules of the road and give the letter back', async () => {
  const text = fc.string({
    unit: fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('\n', '.', '\n.', 'From ', ' \n', '=', 'x'.repeat(1200)),
    ),
  });
  const line = text.map((words) => words.replace(/[\p{Cc}\u2028\u2029]/gu, '').trim());
  await fc.assert(
    fc.asyncProperty(line, text, text, async (subject, html, plain) => {
      const letter = { subject: `${subject}.`, preheader: '', html: `${html}.\n`, text: `${plain}.\n` };
      const message = await composeMessage(letter, posting);
      const raw = message.toString('latin1');
      expect(raw).not.toMatch(/(?<!\r)\n|\r(?!\n)|[^\x00-\x7f]/);
      for (const row of raw.split('\r\n')) expect(row.length).toBeLessThanOrEqual(78);
      const parsed = await PostalMime.parse(message);
      expect(parsed.text).toBe(`${letter.text}\n`);
      expect(parsed.html).toBe(`${letter.html}\n`);
      expect(parsed.subject?.replace(/\s+/g, ' ')).toBe(letter.subject.replace(/\s+/g, ' '));
    }),
    { numRuns: runs(200) },
  );
});
