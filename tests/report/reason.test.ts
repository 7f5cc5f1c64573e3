import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reasonOf } from '../../src/report/reason.ts';
import { Reasons } from '../../src/report/reasons.ts';
import { runs } from '../runs.ts';

test.each([
  [
    '550 5.1.1 <ada@example.org>: Recipient address rejected: User unknown',
    '5.1.1',
    'Recipient address rejected: User unknown',
  ],
  [
    '550-5.1.1 The account ada does not exist. See https://support.example.com/mail?p=x y7-20020a170902b.123 - mx',
    '5.1.1',
    'The account … does not exist. See support.example.com … - mx',
  ],
  ['452 4.2.2 Mailbox of Ada.Lovelace is full', '4.2.2', 'Mailbox of … is full'],
  ['452 4.2.2 LOVELACE, your mailbox is full', '4.2.2', 'your mailbox is full'],
  ['421 Too many connections from 192.0.2.17, try later', '421', 'Too many connections from …, try later'],
  ['554 refused by mx3.mail.example.org [2001:db8::17:25:1]', '554', 'refused by'],
  ['not taken for 4 hours, the last answer: 451 4.7.1 Greylisted', '4.7.1', 'Greylisted'],
  ['not taken for 4 hours, the last answer: 450 busy', '450', 'busy'],
  ['250 2.0.0 Ok: queued as 4F1B2C3D4E5', '2.0.0', 'Ok: queued as'],
  ['the connection was closed', undefined, 'the connection was closed'],
  ['name "x" is longer than 64 characters', undefined, 'name "x" is longer than 64 characters'],
  ['', undefined, ''],
])('%j is counted as %s %j', (reply, code, words) => {
  expect(reasonOf(reply, 'Ada.Lovelace@Example.org')).toEqual({ ...(code && { code }), words });
});

test('a local part that is a word of mail servers leaves their words whole', () => {
  expect(reasonOf('550 no such user', 'user@example.org').words).toBe('no such user');
});

const local = fc.stringMatching(/^[a-z]{3,12}[0-9]{1,3}$/);
const text = fc.array(
  fc.constantFrom('550', '5.1.1', 'no', 'mailbox', '<', '>', ':', ',', '"', 'ab12cd34ef', '…', '-', 'for'),
);

test('no address, name or domain of the reader is left, wherever a server repeats it', () => {
  fc.assert(
    fc.property(local, text, text, fc.constantFrom('', '<', '"', '('), (name, before, after, sign) => {
      const address = `${name}@${name}host.example`;
      for (const said of [name, address, address.toUpperCase(), `${name}host.example`, `mx.${name}host.example`]) {
        const { words } = reasonOf([...before, `${sign}${said}`, ...after].join(' '), address);
        expect(words.toLowerCase()).not.toContain(name);
      }
    }),
    { numRuns: runs(200) },
  );
});

test('a reply of any kind is one line of at most 160 characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.emailAddress(), (reply, address) => {
      const { words } = reasonOf(reply, address);
      expect(words.length).toBeLessThanOrEqual(160);
      expect(words).not.toMatch(/\n/);
    }),
    { numRuns: runs(200) },
  );
});

test('letters are counted by reason, the most frequent first, and none is lost among many kinds', () => {
  const reasons = new Reasons();
  const words = (index: number) =>
    [index % 26, Math.floor(index / 26) % 26, Math.floor(index / 676)]
      .map((at) => String.fromCharCode(97 + at))
      .join('');
  for (let index = 0; index < 2_500; index += 1) reasons.add(`554 5.6.0 ${words(index)}`);
  for (let index = 0; index < 600; index += 1)
    reasons.add(`550 5.1.1 <reader${index}@example.org> No such user`, `reader${index}@example.org`);
  for (let index = 0; index < 3; index += 1) reasons.add('550 5.1.1 no such USER');
  const list = reasons.list();
  expect(list.length).toBeLessThanOrEqual(2_010);
  expect(list.reduce((sum, { letters }) => sum + letters, 0)).toBe(3_103);
  expect(list[0]).toMatchObject({ code: '5.1.1', meaning: 'no such mailbox', letters: 603 });
});

test('a code that Gmail uses in its own way is explained by the whole reply, also where its words are cut', () => {
  const reasons = new Reasons();
  reasons.add('550-5.7.27 This mail was blocked, SPF did not pass 41be03b00d2f7-b5c1a.12 - gsmtp', 'ada@example.org');
  expect(reasons.list()).toMatchObject([{ code: '5.7.27', meaning: expect.stringContaining('SPF did not pass') }]);
});
