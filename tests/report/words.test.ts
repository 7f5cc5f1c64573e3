import { expect, test } from 'vitest';
import { explainReply, meaningOf } from '../../src/report/meanings.ts';
import { duration, share, Times } from '../../src/report/words.ts';

test.each([
  [0, '0 s'],
  [0.44, '0.4 s'],
  [9.99, '10 s'],
  [12.4, '12 s'],
  [59.9, '1 min'],
  [200, '3 min 20 s'],
  [7_500, '2 h 5 min'],
  [3_600, '1 h'],
  [273_700, '3 d 4 h'],
])('%d seconds are %s', (seconds, words) => expect(duration(seconds)).toBe(words));

test.each([
  [0, 10, '0%'],
  [10, 10, '100%'],
  [1, 3, '33.3%'],
  [1, 100_000, '< 0.1%'],
  [99_999, 100_000, '> 99.9%'],
  [0, 0, '–'],
])('%d of %d are %s: nobody is rounded away', (part, whole, words) => expect(share(part, whole)).toBe(words));

test('times are those of a zone, and a span says the day of its end only if it is another one', () => {
  const times = new Times('Europe/Vienna');
  const at = (text: string) => new Date(text);
  expect(times.span(at('2026-11-23T22:30:00Z'), at('2026-11-23T22:45:00Z'))).toBe(
    '23 November 2026, 23:30 – 23:45 Europe/Vienna',
  );
  expect(times.span(at('2026-11-23T22:30:00Z'), at('2026-11-23T23:00:00Z'))).toBe(
    '23 November 2026, 23:30 – 24 November 2026, 00:00 Europe/Vienna',
  );
  expect(times.span(at('2026-11-23T22:30:00Z'), at('2026-11-23T22:30:40Z'))).toBe(
    '23 November 2026, 23:30 Europe/Vienna',
  );
  expect(times.isoDay(at('2026-11-23T23:30:00Z'))).toBe('2026-11-24');
});

test.each([
  ['5.1.1', 'no such mailbox'],
  ['4.2.2', 'the mailbox is full'],
  ['4.7.1', "deferred by the receiver's rules: too much at once, or a sender that is little known there yet"],
  ['5.7.1', "refused by the receiver's rules"],
  ['450', 'the mailbox cannot be reached now'],
  ['5.99.1', undefined],
  ['250', undefined],
])('the code %s means: %s', (code, words) => expect(meaningOf(code)).toBe(words));

test.each([
  [
    '550-5.7.25 The sending IP address for this message does not have a PTR record. q1 - gsmtp',
    'no name in the DNS (PTR)',
  ],
  [
    '550-5.7.26 This mail has been blocked because the sender is unauthenticated. - gsmtp',
    'neither SPF nor DKIM passed',
  ],
  ['550-5.7.27 This mail has been blocked because SPF did not pass. - gsmtp', 'SPF did not pass'],
  ['550-5.7.28 There is an unusual rate of unsolicited mail from your IP. - gsmtp', 'too many letters in a short time'],
  ['550-5.7.29 This mail was not sent over a TLS connection. - gsmtp', 'did not use TLS'],
  [
    '421-4.7.32 Your email has been rate limited because the From header is not aligned. - gsmtp',
    "of the sender's own domain",
  ],
  ['421 4.7.0 [TSS04] Messages temporarily deferred due to user complaints', 'too much at once'],
  ['421 4.7.66 try again later', 'too much at once'],
  ['451 4.7.650 The mail server has been temporarily rate limited', 'Outlook: fewer letters at a time'],
  [
    '550 5.7.515 Access denied, sending domain example.org does not meet the required level',
    'SPF, DKIM and DMARC have to pass',
  ],
  ['550; 5.7.515 Access denied', 'SPF, DKIM and DMARC have to pass'],
  // The same codes of other servers mean what the registry says.
  ['550 5.7.27 null MX', 'takes no mail itself'],
  ['550 5.7.29 bad chain', 'did not vouch for it (ARC)'],
])('%s is explained in plain words', (reply, words) => expect(explainReply(reply)).toContain(words));

test('a reply without a code that means anything is not explained', () => {
  expect([explainReply('the connection was closed'), explainReply('250 2.0.0 queued'), explainReply('')]).toEqual([
    ...[undefined, undefined, undefined],
  ]);
});
