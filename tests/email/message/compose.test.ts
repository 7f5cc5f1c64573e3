import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { checkMessage } from '../../../src/email/check/check.ts';
import { compileIssue } from '../../../src/email/compile.ts';
import { issueOf } from '../../../src/email/issue.ts';
import type { Hole, Segments } from '../../../src/email/letter.ts';
import { composeMessage, messageBytes, prepareMessages, type Recipient } from '../../../src/email/message/compose.ts';
import type { SharedHeaders } from '../../../src/email/message/shared-headers.ts';
import { fallbackValues, fillLetter } from '../../../src/email/slots.ts';
import { ProblemError } from '../../../src/model/problem.ts';
import { signMessage } from '../../../src/send/message/dkim.ts';
import { runs } from '../../runs.ts';
import { sampleArticle, samplePublication } from '../../sample.ts';
import { hole, keys, letterWith, recipient, sharedHeaders } from '../../send/letters.ts';
import { letterOf, newsletter, themeWith } from '../letter.ts';
import { composeWithNodemailer } from './nodemailer.ts';

/** All that a mail program reads of a message, but its boundary. */
async function readingOf(bytes: Uint8Array) {
  const { headers, headerLines: _, ...rest } = await PostalMime.parse(bytes);
  // Mailboxes and the subject are in the rest, decoded.
  const encoded = ['content-type', 'from', 'to', 'reply-to', 'subject'];
  const read = headers.filter(({ key }) => !encoded.includes(key)).map(({ key, value }) => `${key}: ${value}`);
  return { ...rest, headers: read.toSorted() };
}

function bodyOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1');
  return text.slice(text.indexOf('\r\n\r\n') + 4);
}

test('a message has the header fields of a newsletter, each folded and once', () => {
  expect(prepareMessages(letterWith(), sharedHeaders)(recipient).fields).toEqual([
    'From: Example Letters <letter@example.org>\r\n',
    'To: Reader <reader@example.org>\r\n',
    'Reply-To: author@example.org\r\n',
    'Subject: The first frost, Ada\r\n',
    'Date: Mon, 23 Nov 2026 08:00:00 +0000\r\n',
    'Message-ID: <abc@example.org>\r\n',
    'List-Id: <letter.example.org>\r\n',
    'List-Unsubscribe: <https://example.org/unsubscribe/token>,\r\n <mailto:unsubscribe@example.org?subject=unsubscribe>\r\n',
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n',
    'List-Archive: <https://example.org/issues/>\r\n',
    'Feedback-ID: frost::letter:example-org\r\n',
    'MIME-Version: 1.0\r\n',
    expect.stringMatching(/^Content-Type: multipart\/alternative;\r\n boundary="=_tidings-[0-9a-f]{32}"\r\n$/),
  ]);
});

test.each([
  'yesterday',
  '',
  '2026-11-23',
  '2026-02-30T09:00:00Z',
  '2026-11-23T09:00:00',
])('a message is not dated %o: a date that is none is a problem', (date) => {
  const wrong = { ...recipient, date };
  const refusal = /^a date looks like 2026-11-23T09:00:00\+01:00 \(RFC 3339\), not "/;
  expect(() => composeMessage(letterWith(), sharedHeaders, wrong)).toThrow(ProblemError);
  expect(() => prepareMessages(letterWith(), sharedHeaders)(wrong)).toThrow(refusal);
});

test('a body is text, then HTML, with every value on lines of its own and no dot in front', () => {
  const body = bodyOf(messageBytes(prepareMessages(letterWith(), sharedHeaders)(recipient)));
  expect(body.replace(/(?<=--=_tidings-)[0-9a-f]+/g, 'X')).toBe(
    [
      '--=_tidings-X',
      'Content-Type: text/plain; charset=utf-8; format=flowed; delsp=no',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Hello=20=',
      'Ada=',
      '=2E',
      '',
      '=2Ehidden',
      ' From here on =20',
      'it is cold.',
      'https://example.org/unsubscribe/token',
      '',
      '--=_tidings-X',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      '<p>Hello=20=',
      'Ada=',
      '=2E</p>',
      '<p>Fr=C3=BCh & =3D20 cold.</p>',
      '<a href=3D"=',
      'https://example.org/unsubscribe/token=',
      '">Stop</a>',
      '',
      '--=_tidings-X--',
      '',
    ].join('\r\n'),
  );
});

// postal-mime counts the line end before a boundary, which belongs to the boundary (RFC 2046, section 5.1.1).
test('a letter arrives as it was written, in both parts, from whom and to whom it should', async () => {
  const { subject, html, text } = await letterOf({ title: '初霜 — “frost” 🌿 '.repeat(20).trim(), language: 'ja' });
  const letter = { subject: [subject], html: [html], text: [text] };
  const parsed = await PostalMime.parse(composeMessage(letter, sharedHeaders, recipient));
  expect([parsed.subject, parsed.html, parsed.text]).toEqual([subject, `${html}\n`, `${text}\n`]);
  expect(parsed.from).toMatchObject({ name: 'Example Letters', address: 'letter@example.org' });
  expect(parsed.to).toMatchObject([{ name: 'Reader', address: 'reader@example.org' }]);
  expect(parsed.replyTo).toMatchObject([{ address: 'author@example.org' }]);
  expect([parsed.messageId, parsed.date]).toEqual(['<abc@example.org>', '2026-11-23T08:00:00.000Z']);
});

test('the same input gives the same bytes, a changed letter another boundary', () => {
  const message = composeMessage(letterWith(), sharedHeaders, recipient);
  expect(composeMessage(letterWith(), sharedHeaders, recipient)).toEqual(message);
  const changed = prepareMessages(letterWith({ text: ['It went.\n'] }), sharedHeaders)(recipient);
  expect(Buffer.from(message).toString('latin1')).not.toContain(changed.fields.at(-1));
});

test('a domain of any script goes out in ASCII', () => {
  const from = 'Brief <brief@bücher.example>';
  const { fields } = prepareMessages(letterWith(), { ...sharedHeaders, from })(recipient);
  expect(fields).toContain('From: Brief <brief@xn--bcher-kva.example>\r\n');
});

test('what all readers share is encoded once and is the same memory', () => {
  const messageFor = prepareMessages(letterWith(), sharedHeaders);
  const [one, two] = [messageFor(recipient), messageFor({ ...recipient, values: { ...recipient.values, name: 'Bo' } })];
  expect(one.body.filter((piece, index) => piece === two.body[index])).toHaveLength(5);
  expect(messageBytes(messageFor(recipient))).toEqual(messageBytes(one));
});

test('the longest values and none at all arrive as nodemailer would send them', async () => {
  const values = [{ name: '"'.repeat(64) }, { name: '' }, { name: 'ß'.repeat(64) }, { name: '.' }, { name: 'From me' }];
  // nodemailer lets no text flow.
  const letter = letterWith({ text: ['Hello ', hole('text'), '.\n\n.hidden\nFrom here on\nit is cold.\n'] });
  const messageFor = prepareMessages(letter, sharedHeaders);
  for (const changed of values) {
    const one = { ...recipient, values: { ...recipient.values, ...changed } };
    expect(await readingOf(messageBytes(messageFor(one)))).toEqual(
      await readingOf(await composeWithNodemailer(letter, sharedHeaders, one)),
    );
  }
});

test('a value that holds the boundary stays a value', async () => {
  const messageFor = prepareMessages(
    letterWith({ text: [hole('text'), '\n'], html: [hole('html'), '\n'] }),
    sharedHeaders,
  );
  const [boundary] = /=_tidings-[0-9a-f]{32}/.exec(messageFor(recipient).fields.at(-1)!)!;
  const name = `--${boundary}--`;
  const { text, html } = await PostalMime.parse(
    messageBytes(messageFor({ ...recipient, values: { ...recipient.values, name } })),
  );
  expect({ text, html }).toEqual({ text: `${name}\n\n`, html: `${name}\n\n` });
});

test('what is sent keeps every rule of letters, signed or not', async () => {
  const publication = samplePublication({ settings: { newsletter } });
  const issue = issueOf(sampleArticle());
  const theme = themeWith();
  const letter = await compileIssue(issue, publication, theme);
  const values = { ...fallbackValues(issue, publication.settings), email: 'reader@example.org' };
  const message = prepareMessages(letter, { ...sharedHeaders, newsletter })({ ...recipient, values });
  const about = { settings: publication.settings, issue, theme, longest: 50_000, file: 'frost.eml' };
  for (const one of [message, await signMessage(message, keys)])
    expect(await checkMessage(messageBytes(one), about)).toEqual([]);
});

test('a mailbox without https has the address alone to unsubscribe', () => {
  const { fields } = prepareMessages(
    letterWith(),
    sharedHeaders,
  )({
    ...recipient,
    values: { ...recipient.values, unsubscribeUrl: 'mailto:unsubscribe@example.org' },
  });
  expect(fields.join('')).not.toContain('One-Click');
  expect(fields).toContain('List-Unsubscribe: <mailto:unsubscribe@example.org?subject=unsubscribe>\r\n');
});

test('without a way to unsubscribe there is no such header', () => {
  const { unsubscribeUrl: _, ...values } = recipient.values;
  const letter = letterWith({ html: ['It came.\n'], text: ['It came.\n'] });
  const { fields } = prepareMessages(letter, { ...sharedHeaders, newsletter: {} })({ ...recipient, values });
  expect(fields.join('')).not.toContain('List-Unsubscribe');
});

test.each<[string, Partial<Recipient>, Partial<SharedHeaders>, string]>([
  ['two recipients', { to: 'a@example.org, b@example.org' }, {}, 'the recipient is not one e-mail address'],
  ['no address', {}, { from: 'Example Letters' }, '"from" is not one e-mail address'],
  ['letters beyond ASCII before the @', { to: 'bücher@example.org' }, {}, 'letters beyond ASCII'],
  ['a Message-ID without brackets', { messageId: 'a@example.org' }, {}, 'a Message-ID looks like <id@example.org>'],
])('%s: refused', (_, changed, given, words) => {
  const compose = () => composeMessage(letterWith(), { ...sharedHeaders, ...given }, { ...recipient, ...changed });
  expect(compose).toThrow(words);
});

describe.each([
  ['NUL', '\0'],
  ['CRLF', '\r\n'],
  ['LF', '\n'],
  ['CR', '\r'],
  ['a line separator', '\u2028'],
])('%s', (_, end) => {
  const injected = `x${end}Bcc: victim@example.org`;
  const url = 'https://example.org/';
  test.each<[string, Partial<Recipient>, Partial<SharedHeaders>]>([
    ['the recipient', { to: `${injected} <a@example.org>` }, {}],
    ["the recipient's address", { to: `a@example.org${end}Bcc: victim@example.org` }, {}],
    ['the Message-ID', { messageId: `<a@example.org>${end}Bcc: y` }, {}],
    ['the unsubscribe link', { values: { ...recipient.values, unsubscribeUrl: `${url}${end}Bcc: y` } }, {}],
    ['the sender', {}, { from: `${injected} <a@example.org>` }],
    ["the sender's address", {}, { from: `a@example.org${end}Bcc: victim@example.org` }],
    ['the reply address', {}, { newsletter: { replyTo: `a@example.org${end}Bcc: y` } }],
    ['the archive', {}, { archiveUrl: `${url}${end}Bcc: y` }],
    ['the Feedback-ID', {}, { feedbackId: `a:b:c:example${end}Bcc: y` }],
    ['the list id', {}, { newsletter: { listId: `letter.example.org${end}Bcc: y` } }],
  ])('in %s is refused', (_, changed, given) => {
    expect(() => prepareMessages(letterWith(), { ...sharedHeaders, ...given })({ ...recipient, ...changed })).toThrow(
      ProblemError,
    );
  });

  test('in a subject of the letter itself is refused', () => {
    expect(() => composeMessage(letterWith({ subject: [injected] }), sharedHeaders, recipient)).toThrow(ProblemError);
  });

  test('in the unsubscribe address stays within it', () => {
    const unsubscribeEmail = `a@example.org${end}Bcc: y`;
    const { fields } = prepareMessages(letterWith(), { ...sharedHeaders, newsletter: { unsubscribeEmail } })(recipient);
    expect(fields.join('')).not.toMatch(/^ ?Bcc:/m);
  });

  test('in a name that the subject holds ends no line', () => {
    const { fields } = prepareMessages(
      letterWith(),
      sharedHeaders,
    )({ ...recipient, values: { ...recipient.values, name: injected } });
    expect(fields).toContainEqual(expect.stringMatching(/^Subject: The first frost, x ?Bcc: victim@example\.org\r\n$/));
  });
});

const unit = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('\n', '.', '\n.', 'From ', ' \n', '=', '--=_tidings-', 'x'.repeat(1200)),
);
const text = fc.string({ unit }).map((words) => words.toWellFormed());
const line = text.map((words) => words.replace(/[\p{Cc}\u2028\u2029]/gu, ''));

function segments(words: fc.Arbitrary<string>, ...places: Hole['place'][]): fc.Arbitrary<Segments> {
  const holes = places.flatMap((place) => [hole(place), hole(place, 'unsubscribeUrl')]);
  return fc.array(fc.oneof(words, fc.constantFrom(...holes)), { maxLength: 8 });
}

test('whatever letter and values, programs read what nodemailer would have sent, in lines that nobody changes', async () => {
  const letters = fc.record({
    // Only what is between the first and the last word of a subject is sure to be kept.
    subject: segments(line, 'text').map((parts) => ['A', ...parts, '.']),
    // nodemailer leaves an empty part out.
    html: segments(text, 'html', 'url', 'urlPart').map((parts) => [...parts, '.\n']),
    text: segments(text.map(fixed), 'text', 'textUrlPart').map((parts) => [...parts, '.\n']),
  });
  await fc.assert(
    fc.asyncProperty(
      letters,
      line,
      line,
      fc.webUrl({ validSchemes: ['https'] }),
      async (texts, name, to, unsubscribeUrl) => {
        const letter = letterWith(texts);
        const mailbox = `"${to.replace(/["\\]/g, '\\$&').replace(/[\u202a-\u202e\u2066-\u2069]/g, '')}" <reader@example.org>`;
        const one = { ...recipient, to: mailbox, values: { ...recipient.values, name, unsubscribeUrl } };
        const bytes = messageBytes(prepareMessages(letter, sharedHeaders)(one));
        const raw = Buffer.from(bytes).toString('latin1');
        expect(raw).not.toMatch(/(?<!\r)\n|\r(?!\n)|[^\t\r\n\x20-\x7e]/);
        for (const row of bodyOf(bytes).split('\r\n')) expect(row).toMatch(/^(?!\.|From ).{0,76}$/);
        for (const row of raw.split('\r\n'))
          expect(row.length).toBeLessThanOrEqual(/^List-Unsubscribe: /.test(row) ? 998 : 78);
        const [ours, theirs] = [
          await readingOf(bytes),
          await readingOf(await composeWithNodemailer(letter, sharedHeaders, one)),
        ];
        expect(spaced(ours)).toEqual(spaced(theirs));
        const { html, text: plain, subject } = fillLetter(letter, one.values);
        expect([ours.html, ours.text, ours.subject]).toEqual([`${html}\n`, `${plain}\n`, subject]);
      },
    ),
    { numRuns: runs(150) },
  );
});

/** Nor does it let text flow: tests/email/flowed.test.ts reads such text. */
function fixed(words: string): string {
  return words.replace(/ +(?=[\r\n])/g, '');
}

/** nodemailer folds at any space, where programs disagree on how many are left. */
function spaced(reading: unknown): unknown {
  return JSON.parse(JSON.stringify(reading), (_, value) =>
    typeof value === 'string' ? value.replace(/\s+/g, ' ') : value,
  );
}
