import { createHash, type KeyObject, sign } from 'node:crypto';
import type { Message } from '../../email/message/compose.ts';
import { asciiDomain, isSelector } from '../../lib/domain.ts';
import type { KeyHandle } from '../../lib/key-handle.ts';
import { dkimRefusal, privateKeyOf } from './private-key.ts';

/** A private key that letters are signed with, and where receivers find its other half: `selector._domainkey.domain`. */
export interface SigningKey {
  readonly selector: string;
  readonly domain: string;
  /** RSA or Ed25519: a key from `createPrivateKey` of node:crypto, or the text of its PEM file. */
  readonly key: KeyHandle | string;
}

/**
 * Signs a message with each key (RFC 6376, RFC 8463), relaxed for its header and simple for its body: the signatures
 * become its first fields. All fields are covered; those that a message has once are named once more, so that nobody
 * can add a second sender or another way to unsubscribe. RSA is computed on another thread.
 * @throws ProblemError if a key is none that DKIM knows, or its selector or domain is no name in the DNS.
 */
export async function signMessage(message: Message, keys: readonly SigningKey[]): Promise<Message> {
  if (keys.length === 0) return message;
  const fields = message.fields.map(relaxed);
  const names = [...fields.map(nameOf), ...sealed];
  // A name that no field is left for signs their absence (section 5.4.2).
  const signed = fields.join('\r\n');
  const bodyHash = hashOf(message.body);
  const signatures = await Promise.all(keys.map((key) => signatureOf(proved(key), { names, signed, bodyHash })));
  return { fields: [...signatures, ...message.fields], body: message.body };
}

/** Fields that would mislead a reader if they were added in front of the signed ones. */
const sealed = [
  'from',
  'sender',
  'reply-to',
  'to',
  'cc',
  'subject',
  'date',
  'message-id',
  'mime-version',
  'content-type',
  'list-unsubscribe',
  'list-unsubscribe-post',
];

/** A key whose names and kind were checked. */
interface ProvedKey {
  readonly selector: string;
  /** In ASCII, as the DNS has it. */
  readonly domain: string;
  readonly key: KeyObject;
}

/** Thousands of messages are signed with one key. */
const known = new WeakMap<SigningKey, ProvedKey>();

function proved(given: SigningKey): ProvedKey {
  const before = known.get(given);
  if (before) return before;
  const { selector } = given;
  const domain = asciiDomain(given.domain);
  if (!isSelector(selector))
    throw dkimRefusal(`${JSON.stringify(selector)} is not a selector (RFC 6376)`, 'Use a word such as mail2026.');
  if (domain === undefined)
    throw dkimRefusal(`${JSON.stringify(given.domain)} is not a domain to sign for`, 'Write it such as example.org.');
  const key = { selector, domain, key: privateKeyOf(given.key, `the key of ${selector}`) };
  known.set(given, key);
  return key;
}

interface Signed {
  readonly names: readonly string[];
  /** The canonical fields in the order of their names. */
  readonly signed: string;
  /** SHA-256, base64. */
  readonly bodyHash: string;
}

async function signatureOf({ selector, domain, key }: ProvedKey, { names, signed, bodyHash }: Signed): Promise<string> {
  const isRsa = key.asymmetricKeyType === 'rsa';
  const tags = [
    ' v=1;',
    ` a=${isRsa ? 'rsa' : 'ed25519'}-sha256;`,
    ' c=relaxed/simple;',
    ` d=${domain};`,
    ` s=${selector};`,
    ...names.map((name, index) => `${index === 0 ? ' h=' : ''}${name}${index === names.length - 1 ? ';' : ':'}`),
    ` bh=${bodyHash};`,
  ];
  const field = `${fold('DKIM-Signature:', tags)}\r\n b=`;
  const data = Buffer.from(`${signed}\r\n${relaxed(field)}`, 'latin1');
  const signature = isRsa ? await signRsa(data, key) : signEdwards(data, key);
  return `${field}${signature
    .toString('base64')
    .match(/.{1,72}/g)!
    .join('\r\n ')}\r\n`;
}

function signRsa(data: Buffer, key: KeyObject): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    sign('sha256', data, key, (error, signature) => (error ? reject(error) : resolve(signature))),
  );
}

/** RFC 8463, section 3: what is signed is the hash. It takes less time than a way to another thread and back. */
function signEdwards(data: Buffer, key: KeyObject): Buffer {
  return sign(null, createHash('sha256').update(data).digest(), key);
}

/** RFC 6376, section 3.4.2: the name in lower case, no folds, one space where there were several. */
function relaxed(field: string): string {
  const colon = field.indexOf(':');
  const value = field.slice(colon + 1).replace(/[ \t\r\n]+/g, ' ');
  return `${field.slice(0, colon).toLowerCase()}:${value.trim()}`;
}

function nameOf(canonical: string): string {
  return canonical.slice(0, canonical.indexOf(':'));
}

/** The body is canonical already: it ends in one line end (section 3.4.3). */
function hashOf(body: Message['body']): string {
  const hash = createHash('sha256');
  for (const piece of body) hash.update(piece);
  return hash.digest('base64');
}

/** White space is allowed between tags, and around the colons of `h=`. */
function fold(start: string, tokens: readonly string[]): string {
  let folded = start;
  let column = folded.length;
  for (const token of tokens) {
    const breaks = column + token.length > 76;
    folded += breaks ? `\r\n ${token.trimStart()}` : token;
    column = breaks ? 1 + token.trimStart().length : column + token.length;
  }
  return folded;
}
