import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from '../../src/inbox/parse.ts';
import { runs } from '../runs.ts';
import { mailOf, reported, written } from './mails.ts';

const findingIn = async (bytes: Uint8Array) => (await parse(bytes)).finding;
const held = { tag: '1.2.seal', messageId: '<abc@letters.example.org>', token: 'T'.repeat(59) };

describe('the reports of servers as they are in the world', () => {
  test.each([
    ['postfix', 'hard', '5.1.1', 'User unknown in virtual mailbox table'],
    ['exim', 'hard', '5.0.0', 'No such user here'],
    ['exim-in-words', 'hard', '5.1.1', 'The mailbox is not here any more'],
    ['qmail', 'hard', '5.2.1', 'This mailbox has been switched off'],
    ['exchange-online', 'hard', '5.1.10', 'RESOLVER.ADR.RecipientNotFound'],
    ['gmail', 'soft', '5.2.2', 'out of storage space. Please direct'],
    ['yahoo', 'ours', '5.7.9', 'Message not accepted for policy reasons'],
  ])('of %s: %s, %s', async (name, weight, status, diagnostic) => {
    const finding = await findingIn(mailOf(name, held));
    expect(finding).toMatchObject({
      kind: 'bounce',
      failures: [{ weight, status, diagnostic: expect.stringContaining(diagnostic), recipients: ['ada@example.org'] }],
      traces: { messageIds: expect.arrayContaining([held.messageId]) },
    });
    expect(finding.kind === 'bounce' && finding.traces.addresses).toContain('bounces+1.2.seal@letters.example.org');
  });

  test('that a letter is late is no failure', async () => {
    expect(await findingIn(mailOf('postfix-delayed', held))).toEqual({ kind: 'progress' });
  });

  test('the letter that came back is read for its token, the report around it for nothing else', async () => {
    expect(await findingIn(mailOf('exchange-online', held))).toMatchObject({ traces: { tokens: [held.token] } });
  });
});

describe('complaints', () => {
  test('a complaint names the reader, the letter and its envelope', async () => {
    expect(await findingIn(mailOf('complaint', held))).toEqual({
      kind: 'complaint',
      recipients: ['ada@example.org'],
      traces: {
        addresses: ['abuse@letters.example.org', 'bounces+1.2.seal@letters.example.org'],
        messageIds: [held.messageId],
        tokens: [held.token],
      },
    });
  });

  test.each(['not-spam', 'auth-failure', 'virus', ''])('a feedback report of "%s" is none', async (type) => {
    const mail = mailOf('complaint', held).toString().replace('Feedback-Type: abuse', `Feedback-Type: ${type}`);
    expect(await findingIn(Buffer.from(mail))).toMatchObject({ kind: 'unknown' });
  });
});

describe('mail of people and of programs that answer', () => {
  const from = ['From: Ada <ada@example.org>', 'To: leave@letters.example.org'];
  const token = 'a'.repeat(59);

  test.each([
    ['the subject that List-Unsubscribe asks for', ['Subject: unsubscribe'], '', { from: 'ada@example.org' }],
    ['the same as a mail program answers', ['Subject: Re: Unsubscribe.'], '', { from: 'ada@example.org' }],
    ['a token in the subject', [`Subject: unsubscribe ${token}`], '', { token }],
    ['a token in a line of its own', ['Subject: Hello'], `Please:\r\nunsubscribe ${token}\r\n`, { token }],
    ['a token from a program', [`Subject: unsubscribe ${token}`, 'Auto-Submitted: auto-generated'], '', { token }],
  ])('%s is a wish to unsubscribe', async (_, header, body, wish) => {
    const finding = await findingIn(written([...from, ...header], body));
    expect(finding).toEqual({ kind: 'unsubscribe', ...wish, to: ['leave@letters.example.org'] });
  });

  test('a token in the address is enough', async () => {
    const mail = written(['From: ada@example.org', `To: leave+${token}@letters.example.org`]);
    expect(await findingIn(mail)).toMatchObject({ kind: 'unsubscribe', token });
  });

  test('an answer that quotes the link of a letter is no such wish', async () => {
    const body = `Lovely.\r\n\r\n> unsubscribe ${token}\r\nTo unsubscribe: https://example.org/unsubscribe/${token}\r\n`;
    expect(await findingIn(written([...from, 'Subject: Re: Frost'], body))).toMatchObject({ kind: 'unknown' });
    expect(await findingIn(written([...from, 'Subject: How do I unsubscribe'], ''))).toMatchObject({ kind: 'unknown' });
  });

  test('a sender that the receiving server found forged is nobody', async () => {
    const mail = written(['Authentication-Results: mx; dmarc=fail', ...from, 'Subject: unsubscribe']);
    expect(await findingIn(mail)).toEqual({ kind: 'unsubscribe', to: ['leave@letters.example.org'] });
  });

  test.each([
    ['Auto-Submitted: auto-replied', 'Subject: Re: Frost'],
    ['X-Autoreply: yes', 'Subject: Re: Frost'],
    ['Precedence: auto_reply', 'Subject: Re: Frost'],
    ['X-Mailer: x', 'Subject: Automatische Antwort: Frost'],
    ['X-Mailer: x', 'Subject: =?utf-8?B?6Ieq5YuV6L+U5L+hOiBGcm9zdA==?='],
    ['Auto-Submitted: auto-replied', 'Subject: unsubscribe'],
  ])('"%s" with "%s" is an automatic answer', async (...header) => {
    expect(await findingIn(written([...from, ...header], 'I am away.'))).toEqual({ kind: 'automatic' });
  });

  test('Auto-Submitted: no is a person', async () => {
    expect(await findingIn(written([...from, 'Auto-Submitted: no', 'Subject: Re: Frost'], 'Yes.'))).toMatchObject({
      kind: 'unknown',
    });
  });
});

describe('reports that are not as they should be', () => {
  const fields =
    'Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; ada@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n';
  const bounced = { kind: 'bounce', failures: [{ weight: 'hard', recipients: ['ada@example.org'] }] };

  test.each([
    ['base64', reported(Buffer.from(fields).toString('base64'), { encoding: 'base64' })],
    ['quoted-printable', reported(fields.replaceAll('@', '=40'), { encoding: 'quoted-printable' })],
    ['line ends of Unix', reported(fields.replaceAll('\r\n', '\n'))],
    ['NUL bytes', reported(fields.replaceAll('ada', '\0ada\0'))],
    ['UTF-16', reported(Buffer.from(fields, 'utf16le'))],
    ['a byte of Latin-1', reported(Buffer.from(`${fields}Diagnostic-Code: smtp; 550 gr\xfcn`, 'latin1'))],
    ['the type for addresses beyond ASCII', reported(fields, { type: 'message/global-delivery-status' })],
    ['no block about the letter', reported(fields.slice(fields.indexOf('Final')))],
    ['empty lines between the fields', reported(fields.replace('\r\nAction', '\r\n \r\nAction'))],
    ['a cut in its midst', reported(fields).subarray(0, -8)],
  ])('with %s', async (_, mail) => {
    const finding = await findingIn(mail);
    expect(finding).toMatchObject(bounced);
  });

  test('two recipients are two failures', async () => {
    const second = '\r\nFinal-Recipient: rfc822; grace@example.org\r\nAction: delivered\r\nStatus: 2.0.0\r\n';
    const finding = await findingIn(reported(`${fields}${second}`));
    expect(finding).toMatchObject({ failures: [{ weight: 'hard' }, { weight: 'none' }] });
  });

  test('a report within a mail that a gateway wrapped around it is found', async () => {
    const mail = Buffer.concat([
      written(['From: gateway@example.net', 'To: b@example.org', 'Content-Type: message/rfc822']),
      reported(fields),
    ]);
    expect(await findingIn(mail)).toMatchObject(bounced);
  });

  test('a report within the letter that came back is not taken for the report', async () => {
    const inner = reported(fields.replace('ada@', 'grace@'))
      .toString()
      .replaceAll('boundary=b', 'boundary=inner')
      .replaceAll('--b', '--inner');
    expect(await findingIn(reported(fields, { returned: inner }))).toMatchObject(bounced);
    expect(await findingIn(reported('', { returned: inner }))).toMatchObject({ kind: 'unknown' });
  });

  test('a report without a status part is read by its words', async () => {
    const mail = mailOf('postfix', held).toString().replace('message/delivery-status', 'text/x-status');
    const words = mail.replace('This is the mail system.', '<ada@example.org>: 550 5.1.1 No such user.');
    expect(await findingIn(Buffer.from(words))).toMatchObject({ kind: 'bounce', failures: [{ weight: 'hard' }] });
    expect(await findingIn(Buffer.from(mail))).toMatchObject({ kind: 'unknown' });
  });
});

test('what a mail shows of itself is one line each, without signs that steer a terminal', async () => {
  const { subject, from } = await parse(
    written(['From: x@example.org', 'Subject: =?utf-8?Q?a=1B[2Jb=0Ac=E2=80=AEd?=']),
  );
  expect(subject).toBe('a [2Jb c d');
  expect(from).toBe('x@example.org');
});

test.each([
  '\n',
  '-',
  'a: b\n',
  '<a@b.example> 550-',
  '>',
  ' ',
])('a megabyte of %j is read as fast as any other', async (piece) => {
  const daemon = 'Return-Path: <>\nFrom: mailer-daemon@example.net\nSubject: x\n\n';
  const parsed = await parse(Buffer.from(daemon + piece.repeat(1_048_576 / piece.length)));
  expect(parsed).toHaveProperty('finding.kind');
});

test('a report in the beginning of a mail of 10 MB is read', async () => {
  const mail = mailOf('postfix', held);
  const letter = Buffer.alloc(10_000_000, 'word and word\r\n');
  expect(await findingIn(Buffer.concat([mail.subarray(0, -60), letter]))).toMatchObject({ kind: 'bounce' });
});

test('no bytes whatever make it throw', async () => {
  const line = fc.constantFrom(
    ...['Content-Type: multipart/report; boundary=b', 'Content-Type: message/delivery-status', '--b', '--b--', ''],
    ...['Final-Recipient: rfc822; a@example.org', 'Status: 5.1.1', 'Action: failed', 'Content-Type: message/rfc822'],
    ...['Subject: unsubscribe', 'From: <', 'Content-Transfer-Encoding: base64', '=?utf-8?B?//8=?=', ' folded', '\0'],
  );
  const mail = fc.oneof(
    fc.uint8Array({ maxLength: 2000 }),
    fc
      .array(fc.oneof(line, fc.string({ maxLength: 40 })), { maxLength: 40 })
      .map((lines) => Buffer.from(lines.join('\r\n'))),
    fc.nat(2500).map((length) => mailOf('exchange-online').subarray(0, length)),
  );
  await fc.assert(
    fc.asyncProperty(mail, async (bytes) => {
      expect(await parse(bytes)).toHaveProperty('finding.kind');
    }),
    { numRuns: runs(300) },
  );
});
