import fc from 'fast-check';
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { type TrustedProxies, visitors } from '../../src/server/visitor.ts';
import { budgetsOf } from '../../src/sign-ups/budgets.ts';
import { addressOf } from '../../src/subscribers/subscriber.ts';
import { runs } from '../runs.ts';
import { key } from '../store/store-at.ts';

/** The address that a server with such proxies takes for the visitor's. */
async function visitorOf(
  peer: string | undefined,
  headers: Record<string, string>,
  trusted?: TrustedProxies,
): Promise<string> {
  const visitor = visitors(trusted);
  const app = new Hono().get('*', (context) => context.text(visitor(context) ?? 'none'));
  const answer = await app.fetch(new Request('http://letters.example.org/', { headers }), {
    incoming: { socket: { remoteAddress: peer } },
  });
  return answer.text();
}

const xff = (value: string) => ({ 'X-Forwarded-For': value });
const forwarded = (value: string) => ({ Forwarded: value });
const loopback = ['127.0.0.0/8', '::1', '10.0.0.0/8', '2001:db8:9::/48'];

test.each<
  [situation: string, peer: string, headers: Record<string, string>, TrustedProxies | undefined, visitor: string]
>([
  ['without a proxy the connection counts', '203.0.113.7', {}, undefined, '203.0.113.7'],
  ['without a proxy a forged field is nothing', '203.0.113.7', xff('192.0.2.1'), undefined, '203.0.113.7'],
  ['no proxies are no proxies', '203.0.113.7', forwarded('for=192.0.2.1'), 0, '203.0.113.7'],
  ['one proxy names the visitor', '127.0.0.1', xff('203.0.113.7'), 1, '203.0.113.7'],
  ['one proxy adds to the forged field', '127.0.0.1', xff('192.0.2.1, 203.0.113.7'), 1, '203.0.113.7'],
  ['two proxies', '127.0.0.1', xff('192.0.2.1, 203.0.113.7, 10.0.0.2'), 2, '203.0.113.7'],
  ['fewer hops than proxies', '127.0.0.1', xff('203.0.113.7'), 3, '203.0.113.7'],
  ['a proxy that says nothing', '127.0.0.1', {}, 1, '127.0.0.1'],
  ['a proxy in a trusted network', '127.0.0.1', xff('192.0.2.1, 203.0.113.7'), loopback, '203.0.113.7'],
  ['all proxies of trusted networks', '127.0.0.1', xff('1.2.3.4, 203.0.113.7, 10.1.1.1'), loopback, '203.0.113.7'],
  ['a proxy outside of them', '203.0.113.9', xff('192.0.2.1'), loopback, '203.0.113.9'],
  ['a visitor on the machine itself', '127.0.0.1', xff('10.0.0.9'), loopback, '10.0.0.9'],
  ['IPv6 in its usual spelling', '::1', xff('2001:DB8:0:0:0::1'), 1, '2001:db8::1'],
  ['IPv6 with a port', '::1', xff('[2001:db8::1]:4711'), 1, '2001:db8::1'],
  ['IPv4 with a port', '::1', xff('203.0.113.7:4711'), 1, '203.0.113.7'],
  ['IPv4 within IPv6', '::ffff:127.0.0.1', xff('::ffff:203.0.113.7'), loopback, '203.0.113.7'],
  ['IPv4 within IPv6 in hexadecimal', '::ffff:7f00:1', xff('::ffff:cb00:7107'), loopback, '203.0.113.7'],
  ['a network of mapped addresses', '10.0.0.1', xff('203.0.113.7'), ['::ffff:10.0.0.0/104'], '203.0.113.7'],
  ['a trusted IPv6 network', '2001:db8:9::5', xff('2001:db8:8::1'), loopback, '2001:db8:8::1'],
  ['a zone', 'fe80::1%eth0', xff('192.0.2.1'), 0, 'fe80::1'],
  ['garbage', '127.0.0.1', xff('203.0.113.7, unknown'), 1, '127.0.0.1'],
  ['a number that is no address', '127.0.0.1', xff('203.0.113.7, 999.1.1.1'), loopback, '127.0.0.1'],
  ['an empty field', '127.0.0.1', xff(''), 1, '127.0.0.1'],
  ['Forwarded', '127.0.0.1', forwarded('for=192.0.2.1, for=203.0.113.7;proto=https;by=10.0.0.1'), 1, '203.0.113.7'],
  ['Forwarded with IPv6', '127.0.0.1', forwarded('proto=https;For="[2001:db8::1]:4711"'), 1, '2001:db8::1'],
  ['Forwarded with a port', '127.0.0.1', forwarded('for="203.0.113.7:4711"'), loopback, '203.0.113.7'],
  ['Forwarded that hides the visitor', '127.0.0.1', forwarded('for=_hidden'), 1, '127.0.0.1'],
  ['Forwarded of an unknown visitor', '127.0.0.1', forwarded('for=192.0.2.1, for=unknown'), 1, '127.0.0.1'],
  ['Forwarded without an address', '127.0.0.1', forwarded('for=192.0.2.1, proto=https'), 1, '127.0.0.1'],
  ['a quotation mark that the visitor left open', '127.0.0.1', forwarded('for=", for=203.0.113.7'), 1, '203.0.113.7'],
  ['and one that the proxy would close', '127.0.0.1', forwarded('for=", for="[2001:db8::1]"'), 1, '2001:db8::1'],
  [
    'a host with a comma in quotes',
    '127.0.0.1',
    forwarded('for=203.0.113.7;host="a, for=192.0.2.1"'),
    1,
    '203.0.113.7',
  ],
  ['nonsense', '127.0.0.1', forwarded('192.0.2.1'), 1, '127.0.0.1'],
  ['both fields agree', '127.0.0.1', { ...xff('203.0.113.7'), ...forwarded('for=203.0.113.7') }, 1, '203.0.113.7'],
  ['both fields differ', '127.0.0.1', { ...xff('203.0.113.7'), ...forwarded('for=192.0.2.1') }, 1, 'unclear'],
  ['a field that the visitor adds in vain', '127.0.0.1', { ...xff('203.0.113.7'), Forwarded: '?' }, 1, 'unclear'],
])('%s', async (_, peer, headers, trusted, visitor) => {
  expect(await visitorOf(peer, headers, trusted)).toBe(visitor);
});

test('without a connection there is no visitor', async () => {
  expect(await visitorOf(undefined, xff('192.0.2.1'), 1)).toBe('none');
});

const limits = { perHour: 500, perDomain: 100, perNetwork: 20 };

/** What a client may write into a field: addresses, what looks like them, and anything that a header can hold. */
const forged = fc.oneof(
  fc
    .array(
      fc.oneof(
        fc.ipV4(),
        fc.ipV6(),
        fc.ipV4().map((address) => `for=${address}`),
        fc.ipV6().map((address) => `for="[${address}]"`),
        fc.constantFrom('for="', '"', ',', ';', '\\"', 'for=', 'unknown', '127.0.0.1', '10.0.0.1', '[', ']:80', ' '),
      ),
    )
    .chain((parts) => fc.constantFrom(', ', ',', '', ';').map((between) => parts.join(between))),
  fc.string().map((text) => text.replace(/[^\x20-\x7e]/g, '')),
);
const address = fc.oneof(fc.constantFrom('203.0.113.7', '198.51.100.200'), fc.constantFrom('2001:db8::7', '2a00::1'));
const proxies = fc.uniqueArray(fc.constantFrom('127.0.0.1', '10.0.0.1', '10.0.0.2', '2001:db8:9::5'), { minLength: 1 });

test('whatever a client writes, behind trusted proxies it is counted, by its own address or with all who forge', async () => {
  await fc.assert(
    fc.asyncProperty(
      forged,
      forged,
      address,
      proxies,
      fc.boolean(),
      fc.boolean(),
      async (old, standard, client, chain, isStandard, isCounted) => {
        const hops = [client, ...chain.slice(0, -1)];
        const own = isStandard
          ? hops.map((hop) => `for=${hop.includes(':') ? `"[${hop}]:1"` : hop};proto=https`).join(', ')
          : hops.join(', ');
        const after = (text: string) => (text === '' ? own : `${text}, ${own}`);
        const headers = {
          'X-Forwarded-For': isStandard ? old : after(old),
          Forwarded: isStandard ? after(standard) : standard,
        };
        const visitor = await visitorOf(chain.at(-1)!, headers, isCounted ? chain.length : loopback);
        expect([client, 'unclear']).toContain(visitor);
        const names = budgetsOf({ address: addressOf('ada@example.org')!, visitor }, key, limits).map(
          ({ name }) => name,
        );
        expect(names).toContain('network');
      },
    ),
    { numRuns: runs(1000) },
  );
});

test('where a proxy replaces the other field, the client is always known by its own address', async () => {
  await fc.assert(
    fc.asyncProperty(forged, address, fc.boolean(), async (old, client, isCounted) => {
      const visitor = await visitorOf('127.0.0.1', xff(`${old}, ${client}`), isCounted ? 1 : loopback);
      expect(visitor).toBe(client);
    }),
    { numRuns: runs(1000) },
  );
});
