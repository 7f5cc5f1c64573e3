import { expect, test } from 'vitest';
import { meaningOf } from '../../src/report/meanings.ts';
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
  expect(times.span(at('2026-11-23T22:30:00Z'), at('2026-11-23T22:45:00Z'))).toBe('23 November 2026, 23:30 – 23:45');
  expect(times.span(at('2026-11-23T22:30:00Z'), at('2026-11-23T23:00:00Z'))).toBe(
    '23 November 2026, 23:30 – 24 November 2026, 00:00',
  );
  expect(times.span(at('2026-11-23T22:30:00Z'), at('2026-11-23T22:30:40Z'))).toBe('23 November 2026, 23:30');
  expect(times.isoDay(at('2026-11-23T23:30:00Z'))).toBe('2026-11-24');
});

test.each([
  ['5.1.1', 'no such mailbox'],
  ['4.2.2', 'the mailbox is full'],
  ['4.7.1', "deferred by the receiver's rules"],
  ['5.7.1', "refused by the receiver's rules"],
  ['450', 'the mailbox cannot be reached now'],
  ['5.99.1', undefined],
  ['250', undefined],
])('the code %s means: %s', (code, words) => expect(meaningOf(code)).toBe(words));
