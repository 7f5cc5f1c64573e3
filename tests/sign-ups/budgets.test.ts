import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { budgetsOf, countedPerson, unmailedBudgets } from '../../src/sign-ups/budgets.ts';
import { addressOf } from '../../src/subscribers/subscriber.ts';
import { runs } from '../runs.ts';
import { key } from '../store/store-at.ts';

const limits = { perHour: 500, perDomain: 100, perNetwork: 20 };
const budgetsFor = (address: string, visitor?: string) =>
  new Map(budgetsOf({ address: addressOf(address)!, visitor }, key, limits).map((budget) => [budget.name, budget]));
const keyOf = (name: string, address: string, visitor?: string) =>
  Buffer.from(budgetsFor(address, visitor).get(name)!.key).toString('hex');
const limitsOf = (address: string, visitor?: string) =>
  Object.fromEntries(
    [...budgetsFor(address, visitor)].map(([name, { limit, window }]) => [name, [limit, window / 3_600_000]]),
  );

test('a confirmation mail is limited by person, network, domain and as a whole', () => {
  expect(limitsOf('ada@reader.example', '203.0.113.7')).toEqual({
    ...{ 'address a day': [1, 24], 'address a month': [3, 720] },
    ...{ network: [20, 1], domain: [100, 1], all: [500, 1] },
  });
  expect(limitsOf('ada@reader.example', '2001:db8::1')).toMatchObject({ network: [20, 1], networks: [200, 1] });
  expect(limitsOf('ada@reader.example')).not.toHaveProperty('network');
});

test('half of an hour’s mails may go to one provider, whose mailboxes are those of different people', () => {
  for (const provider of ['gmail.com', 'yahoo.co.uk', 'gmx.de', 'outlook.com'])
    expect([provider, limitsOf(`ada@${provider}`).domain]).toEqual([provider, [250, 1]]);
  const few = budgetsOf({ address: addressOf('ada@gmail.com')! }, key, { perHour: 3, perDomain: 2, perNetwork: 1 });
  expect(few.find(({ name }) => name === 'domain')?.limit).toBe(2);
});

describe('one person is', () => {
  test.each([
    ['Ada.Lovelace@GMail.com', 'adalovelace@gmail.com'],
    ['a.d.a.lovelace+news@googlemail.com', 'adalovelace@gmail.com'],
    ['ada.lovelace+a+b@reader.example', 'ada.lovelace@reader.example'],
    ['ADA@Bücher.example', 'ada@xn--bcher-kva.example'],
    ['+ada@reader.example', '+ada@reader.example'],
  ])('%s: %s', (address, person) => {
    expect(countedPerson(addressOf(address)!)).toBe(person);
    expect(keyOf('address a day', address)).toBe(keyOf('address a day', person));
  });

  test('counted by the dots of other domains, where they may be another person', () => {
    expect(countedPerson(addressOf('a.da@reader.example')!)).toBe('a.da@reader.example');
  });
});

describe('one owner’s domain is', () => {
  test.each([
    ['ada@reader.example', 'grace@mail.reader.example'],
    ['ada@a.b.c.reader.example', 'ada@reader.example'],
    ['ada@reader.co.uk', 'grace@mail.reader.co.uk'],
    ['ada@gmail.com', 'ada@googlemail.com'],
  ])('that of %s and %s', (one, other) => {
    expect(keyOf('domain', one)).toBe(keyOf('domain', other));
  });

  test.each([
    ['ada@reader.example', 'ada@writer.example'],
    ['ada@reader.co.uk', 'ada@writer.co.uk'],
  ])('not that of %s and %s', (one, other) => {
    expect(keyOf('domain', one)).not.toBe(keyOf('domain', other));
  });
});

describe('one network is', () => {
  test.each([
    ['203.0.113.7', '203.0.113.250'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::'],
    ['2001:0DB8:0001::1', '2001:db8:1:ffff:ffff:ffff:ffff:ffff'],
    ['2001:db8::1', '2001:db8:0:5::'],
    ['2001::2:3:4:5:6:7', '2001:0:2::'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:1::'],
  ])('that of %s and %s', (one, other) => {
    expect(keyOf('network', 'ada@reader.example', one)).toBe(keyOf('network', 'ada@reader.example', other));
  });

  test.each([
    ['203.0.113.7', '203.0.114.7'],
    ['2001:db8:1::', '2001:db8:2::'],
  ])('not that of %s and %s', (one, other) => {
    expect(keyOf('network', 'ada@reader.example', one)).not.toBe(keyOf('network', 'ada@reader.example', other));
  });

  test('of IPv6 also the block of a provider, ten times as large', () => {
    const [one, other] = ['2001:db8:1::', '2001:db8:2::'];
    expect(keyOf('networks', 'ada@reader.example', one)).toBe(keyOf('networks', 'ada@reader.example', other));
  });

  test.each([
    '127.0.0.1',
    '::1',
    '10.1.2.3',
    '192.168.1.1',
    'fd00::1',
  ])('none of %s, where a proxy brings everybody', (visitor) => {
    expect([...budgetsFor('ada@reader.example', visitor).keys()]).toEqual([
      ...['address a day', 'address a month', 'domain', 'all'],
    ]);
  });
});

test('a counter names nobody: its key is none of the words, and another secret makes another', () => {
  const other = createSecretKey('fedcba9876543210fedcba9876543210', 'utf8');
  const [mine] = budgetsOf({ address: addressOf('ada@reader.example')! }, key, limits);
  const [theirs] = budgetsOf({ address: addressOf('ada@reader.example')! }, other, limits);
  expect(mine!.key).toHaveLength(32);
  expect(mine!.key).not.toEqual(theirs!.key);
  expect(Buffer.from(mine!.key).toString('latin1')).not.toContain('ada');
  // The same value under two names would tell that they belong together.
  expect(keyOf('address a day', 'ada@reader.example')).not.toBe(keyOf('address a month', 'ada@reader.example'));
});

test('an attempt without a mail is counted by its network, and in one row an hour', () => {
  const at = (text: string) => new Date(`2026-11-23T${text}Z`);
  const [network, unmailed] = unmailedBudgets('203.0.113.7', key, limits, at('12:10:00'));
  expect(network).toEqual(budgetsFor('ada@reader.example', '203.0.113.7').get('network'));
  expect(unmailed).toMatchObject({ name: 'unmailed', window: 50 * 60_000 });
  expect(unmailedBudgets(undefined, key, limits, at('12:59:59'))).toMatchObject([{ name: 'unmailed', window: 1000 }]);
});

test('whatever address a visitor has, it is counted by its first bits alone', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 }), fc.nat(0xffff), (groups, last) => {
      const written = (parts: readonly number[]) => parts.map((part) => part.toString(16)).join(':');
      const [one, other] = [written(groups), written([...groups.slice(0, 7), last])];
      const key = (visitor: string) => budgetsFor('ada@reader.example', visitor).get('network')?.key;
      expect(key(one)).toEqual(key(other));
    }),
    { numRuns: runs() },
  );
});
