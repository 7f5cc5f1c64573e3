import type { KeptEvent } from '../returned-mail.ts';
import type { StoredRow } from './rows.ts';

export function keptEventFrom({ fingerprint, provider, at, reason, content }: StoredRow): KeptEvent {
  return {
    fingerprint: Uint8Array.from(fingerprint as Uint8Array),
    provider: provider as string,
    at: new Date(at as number),
    reason: reason as string,
    content: content as string,
  };
}
