import type { SigningKey } from '../send/message/dkim.ts';
import { publicHalf } from '../send/message/signing-keys.ts';
import type { DnsRecord } from './finding.ts';

/** A key that letters are signed with here, as the DNS has to tell of it. */
export interface OwnKey {
  /** Where receivers look for it. */
  readonly name: string;
  /** What has to stand behind `p=`. */
  readonly half: string;
  readonly record: DnsRecord;
}

export function ownKey(key: SigningKey): OwnKey {
  const name = `${key.selector}._domainkey.${key.domain}`;
  const half = publicHalf(key);
  const value = `v=DKIM1; k=${key.key.asymmetricKeyType}; p=${half}`;
  return { name, half, record: { name, type: 'TXT', value } };
}
