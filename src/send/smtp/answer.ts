import type { SmtpSettings } from '../../config/config.ts';
import { asciiAddress } from '../../lib/address.ts';
import { type Answer, type Envelope, nullPath, type Refusal } from '../transport.ts';
import { faultOf, faultReason, replyLine } from './fault.ts';
import type { Ending } from './transfer.ts';

/** The transport's answer. */
export function answerOf(ending: Ending, smtp: SmtpSettings): Answer {
  if (ending.kind === 'accepted') return { result: 'accepted', reply: replyLine(ending.response, smtp) };
  if (ending.kind === 'withheld') return { result: 'withheld' };
  const { error, complete } = ending;
  return refusalOf(ending, smtp) ?? { result: 'broken', complete, reply: faultReason(faultOf(error, smtp)) };
}

const stages: Readonly<Record<string, Refusal['at']>> = {
  'MAIL FROM': 'sender',
  'RCPT TO': 'recipient',
  DATA: 'message',
};

/** The server's no, if it was a clear one and is known to be to this message. */
function refusalOf({ error, begun }: Extract<Ending, { kind: 'failed' }>, smtp: SmtpSettings): Refusal | undefined {
  const fault = faultOf(error, smtp);
  if (!fault.refused) return undefined;
  // With PIPELINING, nodemailer does not tell where a server said 421 unless it was at MAIL or DATA.
  const at = begun ? 'message' : (stages[fault.command] ?? (fault.reply === 421 ? 'recipient' : undefined));
  if (at === undefined) return undefined;
  const { later, reply: code, status, words } = fault;
  return { result: 'refused', at, permanent: !later, code, ...(status && { status }), reply: words };
}

/**
 * Proves that an envelope holds two bare addresses in ASCII, and nothing else: a string that hid CR LF once became a
 * second recipient in nodemailer. What comes back otherwise is a refusal for which no server was asked, of code 0.
 */
export function plainEnvelope({ from, to }: Envelope): Envelope | Refusal {
  const [sender, recipient] = [from === nullPath ? '' : plainAddress(from), plainAddress(to)];
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
