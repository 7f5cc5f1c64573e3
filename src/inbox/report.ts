import type { Failure } from '../returns/finding.ts';
import { wordsOf } from '../returns/words.ts';
import { statusIn, weigh } from '../subscribers/diagnosis.ts';
import { type Fields, readBlocks } from './fields.ts';

/**
 * Reads a `message/delivery-status` (RFC 3464): what became of the letter at each recipient. The first block is about
 * the letter, each further one about a recipient; some servers leave the first one out.
 */
export function readReport(text: string): Failure[] {
  const recipients: Fields[] = [];
  for (const fields of readBlocks(text)) {
    const isOwn = fields.has('final-recipient') || fields.has('original-recipient');
    const before = recipients.at(-1);
    if (isOwn) recipients.push(fields);
    // An empty line where none belongs must not part a recipient from what became of the letter.
    else if (before && !before.has('action')) recipients[recipients.length - 1] = new Map([...before, ...fields]);
    else if (fields.has('action')) recipients.push(fields);
  }
  return recipients.map(failureOf);
}

/** `rfc822; reader@example.org`, with brackets or without; of a list of such values. */
export function addressesIn(values: readonly string[]): string[] {
  const addresses = values.map((value) => /(?:^|;)\s*<?([^\s<>;]+@[^\s<>;]+?)>?\s*(?:\(.*)?$/.exec(value)?.[1]);
  return [...new Set(addresses.filter((address) => address !== undefined))];
}

function failureOf(fields: Fields): Failure {
  const one = (name: string) => fields.get(name)?.[0];
  const diagnostic = wordsOf((one('diagnostic-code') ?? '').replace(/^[\w-]+\s*;\s*/, ''));
  const verdict = { status: one('status') ?? '', diagnostic };
  const status = statusIn(verdict);
  return {
    weight: hasFailed(one('action'), status) ? weigh(verdict) : 'none',
    ...(status && { status }),
    ...(diagnostic && { diagnostic }),
    recipients: addressesIn([
      ...(fields.get('original-recipient') ?? []),
      ...(fields.get('final-recipient') ?? []),
      // Of servers that hand on; Exchange and Postfix write it.
      ...(fields.get('x-actual-recipient') ?? []),
    ]),
  };
}

/** RFC 3464, section 2.3.3: failed, delayed, delivered, relayed, expanded. Without an action, a 5yz status is a failure. */
function hasFailed(action: string | undefined, status: string | undefined): boolean {
  const word = /^[a-z]+/i.exec(action ?? '')?.[0].toLowerCase();
  if (word !== undefined) return word === 'failed' && !status?.startsWith('2');
  return status?.startsWith('5') ?? false;
}
