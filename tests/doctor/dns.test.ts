import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { openDns, type Questions, systemResolver, Unanswered } from '../../src/doctor/dns.ts';
import { examine } from '../../src/doctor/examine.ts';
import { reverseName } from '../../src/doctor/reverse.ts';
import { startNameServer } from './name-server.ts';
import { zone } from './zone.ts';

const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'der' });

const table = zone({
  'example.org': { txt: ['v=spf1 a:smtp.example.org -all'], mx: ['10 smtp.example.org'] },
  'smtp.example.org': { a: ['192.0.2.25'], aaaa: ['2001:db8::25'] },
  'letters._domainkey.example.org': { txt: [`v=DKIM1; k=rsa; p=${key.toString('base64')}`] },
  '_dmarc.example.org': { txt: ['v=DMARC1; p=none; rua=mailto:postmaster@example.org'] },
  [reverseName('192.0.2.25')]: { ptr: ['smtp.example.org'] },
  [reverseName('2001:db8::25')]: { ptr: ['smtp.example.org'] },
  'silent.example.org': { mx: ['0 .'] },
  'failing.example.org': 'ESERVFAIL',
});

async function asked(questions: Questions): Promise<{ resolver: Questions; abort: AbortController }> {
  const abort = new AbortController();
  const resolver = systemResolver(abort.signal);
  resolver.setServers([await startNameServer(questions)]);
  return { resolver, abort };
}

test('a real name server is asked, and a healthy domain has nothing but good findings', async () => {
  const { resolver } = await asked(table);
  const sender = { from: 'letters@example.org', host: 'smtp.example.org', selectors: ['letters'] };
  const findings = await examine(sender, resolver);
  expect(findings.map(({ check, verdict }) => `${check} ${verdict}`)).toEqual([
    'SPF ok',
    'DKIM ok',
    'DMARC ok',
    'PTR ok',
    'PTR ok',
    'MX ok',
  ]);
});

test('a real name server tells what is not there from what cannot be known', async () => {
  const { resolver } = await asked(table);
  const dns = openDns(resolver);
  expect(await dns.txt('smtp.example.org')).toEqual({ records: [], exists: true });
  expect(await dns.txt('_domainkey.example.org')).toEqual({ records: [], exists: true });
  expect(await dns.txt('gone.example.org')).toEqual({ records: [], exists: false });
  expect(await dns.addresses('smtp.example.org')).toEqual({ records: ['192.0.2.25', '2001:db8::25'], exists: true });
  expect((await dns.mx('silent.example.org')).records).toMatchObject([{ priority: 0, exchange: '' }]);
  await expect(dns.txt('failing.example.org')).rejects.toThrow(Unanswered);
});

test('a name that is too long to be one is not there', async () => {
  const { resolver } = await asked(table);
  expect(await openDns(resolver).txt(`${'a'.repeat(64)}.example.org`)).toEqual({ records: [], exists: false });
});

test('Ctrl-C ends a question that nobody answers', async () => {
  const { promise: heard, resolve } = Promise.withResolvers<void>();
  const never = new Promise<never>(() => {});
  const silent = {
    ...table,
    resolveTxt: () => {
      resolve();
      return never;
    },
  };
  const { resolver, abort } = await asked(silent);
  const answer = openDns(resolver).txt('example.org');
  heard.then(() => abort.abort());
  await expect(answer).rejects.toMatchObject({ code: 'ECANCELLED' });
});
