import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signUpTokensIn } from '../../src/inbox/own-mail.ts';
import { parse } from '../../src/inbox/parse.ts';
import { runs } from '../runs.ts';
import { written } from './mails.ts';

/** As long as a token by mail is, with every sign that one may hold. */
const token = `AAE_-${'kJ3x_Qz-9wLmB'.repeat(12)}-Zz`;
const from = ['From: Ada <ada@example.net>', 'To: subscribe@example.org'];
const ownOf = async (header: readonly string[], body = '') => (await parse(written([...from, ...header], body))).own;

/** Encoded-words of so many octets each, as programs write them. */
function encodedWords(text: string, kind: 'B' | 'Q'): string {
  const pieces = text.match(/.{1,42}/gsu)!.map((piece) => {
    const bytes = Buffer.from(piece);
    const quoted = [...bytes].map((byte) =>
      /[a-z0-9]/i.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    );
    return `=?utf-8?${kind}?${kind === 'B' ? bytes.toString('base64') : quoted.join('')}?=`;
  });
  return pieces.join('\r\n ');
}
const inPieces = (gap: string, size = 60) => token.match(new RegExp(`.{1,${size}}`, 'g'))!.join(gap);

describe('the token in the subject of an answer is found', () => {
  test.each([
    ['in one line', `Subject: Re: Please confirm: My Letter [${token}]`],
    ['folded before the token', `Subject: Re: Please confirm: My Letter\r\n [${token}]`],
    ['folded by a tab', `Subject: AW: Please confirm: My Letter\r\n\t[${token}]`],
    ['with prefixes of several programs', `Subject: RE: AW: Antw: Re[2]: SV: Please confirm: My Letter [${token}]`],
    [
      'with the mark of a company for mail from outside',
      `Subject: [EXTERNAL] Re: Please confirm: My Letter [${token}]`,
    ],
    [
      'beside words in another character set',
      `Subject: =?iso-8859-1?Q?AW=3A_Bitte_best=E4tigen=3A_Mein_Brief?=\r\n [${token}]`,
    ],
    ['as Base64 in pieces', `Subject: ${encodedWords(`AW: Bitte bestätigen: Mein Brief [${token}]`, 'B')}`],
    ['as quoted signs in pieces', `Subject: ${encodedWords(`RÉP : Veuillez confirmer [${token}]`, 'Q')}`],
    ['broken within by a relay that folds anywhere', `Subject: Re: Please confirm [${inPieces('\r\n ')}]`],
    ['broken within by a blank', `Subject: Re: Please confirm [${inPieces(' ', 70)}]`],
    ['with blanks in its brackets', `Subject: Re: Please confirm [ ${token} ]`],
    ['without its brackets', `Subject: Re: Please confirm ${token}`],
    ['alone', `Subject: ${token}`],
    ['by a program without a word for answers', `Subject: Please confirm: My Letter [${token}]`],
  ])('%s', async (_, subject) => {
    expect((await ownOf([subject], 'Yes, please.\r\n'))?.tokens).toContain(token);
  });

  test('where a program cut the subject, in the text that it quotes', async () => {
    const cut = `Subject: Re: ${'Please confirm: '.repeat(6)}[${token}`.slice(0, 255);
    const quoted = `Yes.\r\n\r\n> To confirm, just answer.\r\n>\r\n> [${inPieces('\r\n> ')}]\r\n`;
    expect((await ownOf([cut], quoted))?.tokens).toContain(token);
  });

  test('in whichever pieces it comes', () => {
    const gap = fc.constantFrom('', '', ' ', '\t', '\n ', '  ');
    const words = fc.string({ maxLength: 40 }).map((text) => text.replace(/[[\]\w-]/g, ''));
    const parts = fc.tuple(fc.base64String({ minLength: 80, maxLength: 400 }), fc.infiniteStream(gap), words, words);
    fc.assert(
      fc.property(parts, ([base64, gaps, before, behind]) => {
        const sealed = base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
        const broken = sealed.replace(/.{7}/g, (piece) => piece + gaps.next().value);
        expect(signUpTokensIn(`${before}[${broken}]${behind}`, '')).toContain(sealed);
      }),
      { numRuns: runs(300) },
    );
  });
});

test('a mail that holds many tokens is somebody who guesses: ten are tried', async () => {
  const many = Array.from({ length: 50 }, (_, index) => `[${'x'.repeat(80)}${index}]`).join(' ');
  expect((await ownOf([`Subject: ${many}`], many))?.tokens).toHaveLength(10);
});

describe('an own mail tells', () => {
  test('to whom it came, by which it is answered, and its languages', async () => {
    const header = ['Subject:', 'Message-ID: <a@example.net>', 'Content-Language: de-AT', 'Accept-Language: en-US, fr'];
    expect(await ownOf(header)).toEqual({
      to: ['subscribe@example.org'],
      named: ['subscribe@example.org'],
      tokens: [],
      messageId: '<a@example.net>',
      languages: ['de-AT', 'en-US', 'fr'],
    });
  });

  test.each([
    ['it came over a mailing list', 'List-Id: <friends.example.net>'],
    ['it came over a mailing list', 'List-Unsubscribe: <https://example.net/leave>'],
    ['it came over a mailing list', 'Precedence: list'],
    ['its envelope has no sender to answer to', 'Return-Path: <>'],
    ['a program wrote it', 'Feedback-ID: a:b:c:d'],
    ['a program wrote it', 'X-Loop: friends'],
    ['it asks for no automatic answer', 'X-Auto-Response-Suppress: DR, AutoReply'],
  ])('that %s: %s', async (program, field) => {
    expect(await ownOf([field, 'Subject: Hello'])).toMatchObject({ program });
  });

  test.each([
    'noreply@example.net',
    'no-reply@example.net',
    'do_not_reply@example.net',
    'shop-noreply@example.net',
    'bounce+1@example.net',
    'owner-friends@example.net',
    'friends-request@example.net',
    'ListServ@example.net',
    'root@example.net',
    'ada@no-reply.example.net',
  ])('that a program wrote it: %s', async (address) => {
    const { own } = await parse(written([`From: ${address}`, 'To: subscribe@example.org', 'Subject: Hello']));
    expect(own).toMatchObject({ program: 'its sender is a program' });
  });

  test('that a person may have written it', async () => {
    for (const address of ['ada@example.net', 'noreen@example.net', 'rootes@example.net', 'bouncer@example.net']) {
      const { own } = await parse(written([`From: ${address}`, 'Auto-Submitted: no', 'Return-Path: <a@example.net>']));
      expect(own).not.toHaveProperty('program');
    }
  });

  test.each([
    ['a program that answers', 'Auto-Submitted: auto-replied'],
    ['a mail daemon', 'From: MAILER-DAEMON@example.net'],
    ['a report', 'Content-Type: multipart/report; boundary=b'],
    ['somebody who wants to leave', 'Subject: unsubscribe'],
  ])('nothing where it is no own mail, but of %s', async (_, field) => {
    const header = field.startsWith('From') ? [field] : [from[0]!, field];
    expect((await parse(written([...header, 'To: subscribe@example.org']))).own).toBeUndefined();
  });
});
