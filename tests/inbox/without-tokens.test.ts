import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from '../../src/inbox/parse.ts';
import { withoutTokens } from '../../src/inbox/without-tokens.ts';
import { writeSignUp } from '../../src/sign-ups/ticket.ts';
import { writeToken } from '../../src/subscribers/token.ts';
import { runs } from '../runs.ts';
import { key } from '../store/store-at.ts';
import { addressFor } from '../store/subscriber-store-contract.ts';
import { written } from './mails.ts';

const asked = new Date('2026-11-23T12:00:00Z');
const signUp = (name = '') =>
  writeSignUp(key, {
    ...{ list: 1, address: addressFor('ada@example.net'), tags: [], textHash: 'ab'.repeat(32), asked, way: 'mail' },
    ...(name && { name }),
  });
const leaving = writeToken(key, { purpose: 'unsubscribe', list: 1, subscriber: 1 });

describe('the subject of a mail is reported without its token', () => {
  test.each([
    ['in brackets', `Re: Please confirm: The Letter [${signUp()}]`, 'Re: Please confirm: The Letter […]'],
    ['in one piece', `Re: ${signUp()} yes`, 'Re: […] yes'],
    ['broken by a mail program', `Re: [${signUp().replace(/.{30}/g, '$& ')}]`, 'Re: […]'],
    ['cut off within it', `Re: [${signUp().replace(/.{70}/g, '$& ')}`, 'Re: […]'],
    ['very long', `Re: [${signUp('x'.repeat(60))}]`, 'Re: […]'],
    ['of an unsubscribe link', `unsubscribe ${leaving}`, 'unsubscribe […]'],
  ])('%s', (_, subject, shown) => {
    expect(withoutTokens(subject)).toBe(shown);
  });

  test('as the mail holds it, and so is what else is named of it', async () => {
    const bytes = written(
      [`From: Ada <reply+${leaving}@example.net>`, `Subject: Re: Frost [${signUp()}]`],
      'I liked it.',
    );
    expect(await parse(bytes)).toMatchObject({ from: 'reply+[…]@example.net', subject: 'Re: Frost […]' });
  });
});

test.each([
  'Re: [Frost] on the harbour',
  'Rindfleischetikettierungsueberwachung and more',
  '[a remark in brackets that is somewhat long, in which no word is]',
  'Re: [a remark without its end which is no token as all its words are short',
  '2026-11-23_the-frost-of-the-year',
])('a subject without a token is reported as it is: %s', (subject) => {
  expect(withoutTokens(subject)).toBe(subject);
});

test('no piece of a token that is long enough to be of use is left, whatever stands around it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ maxLength: 80 }), (before, after) => {
      const token = randomBytes(90).toString('base64url');
      const shown = withoutTokens(`${before} [${token}] ${after}`);
      expect(shown).not.toContain(token.slice(20, 60));
    }),
    { numRuns: runs(500) },
  );
});
