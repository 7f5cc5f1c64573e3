import { createHash, createPublicKey, verify } from 'node:crypto';
import { privateKeyOf } from '../send/message/private-key.ts';
import type { LoadedKey } from '../send/message/signing-keys.ts';

/**
 * Checks a message's DKIM signatures as a receiver does who finds the public halves of these keys in the DNS (RFC 6376,
 * RFC 8463): relaxed for its header, simple for its body. Returns in words what is wrong; nothing if all is well.
 * @param message In Latin-1, lines ended by CRLF.
 */
export function faultsOfSignatures(message: string, keys: readonly LoadedKey[]): string[] {
  const stop = message.indexOf('\r\n\r\n');
  const fields = message.slice(0, stop).split(/\r\n(?![ \t])/);
  const body = message.slice(stop + 4);
  const signatures = fields.filter((field) => nameOf(field) === 'dkim-signature').map(signatureFrom);
  return keys.flatMap((key) => {
    const signature = signatures.find(({ tags }) => tags.get('s') === key.selector && tags.get('d') === key.domain);
    const fault = signature ? faultOf(signature, { fields, body, key }) : 'is missing';
    return fault ? [`the signature of ${key.selector} ${fault}`] : [];
  });
}

interface Signature {
  readonly field: string;
  readonly tags: ReadonlyMap<string, string>;
}

interface Signed {
  readonly fields: readonly string[];
  readonly body: string;
  readonly key: LoadedKey;
}

function faultOf({ field, tags }: Signature, { fields, body, key }: Signed): string | undefined {
  const hash = createHash('sha256')
    .update(body.replace(/(\r\n)*$/, '\r\n'), 'latin1')
    .digest('base64');
  if (tags.get('bh') !== hash) return 'does not fit the body';
  const left = fields.map((one) => ({ name: nameOf(one), one }));
  const signed = tags
    .get('h')!
    .toLowerCase()
    .split(':')
    .flatMap((name) => {
      // Of several of one name the last is taken first (section 5.4.2).
      const index = left.findLastIndex((one) => one.name === name);
      return index < 0 ? [] : left.splice(index, 1).map(({ one }) => `${relaxed(one)}\r\n`);
    });
  const own = relaxed(field.replace(/([;\s]b=)[^;]*/, '$1'));
  const data = Buffer.from(`${signed.join('')}${own}`, 'latin1');
  const isRsa = key.key.asymmetricKeyType === 'rsa';
  const digest = isRsa ? data : createHash('sha256').update(data).digest();
  const signature = Buffer.from(tags.get('b') ?? '', 'base64');
  const fits = verify(
    isRsa ? 'sha256' : null,
    digest,
    createPublicKey(privateKeyOf(key.key, `the key of ${key.selector}`)),
    signature,
  );
  return fits ? undefined : 'does not fit the header';
}

function signatureFrom(field: string): Signature {
  const value = field.slice(field.indexOf(':') + 1);
  const tags = value.split(';').flatMap((tag): [string, string][] => {
    const [, name, content] = /^\s*(\w+)\s*=(.*)$/s.exec(tag) ?? [];
    return name === undefined ? [] : [[name, content!.replace(/\s+/g, '')]];
  });
  return { field, tags: new Map(tags) };
}

/** RFC 6376, section 3.4.2. */
function relaxed(field: string): string {
  const value = field.slice(field.indexOf(':') + 1).replace(/[ \t\r\n]+/g, ' ');
  return `${nameOf(field)}:${value.trim()}`;
}

function nameOf(field: string): string {
  return field.slice(0, field.indexOf(':')).trim().toLowerCase();
}
