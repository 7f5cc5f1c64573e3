import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ownKey } from '../../src/doctor/dkim-key.ts';
import { examine, type SenderIdentity } from '../../src/doctor/examine.ts';
import { reverseName } from '../../src/doctor/reverse.ts';
import type { Handshake } from '../../src/doctor/tls.ts';
import { missingForMail } from '../../src/sign-ups/missing-for-mail.ts';
import { type Entry, zone } from './zone.ts';

const key = (bits: number, type: 'spki' | 'pkcs1' = 'spki') =>
  generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ type, format: 'der' }).toString('base64');
const strong = key(2048);
const edwards = generateKeyPairSync('ed25519')
  .publicKey.export({ format: 'der', type: 'spki' })
  .subarray(-32)
  .toString('base64');

const sender: SenderIdentity = {
  from: 'Example Letters <letters@example.org>',
  replyTo: 'editors@example.org',
  unsubscribeEmail: 'leave@lists.example.org',
  unsubscribeUrl: 'https://www.example.org/unsubscribe/{token}',
  host: 'smtp.example.org',
  selectors: ['letters'],
};

/** A domain at which nothing is wrong. */
const healthy: Record<string, Entry> = {
  'example.org': { txt: ['v=spf1 a:smtp.example.org -all', 'another=text'], mx: ['10 smtp.example.org'] },
  'smtp.example.org': { a: ['192.0.2.25'], aaaa: ['2001:db8::25'] },
  'letters._domainkey.example.org': { txt: [`v=DKIM1; k=rsa; p=${strong}`] },
  '_dmarc.example.org': { txt: ['v=DMARC1; p=quarantine; rua=mailto:reports@example.org'] },
  [reverseName('192.0.2.25')]: { ptr: ['smtp.example.org'] },
  [reverseName('2001:db8::25')]: { ptr: ['other.example.net', 'smtp.example.org'] },
  'lists.example.org': { mx: ['10 smtp.example.org'] },
  'www.example.org': { a: ['192.0.2.80'] },
};

async function found(changes: Record<string, Entry> = {}, other: Partial<SenderIdentity> = {}) {
  return examine({ ...sender, ...other }, zone({ ...healthy, ...changes }));
}

/** What stands out: all that is not well. */
async function complaints(changes: Record<string, Entry>, other: Partial<SenderIdentity> = {}) {
  return (await found(changes, other)).filter(({ verdict }) => verdict !== 'ok');
}

const spf = (text: string): Record<string, Entry> => ({ 'example.org': { txt: [text], mx: ['10 smtp.example.org'] } });
const dkim = (...txt: string[]): Record<string, Entry> => ({ 'letters._domainkey.example.org': { txt } });
const dmarc = (...txt: string[]): Record<string, Entry> => ({ '_dmarc.example.org': { txt } });

test('a domain at which nothing is wrong has nothing but good findings', async () => {
  const findings = await found();
  expect(findings.map(({ check, verdict, message }) => `${verdict} ${check}: ${message}`)).toEqual([
    'ok SPF: example.org lets smtp.example.org (192.0.2.25, 2001:db8::25) send',
    'ok DKIM: letters._domainkey.example.org has an RSA key of 2048 bits',
    'ok DMARC: example.org has the DMARC policy quarantine',
    'ok PTR: 192.0.2.25 has the name smtp.example.org, which leads back to it',
    'ok PTR: 2001:db8::25 has the name smtp.example.org, which leads back to it',
    'ok MX: example.org takes mail at smtp.example.org',
    'ok MX: lists.example.org takes mail at smtp.example.org',
    'ok Unsubscribe: www.example.org has an address',
  ]);
});

describe('SPF', () => {
  test.each([
    ['no record', 'another=text', 'error', 'spf-missing', 'v=spf1 a:smtp.example.org ~all'],
    ['no end', 'v=spf1 a:smtp.example.org', 'warning', 'spf-open', 'v=spf1 a:smtp.example.org ~all'],
    ['a neutral end', 'v=spf1 a:smtp.example.org ?all', 'warning', 'spf-open', 'v=spf1 a:smtp.example.org ~all'],
    ['an open end', 'v=spf1 a:smtp.example.org +all', 'error', 'spf-everybody', 'v=spf1 a:smtp.example.org ~all'],
    ['a word for everybody', 'v=spf1 all', 'error', 'spf-everybody', 'v=spf1 ~all'],
    [
      'terms behind its end',
      'v=spf1 a:smtp.example.org -all mx',
      'warning',
      'spf-ignored',
      'v=spf1 a:smtp.example.org mx -all',
    ],
    [
      'half of the relay',
      'v=spf1 ip4:192.0.2.25 -all',
      'warning',
      'spf-relay',
      'v=spf1 ip4:192.0.2.25 ip6:2001:db8::25 -all',
    ],
    [
      'none of the relay',
      'v=spf1 mx:lists.example.net -all',
      'warning',
      'spf-relay',
      'v=spf1 mx:lists.example.net ip4:192.0.2.25 ip6:2001:db8::25 -all',
    ],
  ])('a record with %s is told, with the record to write', async (_, text, verdict, rule, value) => {
    expect(await complaints(spf(text))).toMatchObject([
      { check: 'SPF', verdict, rule, record: { name: 'example.org', type: 'TXT', value } },
    ]);
  });

  test.each([
    ['which nobody may use', 'v=spf1 -all', 'error', 'spf-nobody', 'no server sends mail'],
    ['with a slip', 'v=spf1 ipv4:192.0.2.25 -all', 'error', 'spf-broken', 'did you mean "ip4"'],
    [
      'that includes nothing',
      'v=spf1 include:gone.example.net -all',
      'error',
      'spf-broken',
      'gone.example.net has no SPF record',
    ],
    ['with a question that is slow', 'v=spf1 a:smtp.example.org ptr -all', 'warning', 'spf-ptr', 'ptr'],
    [
      'for half of the internet',
      'v=spf1 ip4:128.0.0.0/1 a:smtp.example.org -all',
      'warning',
      'spf-wide',
      '128.0.0.0/1',
    ],
    [
      'that leads to nothing thrice',
      'v=spf1 a:a.gone.net a:b.gone.net a:c.gone.net a:smtp.example.org -all',
      'warning',
      'spf-void',
      'a:b.gone.net',
    ],
  ])('a record %s is told', async (_, text, verdict, rule, words) => {
    const [finding, ...others] = await complaints(spf(text));
    expect(finding).toMatchObject({ check: 'SPF', verdict, rule, message: expect.stringContaining(words) });
    expect(others).toEqual([]);
  });

  test('two records are told, with one that holds both', async () => {
    const two = {
      'example.org': {
        txt: ['v=spf1 a:smtp.example.org -all', 'v=spf1 include:other.example.net ~all'],
        mx: ['10 smtp.example.org'],
      },
    };
    expect(await complaints(two)).toMatchObject([
      { rule: 'spf-several', record: { value: 'v=spf1 a:smtp.example.org include:other.example.net ~all' } },
    ]);
  });

  test('a record that costs more than ten questions is told, the dearest part first', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `a:smtp${index}.example.net`).join(' ');
    const hosts = Object.fromEntries(
      Array.from({ length: 8 }, (_, index) => [`smtp${index}.example.net`, { a: ['192.0.2.90'] }]),
    );
    const [finding] = await complaints({
      ...hosts,
      ...spf(`v=spf1 a:smtp.example.org include:a.example.net include:b.example.net -all`),
      'a.example.net': { txt: [`v=spf1 ${many(3)} -all`] },
      'b.example.net': { txt: [`v=spf1 ${many(8)} -all`] },
    });
    expect(finding).toMatchObject({
      verdict: 'error',
      rule: 'spf-lookups',
      message: 'SPF of example.org costs 14 DNS questions, and receivers ask 10',
    });
    expect(finding?.hint).toContain(
      'include:b.example.net costs 9, include:a.example.net costs 4, a:smtp.example.org costs 1',
    );
  });

  test.each([
    ['smtp-relay.gmail.com', 'v=spf1 mx include:_spf.google.com ~all', 'ok', undefined],
    ['smtp.gmail.com', 'v=spf1 mx ~all', 'warning', 'v=spf1 mx include:_spf.google.com ~all'],
    ['email-smtp.eu-west-1.amazonaws.com', 'v=spf1 mx ~all', 'note', undefined],
    // A rented machine with a mail server of one's own.
    ['ec2-203-0-113-5.compute.amazonaws.com', 'v=spf1 mx ~all', 'warning', undefined],
    // Its operator is known, and is named.
    ['mail.provider.net', 'v=spf1 include:_spf.provider.net ~all', 'note', undefined],
    ['mail.provider.net', 'v=spf1 mx ~all', 'warning', undefined],
    ['localhost', 'v=spf1 mx ~all', 'note', undefined],
    ['10.1.2.3', 'v=spf1 mx ~all', 'note', undefined],
    ['192.0.2.25', 'v=spf1 ip4:192.0.2.0/24 ~all', 'ok', undefined],
    ['192.0.2.25', 'v=spf1 exists:%{i}._spf.example.org ~all', 'note', undefined],
    [undefined, 'v=spf1 mx ~all', 'note', undefined],
  ])('of the relay %s and the record "%s" is said what can be known', async (host, text, verdict, value) => {
    const { host: _, ...rest } = sender;
    const table = zone({
      ...healthy,
      ...spf(text),
      '_spf.google.com': { txt: ['v=spf1 ip4:198.51.100.0/24 ~all'] },
      '_spf.provider.net': { txt: ['v=spf1 ip4:198.51.100.0/24 ~all'] },
      'mail.provider.net': { a: ['203.0.113.5'] },
      'ec2-203-0-113-5.compute.amazonaws.com': { a: ['203.0.113.5'] },
    });
    const findings = await examine({ ...rest, ...(host && { host }) }, table);
    const relay = findings.find(({ rule }) => rule === 'spf-relay');
    expect(relay).toMatchObject({ verdict, ...(value && { record: { value } }) });
    expect(findings.some(({ check, verdict: one }) => check === 'SPF' && (one === 'ok' || one === 'warning'))).toBe(
      true,
    );
  });

  test.each([
    ['no SPF record', []],
    ['one that names nobody', ['v=spf1 -all']],
  ])('where the provider chooses the return address, a domain with %s is not told of SPF', async (_, txt) => {
    const over = { host: 'email-smtp.eu-west-1.amazonaws.com' };
    const findings = await complaints({ 'example.org': { txt, mx: ['10 smtp.example.org'] } }, over);
    expect(findings.filter(({ check }) => check === 'SPF')).toMatchObject([
      { verdict: 'note', rule: 'spf-relay', message: expect.stringContaining('yours needs DKIM') },
    ]);
  });
});

test('where bounces go elsewhere, SPF and mail are asked of there: receivers look at the envelope', async () => {
  const there = { 'bounces.example.org': { txt: ['v=spf1 a:smtp.example.org -all'], mx: ['10 smtp.example.org'] } };
  const bounces = 'back@bounces.example.org';
  const messages = (await found(there, { bounces })).map(({ check, message }) => `${check}: ${message}`);
  expect(messages).toContain('SPF: bounces.example.org lets smtp.example.org (192.0.2.25, 2001:db8::25) send');
  expect(messages).toContain('MX: bounces.example.org takes mail at smtp.example.org');
  expect(await complaints({}, { bounces })).toMatchObject([{ rule: 'spf-missing' }, { rule: 'mx-missing' }]);
});

describe('DKIM', () => {
  test.each([
    ['an RSA key of old form', `k=rsa; p=${key(2048, 'pkcs1')}`, 'ok', 'dkim'],
    ['a key without further tags', `p=${strong}`, 'ok', 'dkim'],
    ['a key with blanks in it', `v=DKIM1; p=${strong.slice(0, 80)} ${strong.slice(80)}`, 'ok', 'dkim'],
    ['a short key', `v=DKIM1; p=${key(1024)}`, 'warning', 'dkim-weak'],
    ['a key that receivers refuse', `v=DKIM1; p=${key(512)}`, 'error', 'dkim-weak'],
    ['a revoked key', 'v=DKIM1; p=', 'warning', 'dkim-revoked'],
    ['a test', `v=DKIM1; t=y:s; p=${strong}`, 'warning', 'dkim-testing'],
    ['half of a key', `v=DKIM1; p=${strong.slice(0, 100)}`, 'error', 'dkim-broken'],
    ['no key', 'v=DKIM1; k=rsa', 'error', 'dkim-broken'],
    ['an unknown kind of key', 'v=DKIM1; k=ecdsa; p=AAAA', 'error', 'dkim-broken'],
    ['a hash that nobody uses', `v=DKIM1; h=sha1; p=${strong}`, 'error', 'dkim-broken'],
    ['a key for something else', `v=DKIM1; s=tlsrpt; p=${strong}`, 'error', 'dkim-broken'],
    ['another version', `v=DKIM2; p=${strong}`, 'error', 'dkim-broken'],
    ['the version at its end', `p=${strong}; v=DKIM1`, 'error', 'dkim-broken'],
    ['the key twice', `p=${strong}; p=${strong}`, 'error', 'dkim-broken'],
    ['words', 'nothing of the kind', 'error', 'dkim-broken'],
  ])('%s at the selector is told', async (_, text, verdict, rule) => {
    const findings = await found(dkim(text));
    expect(findings.filter(({ check }) => check === 'DKIM')).toMatchObject([{ verdict, rule }]);
  });

  test('a key of a kind that large receivers do not know is told unless there is another', async () => {
    const modern = { 'modern._domainkey.example.org': { txt: [`v=DKIM1; k=ed25519; p=${edwards}`] } };
    expect(await complaints(modern, { selectors: ['modern'] })).toMatchObject([
      { verdict: 'warning', rule: 'dkim-ed25519' },
    ]);
    expect(await complaints(modern, { selectors: ['modern', 'letters'] })).toEqual([]);
  });

  test('a selector without a key is told, and one with two', async () => {
    expect(await complaints({}, { selectors: ['other'] })).toMatchObject([
      { verdict: 'error', rule: 'dkim-missing', message: 'there is no key at other._domainkey.example.org' },
    ]);
    expect(await complaints(dkim(`p=${strong}`, 'p='))).toMatchObject([{ verdict: 'error', rule: 'dkim-several' }]);
  });

  describe('a key of our own', () => {
    const spki = { format: 'der', type: 'spki' } as const;
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const ours = ownKey({ selector: 'ours', domain: 'example.org', key: privateKey });
    const data = publicKey.export(spki).toString('base64');
    const bare = publicKey.export({ format: 'der', type: 'pkcs1' }).toString('base64');
    const at = (...txt: string[]) => ({ 'ours._domainkey.example.org': { txt } });
    const record = { name: 'ours._domainkey.example.org', type: 'TXT', value: `v=DKIM1; k=rsa; p=${data}` };

    test.each([
      ['in its envelope', data],
      ['bare', bare],
      ['in pieces', `${data.slice(0, 70)} ${data.slice(70)}`],
    ])('is found where its public half stands, %s', async (_, half) => {
      expect(await complaints(at(`v=DKIM1; p=${half}`), { selectors: [], keys: [ours] })).toEqual([]);
    });

    test.each([
      ['no key', [], 'dkim-missing', 'there is no key at'],
      [
        'the key of another',
        [`p=${strong}`],
        'dkim-foreign',
        'does not belong to the one that letters are signed with',
      ],
      ['a revoked key', ['v=DKIM1; p='], 'dkim-revoked', 'which letters are signed with, is revoked'],
      ['a damaged key', [`p=${data.slice(0, 99)}`], 'dkim-broken', 'cannot be read'],
    ])('is told with its record where there is %s', async (_, texts, rule, message) => {
      const findings = await complaints(at(...texts), { selectors: [], keys: [ours] });
      expect(findings).toMatchObject([{ verdict: 'error', rule, message: expect.stringContaining(message), record }]);
    });

    test('is looked for beside those that were named', async () => {
      const findings = await found(at(`p=${data}`), { selectors: ['letters'], keys: [ours] });
      expect(findings.filter(({ check }) => check === 'DKIM').map(({ message }) => message.split(' ')[0])).toEqual([
        'ours._domainkey.example.org',
        'letters._domainkey.example.org',
      ]);
    });
  });

  test('without a selector the usual ones are tried, and what was found is named', async () => {
    const usual = { 's1._domainkey.example.org': { txt: [`p=${strong}`] } };
    const findings = await found(usual, { selectors: [] });
    expect(findings.filter(({ check }) => check === 'DKIM').map(({ message }) => message)).toEqual([
      's1._domainkey.example.org has an RSA key of 2048 bits',
    ]);
  });

  test('a wildcard that revokes every selector is told once, and not at all beside a key in use', async () => {
    const questions = zone(healthy);
    const wildcard = {
      ...questions,
      resolveTxt: async (name: string) =>
        name.endsWith('._domainkey.example.org') && !name.startsWith('s1.')
          ? [['v=DKIM1; p=']]
          : questions.resolveTxt(name),
    };
    const told = async (table: typeof questions) =>
      (await examine({ ...sender, selectors: [] }, table))
        .filter(({ check }) => check === 'DKIM')
        .map(({ rule }) => rule);
    expect(await told(wildcard)).toEqual(['dkim-revoked']);
    const inUse = {
      ...wildcard,
      resolveTxt: async (name: string) => (name.startsWith('s1.') ? [[`p=${strong}`]] : wildcard.resolveTxt(name)),
    };
    expect(await told(inUse)).toEqual(['dkim']);
  });

  test('that there is no key is said only if the name server proves it', async () => {
    expect(await complaints({}, { selectors: [] })).toMatchObject([{ verdict: 'warning', rule: 'dkim-unknown' }]);
    const { 'letters._domainkey.example.org': _, ...without } = healthy;
    const findings = await examine({ ...sender, selectors: [] }, zone(without));
    expect(findings.filter(({ check }) => check === 'DKIM')).toMatchObject([
      { verdict: 'error', rule: 'dkim-missing', message: 'example.org has no DKIM key' },
    ]);
  });
});

describe('DMARC', () => {
  test.each([
    ['no record', [], 'error', 'dmarc-missing', 'v=DMARC1; p=none; rua=mailto:postmaster@example.org'],
    [
      'no policy',
      ['v=DMARC1; rua=mailto:a@example.org'],
      'warning',
      'dmarc-broken',
      'v=DMARC1; p=none; rua=mailto:a@example.org',
    ],
    ['a policy that is none', ['v=DMARC1; p=refuse'], 'error', 'dmarc-broken', 'v=DMARC1; p=none'],
    [
      'no address for reports',
      ['v=DMARC1; p=none;'],
      'note',
      'dmarc-reports',
      'v=DMARC1; p=none; rua=mailto:postmaster@example.org',
    ],
  ])('a domain with %s is told, with the record to write', async (_, texts, verdict, rule, value) => {
    const record = { name: '_dmarc.example.org', type: 'TXT', value };
    const findings = (await found(dmarc(...texts))).filter(
      ({ check, verdict: one }) => check === 'DMARC' && one !== 'ok',
    );
    expect(findings).toMatchObject([{ verdict, rule, record }]);
  });

  test('two records are told', async () => {
    expect(await complaints(dmarc('v=DMARC1; p=none', 'v=DMARC1; p=reject'))).toMatchObject([
      { verdict: 'error', rule: 'dmarc-several' },
    ]);
  });

  test('that signatures have to be of the very domain is noted', async () => {
    expect(await complaints(dmarc('v=DMARC1; p=none; adkim=s; rua=mailto:a@example.org'))).toMatchObject([
      { verdict: 'note', rule: 'dmarc-strict' },
    ]);
  });

  describe('of a domain beside the one that letters are signed by', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const policy = { txt: ['v=DMARC1; p=none; rua=mailto:a@news.example.org'] };
    const above = { txt: ['v=DMARC1; p=none; rua=mailto:a@example.org'] };
    const suffix = { txt: ['v=DMARC1; p=none; psd=y; rua=mailto:a@co.uk'] };
    test.each([
      ['one owner above both', 'news.example.org', 'post.example.org', { '_dmarc.example.org': above }, 'ok'],
      ['the owner itself', 'news.example.org', 'example.org', { '_dmarc.example.org': above }, 'ok'],
      ['a public suffix above both', 'mine.co.uk', 'other.co.uk', { '_dmarc.co.uk': suffix }, 'error'],
      ['a record of the sender alone', 'mine.co.uk', 'other.co.uk', { '_dmarc.mine.co.uk': policy }, 'error'],
      [
        'a strict record',
        'news.example.org',
        'example.org',
        { '_dmarc.example.org': { txt: [`${above.txt[0]}; adkim=s`] } },
        'error',
      ],
    ] satisfies [
      string,
      string,
      string,
      Record<string, Entry>,
      string,
    ][])('%s decides whether the signature counts', async (_, domain, signing, table, verdict) => {
      const keys = [ownKey({ selector: 'ours', domain: signing, key: privateKey })];
      const from = `letters@${domain}`;
      const all = await examine({ ...sender, from, keys }, zone({ [domain]: { txt: ['x'] }, ...table }));
      const decided = all.filter(({ rule }) => /^dmarc-(aligned|unaligned|strict)$/.test(rule));
      const rule = verdict === 'ok' ? 'dmarc-aligned' : 'dmarc-unaligned';
      expect(decided).toMatchObject([{ check: 'DMARC', verdict, rule }]);
      expect(decided[0]!.message).toContain(signing);
    });
  });

  test('reports to another domain need its consent', async () => {
    const elsewhere = dmarc('v=DMARC1; p=none; rua=mailto:a@reports.example.net!10m, mailto:b@example.org');
    const name = 'example.org._report._dmarc.reports.example.net';
    expect(await complaints(elsewhere)).toMatchObject([
      { verdict: 'warning', rule: 'dmarc-report-target', record: { name, value: 'v=DMARC1' } },
    ]);
    expect(await complaints({ ...elsewhere, [name]: { txt: ['v=DMARC1'] } })).toEqual([]);
  });

  test('reports within one organization need no consent, until a part of it says that it is another', async () => {
    const domain = 'letters.example.org';
    const answers = (psd: string) => ({
      [domain]: { txt: ['v=spf1 a:smtp.example.org -all'], mx: ['10 smtp.example.org'] },
      ...healthy,
      [`_dmarc.${domain}`]: { txt: ['v=DMARC1; p=none; rua=mailto:a@reports.example.org'] },
      '_dmarc.reports.example.org': { txt: [`v=DMARC1; p=none${psd}`] },
    });
    const told = async (psd: string) =>
      (await found(answers(psd), { from: `a@${domain}` })).filter(({ rule }) => rule === 'dmarc-report-target');
    expect(await told('')).toEqual([]);
    expect(await told('; psd=n')).toMatchObject([{ record: { name: `${domain}._report._dmarc.reports.example.org` } }]);
  });

  test('a record without a policy and without an address for reports counts as none', async () => {
    expect(await complaints(dmarc('v=DMARC1'))).toMatchObject([
      { verdict: 'error', rule: 'dmarc-broken', consequence: expect.stringContaining('as if it were not there') },
    ]);
  });

  test.each([
    [
      'the domain above',
      { '_dmarc.example.org': 'v=DMARC1; p=reject; sp=none; rua=mailto:a@example.org' },
      'none, inherited from example.org',
    ],
    [
      'the highest of several above',
      {
        '_dmarc.news.example.org': 'v=DMARC1; p=none',
        '_dmarc.example.org': 'v=DMARC1; p=reject; rua=mailto:a@example.org',
      },
      'reject, inherited from example.org',
    ],
    [
      'the public suffix only if there is none below it',
      {
        '_dmarc.org': 'v=DMARC1; p=reject; psd=y; rua=mailto:a@org',
        '_dmarc.example.org': 'v=DMARC1; p=none; rua=mailto:a@example.org',
      },
      'none, inherited from example.org',
    ],
    [
      'a domain that says it is the highest',
      {
        '_dmarc.news.example.org': 'v=DMARC1; p=quarantine; psd=n; rua=mailto:a@news.example.org',
        '_dmarc.example.org': 'v=DMARC1; p=reject',
      },
      'quarantine, inherited from news.example.org',
    ],
  ])('a subdomain takes the policy of %s', async (_, records, words) => {
    const domain = 'letters.news.example.org';
    const entries = Object.entries(records).map(([name, text]): [string, Entry] => [name, { txt: [text] }]);
    const findings = await found(
      { [domain]: { txt: ['v=spf1 a:smtp.example.org -all'] }, ...Object.fromEntries(entries) },
      { from: `a@${domain}` },
    );
    expect(findings.filter(({ check }) => check === 'DMARC').map(({ message }) => message)).toEqual([
      `${domain} has the DMARC policy ${words}`,
    ]);
  });
});

describe('mail that comes back', () => {
  test.each([
    ['says that it takes none', { mx: ['0 .'] }, 'error', 'mx-null'],
    ['has nothing', { txt: ['x'] }, 'error', 'mx-missing'],
    ['has an address but no mail server', { a: ['192.0.2.80'] }, 'warning', 'mx-implicit'],
    ['has a mail server without address', { mx: ['10 gone.example.org'] }, 'error', 'mx-dead'],
    ['has one such mail server of two', { mx: ['10 gone.example.org', '5 smtp.example.org'] }, 'warning', 'mx-dead'],
  ] satisfies [
    string,
    Entry,
    string,
    string,
  ][])('a domain that %s is told, with what is lost', async (_, entry, verdict, rule) => {
    const [finding, ...others] = await complaints({ 'lists.example.org': entry });
    expect(finding).toMatchObject({ check: 'MX', verdict, rule });
    if (verdict === 'error') expect(finding?.consequence).toContain('wishes to unsubscribe');
    expect(others).toEqual([]);
  });

  test('a link to unsubscribe that leads nowhere is told', async () => {
    expect(await complaints({ 'www.example.org': { txt: ['x'] } })).toMatchObject([
      { check: 'Unsubscribe', rule: 'unsubscribe-host' },
    ]);
  });
});

describe('whose domain it is', () => {
  test('a domain that does not exist is told once', async () => {
    const findings = await complaints({}, { from: 'letters@example.net' });
    expect(findings.map(({ check, rule }) => `${check} ${rule}`)).toEqual(['From from-unknown', 'MX mx-missing']);
  });

  test.each([
    ['you@gmail.com', 'smtp.example.org', 'error'],
    ['you@gmail.com', 'smtp.gmail.com', 'warning'],
    ['you@yahoo.co.uk', 'smtp.example.org', 'error'],
    ['you@hotmail.com', 'smtp-mail.outlook.com', 'warning'],
  ])('letters from %s over %s are explained, and nobody is told to change its DNS', async (from, host, verdict) => {
    const findings = await complaints({ [from.split('@')[1]!]: { mx: ['10 smtp.example.org'] } }, { from, host });
    expect(findings).toMatchObject([{ check: 'From', rule: 'from-shared', verdict }]);
  });

  test('a domain in other letters is looked up as the DNS knows it', async () => {
    const findings = await found(
      { 'xn--grten-gra.example.org': { txt: ['v=spf1 a:smtp.example.org -all'] } },
      { from: 'briefe@gärten.example.org' },
    );
    expect(findings[0]?.message).toContain('xn--grten-gra.example.org lets smtp.example.org');
  });
});

describe('name servers that do not answer', () => {
  test.each([
    'ETIMEOUT',
    'ECONNREFUSED',
    'ESERVFAIL',
    'EREFUSED',
    'EWHATEVER',
  ])('%s is never told as a missing record', async (code) => {
    const silent = Object.fromEntries(Object.keys(healthy).map((name) => [name, code]));
    const findings = await examine(sender, zone(silent));
    expect(new Set(findings.map(({ verdict }) => verdict))).toEqual(new Set(['unanswered']));
  });

  test('one that fails for one record leaves the others checked', async () => {
    const findings = await found({ '_dmarc.example.org': 'ESERVFAIL' });
    expect(findings.map(({ check, verdict }) => `${check} ${verdict}`)).toEqual([
      'SPF ok',
      'DKIM ok',
      'DMARC unanswered',
      'PTR ok',
      'PTR ok',
      'MX ok',
      'MX ok',
      'Unsubscribe ok',
    ]);
  });

  test('an interrupted question ends it all', async () => {
    await expect(found({ '_dmarc.example.org': 'ECANCELLED' })).rejects.toThrow('ECANCELLED');
  });
});

describe("one's own mail server", () => {
  const reverse = (entry: Entry): Record<string, Entry> => ({ [reverseName('192.0.2.25')]: entry });
  const ofRelay = async (changes: Record<string, Entry>, other: Partial<SenderIdentity> = {}) =>
    (await found(changes, other)).filter(({ check }) => check === 'PTR' || check === 'TLS');

  test('needs a name for each of its addresses, which leads back to it', async () => {
    expect((await ofRelay(reverse({})))[0]).toMatchObject({
      ...{ verdict: 'warning', rule: 'ptr-missing' },
      message: 'the address 192.0.2.25 of smtp.example.org has no name in the DNS (PTR)',
      hint: expect.stringContaining('to set its PTR record to smtp.example.org'),
    });
    for (const name of ['gone.example.net', 'www.example.org'])
      expect((await ofRelay(reverse({ ptr: [name] })))[0]).toMatchObject({
        ...{ verdict: 'warning', rule: 'ptr-mismatch' },
        message: `the address 192.0.2.25 of smtp.example.org has the name ${name}, which does not lead back to it`,
      });
    expect(await ofRelay(reverse('ETIMEOUT'))).toMatchObject([{ check: 'PTR', verdict: 'unanswered' }]);
  });

  test('is met as send would meet it, and a bad certificate, none or silence is told', async () => {
    const met = async (handshake: Handshake) =>
      (await ofRelay({}, { handshake: async () => handshake })).filter(({ check }) => check === 'TLS');
    expect(await met('secure')).toMatchObject([{ verdict: 'ok' }]);
    expect(await met('plain')).toMatchObject([{ verdict: 'warning', rule: 'tls-off' }]);
    expect(await met({ rule: 'smtp-tls', message: 'has expired' })).toMatchObject([{ verdict: 'error' }]);
    expect(await met({ rule: 'smtp-timeout', message: 'no answer' })).toMatchObject([{ verdict: 'note' }]);
  });

  test('is not that of a provider, of another owner or of this machine, which nobody here can mend', async () => {
    const handshake = () => Promise.reject(new Error('nobody is to be met'));
    const elsewhere = { 'mx.other.example': { a: ['192.0.2.99'] } };
    for (const host of ['smtp.gmail.com', 'mx.other.example', 'localhost', '127.0.0.1'])
      expect(await ofRelay(elsewhere, { host, handshake })).toEqual([]);
  });
});

test.each([
  ['192.0.2.25', '25.2.0.192.in-addr.arpa'],
  ['2001:db8::25', '5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa'],
  ['::1', '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa'],
  ['2001:DB8:1:2:3:4:5:6', '6.0.0.0.5.0.0.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa'],
  ['::ffff:192.0.2.1', '1.0.2.0.0.0.0.c.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa'],
])('the name of %s is looked for at %s', (address, name) => expect(reverseName(address)).toBe(name));

test.each([
  [
    'v=DMARC1; p=reject; pct=20; rua=mailto:reports@example.org',
    'v=DMARC1; p=reject; rua=mailto:reports@example.org; t=y',
  ],
  ['v=DMARC1; p=none; pct=100; rua=mailto:reports@example.org', 'v=DMARC1; p=none; rua=mailto:reports@example.org'],
])('pct, which DMARC has no more, is a warning with the record to have: %s', async (text, value) => {
  expect(await complaints(dmarc(text))).toMatchObject([
    { check: 'DMARC', verdict: 'warning', rule: 'dmarc-pct', record: { name: '_dmarc.example.org', value } },
  ]);
});

describe('joining by mail', () => {
  const address = 'subscribe@lists.example.org';

  test('is told with the server whose word counts, and its mailbox is looked for', async () => {
    const findings = await found({}, { joining: { address, authserv: 'mx.example.org', missing: [] } });
    const message = 'mail to subscribe@lists.example.org is answered if mx.example.org says who wrote it';
    expect(findings).toContainEqual({ check: 'Subscribe', verdict: 'ok', rule: 'subscribe', message });
    const elsewhere = await complaints({}, { joining: { address: 'subscribe@gone.example', missing: [] } });
    expect(elsewhere).toMatchObject([{ check: 'MX' }]);
  });

  test('is complained of where no server is named, and noted where no account is', async () => {
    const settings = { newsletter: { subscribeEmail: address } };
    const missing = missingForMail(settings, { hasAccount: false });
    expect(await complaints({}, { joining: { address, missing } })).toMatchObject([
      { check: 'Subscribe', verdict: 'warning', rule: 'subscribe-off', hint: expect.stringContaining('authserv:') },
      { check: 'Subscribe', verdict: 'note', rule: 'subscribe-unread', hint: expect.stringContaining('IMAP_URL') },
    ]);
  });
});
