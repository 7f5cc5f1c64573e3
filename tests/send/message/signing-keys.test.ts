import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../../src/model/problem.ts';
import type { NewsletterSettings } from '../../../src/model/publication.ts';
import { publicHalf, signingKeys } from '../../../src/send/message/signing-keys.ts';
import { keys } from '../letters.ts';

const from = 'Example Letters <letters@news.example.org>';
const [rsa, edwards] = keys.map(({ key }) => pemOf(key)) as [string, string];

function pemOf(key: KeyObject, type: 'pkcs8' | 'pkcs1' = 'pkcs8'): string {
  return key.export({ format: 'pem', type }) as string;
}

function read(pem: string | undefined, dkim: NewsletterSettings['dkim'] = { selector: 'mail2026' }, sender = from) {
  const text = pem === undefined ? undefined : { pem, named: 'DKIM_PRIVATE_KEY_FILE' };
  return signingKeys({ from: sender, ...(dkim && { dkim }) }, text);
}

test('a key belongs to its selector and to the domain of the sender', () => {
  const [key, ...others] = read(rsa);
  expect(others).toEqual([]);
  expect(key).toMatchObject({ selector: 'mail2026', domain: 'news.example.org' });
  expect(publicHalf(key!)).toBe(publicHalf(keys[0]!));
});

test('several keys belong to several selectors in their order', () => {
  const found = read(`${rsa}\nA word between them.\n${edwards}`, { selector: ['one', 'two'], domain: 'example.org' });
  expect(found.map(({ selector, domain, key }) => [selector, domain, key.asymmetricKeyType])).toEqual([
    ['one', 'example.org', 'rsa'],
    ['two', 'example.org', 'ed25519'],
  ]);
});

test.each([
  ['PKCS #1', pemOf(createPrivateKey(rsa), 'pkcs1')],
  ['one line, as environments of some hosts have it', rsa.replaceAll('\n', '\\n')],
  ['line ends of Windows', rsa.replaceAll('\n', '\r\n')],
])('a key is read in the form of %s', (_, pem) => expect(publicHalf(read(pem)[0]!)).toBe(publicHalf(keys[0]!)));

test('a domain of any script is the one that the DNS knows', () => {
  expect(read(rsa, { selector: 'a' }, 'Brief <brief@bücher.example>')[0]!.domain).toBe('xn--bcher-kva.example');
  expect(read(rsa, { selector: 'a', domain: 'bücher.example' }, 'brief@post.bücher.example')[0]!.domain).toBe(
    'xn--bcher-kva.example',
  );
});

test.each([
  ['letters@example.org', 'example.org'],
  ['letters@news.example.org', 'example.org'],
  ['letters@example.org', 'news.example.org'],
  // Of these only the DNS knows: the check of the letter warns, and the doctor asks.
  ['letters@a.example.org', 'b.example.org'],
  ['letters@mine.co.uk', 'other.co.uk'],
])('letters from %s may be signed by %s', (sender, domain) => {
  expect(read(rsa, { selector: 'a', domain }, sender)[0]!.domain).toBe(domain);
});

test.each([
  ['letters@example.org', 'example.com'],
  ['letters@mine.org', 'other.org'],
  ['letters@example.org', 'badexample.org'],
])('letters from %s are not signed by %s', (sender, domain) => {
  const error = caught(() => read(rsa, { selector: 'a', domain }, sender));
  expect(error.message).toBe(`newsletter.dkim.domain is ${domain}, but letters come from ${sender.split('@')[1]}`);
});

test('without a selector and without a key nothing is signed', () => {
  expect(signingKeys({ from }, undefined)).toEqual([]);
});

describe('a problem tells what is wrong and never shows the key', () => {
  const short = generateKeyPairSync('rsa', { modulusLength: 1000 }).privateKey;
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const locked = createPrivateKey(rsa).export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' });
  const two = { selector: ['one', 'two'] };
  test.each<[string, string | undefined, NewsletterSettings['dkim'], string]>([
    ['a key without a selector', rsa, undefined, 'holds a key to sign letters with, but no selector is set'],
    [
      'a selector without a key',
      undefined,
      { selector: 'a' },
      'letters are to be signed (newsletter.dkim), but there is',
    ],
    ['no key at all', 'hush', { selector: 'a' }, 'holds no private key: a line "-----BEGIN PRIVATE KEY-----" has to'],
    [
      'the public half',
      '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
      { selector: 'a' },
      'holds no private key: what it holds is a public key',
    ],
    ['a key that lacks a line', rsa.split('\n').toSpliced(3, 1).join('\n'), { selector: 'a' }, 'cannot be read'],
    ['a locked key', String(locked), { selector: 'a' }, 'is locked with a passphrase'],
    ['a key of another kind', pemOf(curve), { selector: 'a' }, 'is of the kind ec, and DKIM knows RSA and Ed25519'],
    ['a key that is too short', pemOf(short), { selector: 'a' }, 'has 1000 bits, and receivers take 1024 to 4096'],
    ['fewer keys than selectors', rsa, two, 'holds 1 private key, and newsletter.dkim names 2 selectors'],
    ['more keys than selectors', rsa + edwards, { selector: 'a' }, 'holds 2 private keys, and newsletter.dkim names 1'],
    [
      'the domain of a stranger',
      rsa,
      { selector: 'a', domain: 'example.com' },
      'newsletter.dkim.domain is example.com',
    ],
  ])('%s', (_, pem, dkim, message) => {
    const text = pem === undefined ? undefined : { pem, named: 'DKIM_PRIVATE_KEY' };
    const error = caught(() => signingKeys({ from, ...(dkim && { dkim }) }, text));
    expect(error.message).toContain(message);
    expect(error.exitCode).toBe(2);
    expect(error.problems[0]!.hint).toMatch(/\.$/);
    const told = JSON.stringify(error.problems);
    for (const line of (pem ?? '').split('\n').filter((one) => one.length > 3 && !one.startsWith('-----')))
      expect(told).not.toContain(line);
  });
});

function caught(run: () => unknown): ProblemError {
  try {
    run();
  } catch (error) {
    if (error instanceof ProblemError) return error;
  }
  throw new Error('nothing was refused');
}
