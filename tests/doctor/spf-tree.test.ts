import fc from 'fast-check';
import { spf } from 'mailauth/lib/spf/index.js';
import { describe, expect, test } from 'vitest';
import { openDns } from '../../src/doctor/dns.ts';
import { evaluateSpf, growSpf, lookupsOf, voidsOf } from '../../src/doctor/spf-tree.ts';
import { runs } from '../runs.ts';
import { type Entry, zone } from './zone.ts';

const hosts = {
  'mail.example.org': { a: ['192.0.2.25'], aaaa: ['2001:db8::25'] },
  'web.example.org': { a: ['192.0.2.80', '198.51.100.80'], aaaa: ['2001:db8::80'] },
} satisfies Record<string, Entry>;

async function grown(table: Readonly<Record<string, Entry>>) {
  return growSpf('example.org', openDns(zone(table)));
}

async function resultOf(records: Readonly<Record<string, string>>, address: string) {
  return evaluateSpf(await grown(tableOf(records)), address);
}

/** Domains with an SPF record, addresses and a mail server. */
function tableOf(records: Readonly<Record<string, string>>): Record<string, Entry> {
  const domains = Object.entries(records).map(([domain, text]): [string, Entry] => [
    domain,
    {
      txt: ['another text', text],
      a: ['192.0.2.1'],
      aaaa: ['2001:db8::1'],
      mx: ['20 web.example.org', '10 mail.example.org'],
    },
  ]);
  return { ...hosts, ...Object.fromEntries(domains) };
}

describe('what a receiver makes of a sender’s address', () => {
  test.each([
    ['v=spf1 ip4:192.0.2.0/28 -all', '192.0.2.15', 'pass'],
    ['v=spf1 ip4:192.0.2.0/28 -all', '192.0.2.16', 'fail'],
    ['v=spf1 ip4:0.0.0.0/0 -all', '203.0.113.9', 'pass'],
    ['v=spf1 ip6:2001:db8::/64 ~all', '2001:db8::ffff', 'pass'],
    ['v=spf1 ip6:2001:db8::/64 ~all', '192.0.2.1', 'softfail'],
    ['v=spf1 a -all', '192.0.2.1', 'pass'],
    ['v=spf1 a:mail.example.org//120 -all', '2001:db8::ff', 'pass'],
    ['v=spf1 a:mail.example.org/24 -all', '192.0.2.200', 'pass'],
    ['v=spf1 mx -all', '198.51.100.80', 'pass'],
    ['v=spf1 mx -all', '192.0.2.26', 'fail'],
    ['v=spf1 ?mx -all', '192.0.2.25', 'neutral'],
    ['v=spf1 exists:mail.example.org -all', '203.0.113.9', 'pass'],
    ['v=spf1 exists:nothing.example.org -all', '203.0.113.9', 'fail'],
    ['v=spf1 a', '203.0.113.9', 'neutral'],
    ['v=spf1 exists:%{i}.example.org -all', '192.0.2.1', 'unknown'],
    ['v=spf1 a exists:%{i}.example.org -all', '192.0.2.1', 'pass'],
    ['v=spf1 ptr -all', '192.0.2.1', 'unknown'],
    ['v=spf1 include:nothing.example.org -all', '192.0.2.1', 'broken'],
    ['v=spf1 include:example.org -all', '192.0.2.1', 'broken'],
    ['v=spf1 redirect=nothing.example.org', '192.0.2.1', 'broken'],
  ])('%s: %s is a %s', async (text, address, result) => {
    expect(await resultOf({ 'example.org': text }, address)).toBe(result);
  });

  test.each([
    ['192.0.2.25', 'pass'],
    ['192.0.2.77', 'softfail'],
    ['203.0.113.1', 'fail'],
  ])('an include counts only where it passes, and a redirect stands for the rest: %s is a %s', async (address, result) => {
    const records = {
      'example.org': 'v=spf1 include:a.example.org redirect=b.example.org',
      'a.example.org': 'v=spf1 a:mail.example.org -all',
      'b.example.org': 'v=spf1 ~ip4:192.0.2.0/24 -all',
    };
    expect(await resultOf(records, address)).toBe(result);
  });

  test('is the same as mailauth finds', async () => {
    await fc.assert(
      fc.asyncProperty(recordsOfSpf, fc.constantFrom(...addresses), async (records, address) => {
        const table = tableOf(records);
        const tree = await grown(table);
        // An evaluation may end before its limits are met, which depends on the sender.
        fc.pre(lookupsOf(tree) <= 10 && voidsOf(tree).length === 0);
        const names = { pass: 'pass', fail: 'fail', softfail: 'softfail', neutral: 'neutral', broken: 'permerror' };
        const { status } = await spf({
          sender: 'letters@example.org',
          ip: address,
          helo: 'mail.example.org',
          resolver: resolverOf(table) as never,
          strict: true,
        });
        expect(names[evaluateSpf(tree, address) as keyof typeof names]).toBe(status.result);
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('what a record costs', () => {
  test('every question counts, in includes and redirects as well', async () => {
    const tree = await grown(
      tableOf({
        'example.org': 'v=spf1 a mx ip4:192.0.2.1 include:a.example.org redirect=b.example.org',
        'a.example.org': 'v=spf1 exists:%{i}.example.org include:b.example.org -all a mx',
        'b.example.org': 'v=spf1 ptr a:mail.example.org -all',
      }),
    );
    expect(lookupsOf(tree)).toBe(2 + 1 + (1 + 1 + 2) + 1 + 2);
  });

  test('mechanisms that lead to nothing are named', async () => {
    const tree = await grown(
      tableOf({ 'example.org': 'v=spf1 a:gone.example.org mx:gone.example.org a exists:gone.example.org -all' }),
    );
    expect(voidsOf(tree)).toEqual(['a:gone.example.org', 'mx:gone.example.org', 'exists:gone.example.org']);
  });

  test('a record that leads to ever more records comes to an end', async () => {
    const names = Array.from({ length: 80 }, (_, index) => `n${index}.example.org`);
    const chain = names.map((name, index) => [name, `v=spf1 include:n${index + 1}.example.org -all`]);
    const tree = await grown(
      tableOf({ 'example.org': 'v=spf1 include:n0.example.org -all', ...Object.fromEntries(chain) }),
    );
    expect(lookupsOf(tree)).toBeGreaterThan(10);
    expect(evaluateSpf(tree, '192.0.2.1')).toBe('broken');
  });
});

const addresses = [
  '192.0.2.1',
  '192.0.2.25',
  '198.51.100.80',
  '203.0.113.9',
  '2001:db8::1',
  '2001:db8::80',
  '2001:db9::1',
];

const sign = fc.constantFrom('', '+', '-', '~', '?');
const named = fc.constantFrom('a.example.org', 'b.example.org', 'c.example.org', 'mail.example.org', 'web.example.org');
const suffix = fc.constantFrom('', '/24', '/31', '//64', '/16//48', '/33');
const mechanism = fc.oneof(
  fc.constantFrom(
    'ip4:192.0.2.0/24',
    'ip4:198.51.100.80',
    'ip6:2001:db8::/32',
    'ip6:2001:db8::80',
    'ip4:192.0.2.1/0',
    'ip4:300.1.1.1',
  ),
  fc.tuple(fc.constantFrom('a', 'mx'), suffix).map((parts) => parts.join('')),
  fc.tuple(named, suffix).map(([name, size]) => `a:${name}${size}`),
  named.map((name) => `include:${name}`),
  named.map((name) => `exists:${name}`),
  fc.constantFrom('all', 'A', 'include:', 'ipv4:192.0.2.1', 'a:localhost'),
);
const modifier = fc.oneof(
  named.map((name) => `redirect=${name}`),
  fc.constantFrom('unknown=word', 'exp=why.example.org'),
);
const record = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.tuple(sign, mechanism).map((parts) => parts.join('')) },
      { weight: 1, arbitrary: modifier },
    ),
    {
      maxLength: 5,
    },
  )
  .map((terms) => ['v=spf1', ...terms].join(' '));
const recordsOfSpf = fc.record({
  'example.org': record,
  'a.example.org': record,
  'b.example.org': record,
  'c.example.org': record,
});

/** The same zone as mailauth asks it. */
function resolverOf(table: Readonly<Record<string, Entry>>) {
  const { resolveTxt, resolveMx, resolve4, resolve6 } = zone(table);
  const ask = { TXT: resolveTxt, MX: resolveMx, A: resolve4, AAAA: resolve6 } as const;
  return (name: string, type: keyof typeof ask) => ask[type](name);
}
