import { createPublicKey } from 'node:crypto';
import type { LoadedKey } from '../send/message/signing-keys.ts';
import { publicHalf } from '../send/message/signing-keys.ts';
import type { DnsRecord } from './finding.ts';

/** A public key as the DNS has it (RFC 6376, section 3.6.1; RFC 8463). */
export interface DkimKey {
  readonly kind: 'rsa' | 'ed25519';
  /** The length of an RSA key. */
  readonly bits?: number;
  /** The key itself in Base64, of RSA in its envelope (SPKI), whichever form the record has. */
  readonly half?: string;
  /** Its owner has taken it back. */
  readonly revoked: boolean;
  /** Receivers are asked to treat letters as if they were not signed. */
  readonly testing: boolean;
}

/** Reads a key record. A string tells what is wrong with it. */
export function readDkimKey(text: string): DkimKey | string {
  const tags = tagsOf(text);
  if (typeof tags === 'string') return tags;
  if (tags.has('v') && (tags.get('v') !== 'DKIM1' || !/^\s*v\s*=/.test(text)))
    return 'where there is a "v=", it has to say DKIM1 and come first';
  const kind = tags.get('k') || 'rsa';
  if (kind !== 'rsa' && kind !== 'ed25519') return `"k=${kind}" is no kind of key that receivers know`;
  const hashes = tags
    .get('h')
    ?.split(':')
    .map((word) => word.trim());
  if (hashes && !hashes.includes('sha256')) return `"h=${tags.get('h')}" leaves out sha256, which signatures use`;
  const services = tags
    .get('s')
    ?.split(':')
    .map((word) => word.trim());
  if (services && !services.some((service) => service === '*' || service === 'email'))
    return `"s=${tags.get('s')}" says that it is not for e-mail`;
  const data = tags.get('p')?.replace(/\s+/g, '');
  if (data === undefined) return 'it has no "p=", where the key itself belongs';
  const testing =
    tags
      .get('t')
      ?.split(':')
      .some((flag) => flag.trim() === 'y') ?? false;
  if (data === '') return { kind, revoked: true, testing };
  const read = kind === 'rsa' ? readRsa(data) : readEdwards(data);
  if (read === undefined) return `the value of "p=" is no ${kind === 'rsa' ? 'RSA' : 'Ed25519'} key`;
  return { kind, ...read, revoked: false, testing };
}

/** A tag list (RFC 6376, section 3.2), or what is wrong with it. */
function tagsOf(text: string): Map<string, string> | string {
  const tags = new Map<string, string>();
  for (const part of text.split(';').filter((one) => one.trim() !== '')) {
    const [, name, value] = /^\s*([a-z][a-z0-9_]*)\s*=(.*)$/is.exec(part) ?? [];
    if (name === undefined) return `"${part.trim().slice(0, 40)}" is not of the form name=value`;
    if (tags.has(name)) return `"${name}=" occurs in it twice`;
    tags.set(name, value!.trim());
  }
  return tags;
}

/** Some write the bare key of PKCS #1, as the RFC's text has it, and most its envelope, as its example has it. */
function readRsa(data: string): Pick<DkimKey, 'bits' | 'half'> | undefined {
  for (const type of ['spki', 'pkcs1'] as const) {
    try {
      const key = createPublicKey({ key: Buffer.from(data, 'base64'), format: 'der', type });
      if (key.asymmetricKeyType !== 'rsa') continue;
      const half = key.export({ format: 'der', type: 'spki' }).toString('base64');
      return { bits: key.asymmetricKeyDetails!.modulusLength!, half };
    } catch {
      // The other form may fit.
    }
  }
  return undefined;
}

function readEdwards(data: string): Pick<DkimKey, 'half'> | undefined {
  const bytes = Buffer.from(data, 'base64');
  return /^[A-Za-z0-9+/]{43}=?$/.test(data) && bytes.length === 32 ? { half: bytes.toString('base64') } : undefined;
}

/** A key that letters are signed with here, as the DNS has to tell of it. */
export interface OwnKey {
  /** Where receivers look for it. */
  readonly name: string;
  /** `d=` of the signatures. */
  readonly domain: string;
  /** The value after `p=`. */
  readonly half: string;
  readonly record: DnsRecord;
}

export function ownKey(key: LoadedKey): OwnKey {
  const name = `${key.selector}._domainkey.${key.domain}`;
  const half = publicHalf(key);
  const value = `v=DKIM1; k=${key.key.asymmetricKeyType}; p=${half}`;
  return { name, domain: key.domain, half, record: { name, type: 'TXT', value } };
}
