import { asciiAddress } from '../../lib/address.ts';
import type { Refusal } from '../transport.ts';
import type { Envelope } from './smtp.ts';

/**
 * Proves that an envelope holds two bare addresses in ASCII, and nothing else: a string that hid CR LF once became a
 * second recipient in nodemailer. What comes back otherwise is a refusal for which no server was asked, of code 0.
 */
export function plainEnvelope({ from, to }: Envelope): Envelope | Refusal {
  const [sender, recipient] = [plainAddress(from), plainAddress(to)];
  if (sender === undefined) return unasked('sender', 'the sender is no address that every mail server takes');
  if (recipient === undefined) return unasked('recipient', 'this is no address that every mail server takes');
  return { from: sender, to: recipient };
}

/** A no for which no server was asked. */
export function unasked(at: Refusal['at'], reply: string): Refusal {
  return { result: 'refused', at, permanent: true, code: 0, reply };
}

function plainAddress(text: string): string | undefined {
  const address = asciiAddress(text);
  return address !== undefined && /^[\x21-\x7e]+$/.test(address) ? address : undefined;
}
