import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { longestTag, readBounceTag, writeBounceTag } from '../../../src/send/message/bounce-tag.ts';
import { runs } from '../../runs.ts';

const key = createSecretKey(Buffer.alloc(32, 1));
const list = 77;
const most = { sending: 2 ** 32 - 1, subscriber: 2 ** 48 - 1 };

test.each([
  [{ sending: 1, subscriber: 1 }, '1.1.2oluwz6l77jzgowl57x5'],
  [{ sending: 12, subscriber: 34_567 }, 'c.qo7.jgcsdvbcrqgo3nbuqnsf'],
  [most, '1z141z3.2rrvthnxtr.tta7oezgjxbfbg45jzxv'],
])('the tag of %o never changes, so letters that come back years later are known', (ticket, tag) => {
  expect(writeBounceTag(key, list, ticket)).toBe(tag);
  expect(readBounceTag(key, list, tag)).toEqual(ticket);
});

test('a tag is read in any case, as servers on the way may write it', () => {
  const tag = writeBounceTag(key, list, { sending: 12, subscriber: 34_567 });
  expect(readBounceTag(key, list, tag.toUpperCase())).toEqual({ sending: 12, subscriber: 34_567 });
});

test('every tag fits before an @ and names what it was made for', () => {
  const ticket = fc.record({
    sending: fc.integer({ min: 1, max: most.sending }),
    subscriber: fc.maxSafeNat().map((number) => (number % most.subscriber) + 1),
  });
  fc.assert(
    fc.property(ticket, (one) => {
      const tag = writeBounceTag(key, list, one);
      expect(tag).toMatch(/^[a-z0-9]+(\.[a-z0-9]+)+$/);
      expect(tag.length).toBeLessThanOrEqual(longestTag);
      expect(readBounceTag(key, list, tag)).toEqual(one);
    }),
    { numRuns: runs() },
  );
});

describe('nothing is read', () => {
  const tag = writeBounceTag(key, list, { sending: 12, subscriber: 34_567 });

  test('from a tag that was changed in any place', () => {
    for (let index = 0; index < tag.length; index += 1) {
      for (const letter of 'a7.z-') {
        const changed = tag.slice(0, index) + letter + tag.slice(index + 1);
        if (changed !== tag) expect(readBounceTag(key, list, changed)).toBeUndefined();
      }
    }
  });

  test('from a tag of another key or list', () => {
    expect(readBounceTag(createSecretKey(Buffer.alloc(32, 2)), list, tag)).toBeUndefined();
    expect(readBounceTag(key, list + 1, tag)).toBeUndefined();
  });

  test.each([
    '',
    '.',
    '..',
    '0.1.',
    `0${tag}`,
    `${tag}.`,
    ` ${tag}`,
    `${tag}\n`,
    `zzzzzzz.1.${'a'.repeat(20)}`,
  ])('from %j', (text) => {
    expect(readBounceTag(key, list, text)).toBeUndefined();
  });

  test('from any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => readBounceTag(key, list, text) === undefined),
      { numRuns: runs() },
    );
  });
});

test.each([
  { sending: 0, subscriber: 1 },
  { sending: 1, subscriber: 2 ** 48 },
  { sending: 1.5, subscriber: 1 },
])('there is no tag for %o', (ticket) => {
  expect(() => writeBounceTag(key, list, ticket)).toThrow(RangeError);
});
