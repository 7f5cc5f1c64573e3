import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { DNSResolver } from 'mailauth';
import type { Hole, Letter, Segments } from '../../src/email/letter.ts';
import type { Recipient } from '../../src/email/message/compose.ts';
import type { SharedHeaders } from '../../src/email/message/shared-headers.ts';
import type { SigningKey } from '../../src/send/message/dkim.ts';
import { publicHalf } from '../../src/send/message/signing-keys.ts';
import { newsletter } from '../email/letter.ts';

/** A hole for a name, or for the link that ends a reader's subscription. */
export function hole(place: Hole['place'], slot: 'name' | 'unsubscribeUrl' = 'name'): Hole {
  if (slot === 'unsubscribeUrl') return { slot, place, type: 'url', always: true, maxLength: 512 };
  return { slot, place, type: 'text', always: false, maxLength: 64, fallback: 'friend' };
}

/** A letter with these texts and the rest as it may be. */
export function letterWith(texts: Partial<Record<keyof Letter, Segments>> = {}): Letter {
  return {
    subject: ['The first frost, ', hole('text')],
    preheader: [],
    mjml: [],
    html: [
      '<p>Hello ',
      hole('html'),
      '.</p>\n<p>Früh & =20 cold.</p>\n',
      '<a href="',
      hole('url', 'unsubscribeUrl'),
      '">Stop</a>\n',
    ],
    text: ['Hello ', hole('text'), '.\n\n.hidden\nFrom here on  \nit is cold.\n', hole('text', 'unsubscribeUrl'), '\n'],
    ...texts,
  };
}

export const sharedHeaders: SharedHeaders = {
  from: 'Example Letters <letter@example.org>',
  newsletter,
  archiveUrl: 'https://example.org/issues/',
  feedbackId: 'frost::letter:example-org',
};

export const recipient: Recipient = {
  to: 'Reader <reader@example.org>',
  date: '2026-11-23T09:00:00+01:00',
  messageId: '<abc@example.org>',
  values: { name: 'Ada', email: 'reader@example.org', unsubscribeUrl: 'https://example.org/unsubscribe/token' },
};

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const edwards = generateKeyPairSync('ed25519').privateKey;

/** Made for these tests, anew each time. */
export const keys: readonly (SigningKey & { readonly key: KeyObject })[] = [
  { selector: 'mail2026', domain: 'example.org', key: rsa },
  { selector: 'mail2026ed', domain: 'example.org', key: edwards },
];

/** The DNS of the sender: a key record for each name. */
export const zone: Readonly<Record<string, string>> = Object.fromEntries(
  keys.map((key) => [
    `${key.selector}._domainkey.${key.domain}`,
    `v=DKIM1; k=${key.key.asymmetricKeyType}; p=${publicHalf(key)}`,
  ]),
);

/** Answers mailauth in the place of the DNS. */
export const resolver: DNSResolver = async (name, type) => {
  const text = name === '_dmarc.example.org' ? 'v=DMARC1; p=reject; adkim=s' : zone[name];
  if (type === 'TXT' && text) return [[text]];
  throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
};

/** Verdicts of Python's dkim on each message: for each of its signatures, in their order, whether it holds. */
export function verdictsOfDkimpy(python: string, messages: readonly Buffer[]): boolean[][] {
  const input = JSON.stringify({ zone, messages: messages.map((message) => message.toString('base64')) });
  return JSON.parse(execFileSync(python, ['-c', program], { input, encoding: 'utf8', maxBuffer: 1e8 }));
}

const program = `
import base64, dkim, json, sys
given = json.load(sys.stdin)
def dns(name, timeout=5):
    found = given['zone'].get(name.decode().rstrip('.'))
    return found.encode() if found else None
def verdict(message, index):
    try: return dkim.DKIM(message).verify(idx=index, dnsfunc=dns)
    except dkim.DKIMException: return False
def verdicts(message):
    names = [name.lower() for name, _ in dkim.DKIM(message).headers]
    return [verdict(message, index) for index in range(names.count(b'dkim-signature'))]
print(json.dumps([verdicts(base64.b64decode(text)) for text in given['messages']]))
`;
