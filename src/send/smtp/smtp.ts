import type { SmtpSettings } from '../../config/config.ts';
import { asciiAddress } from '../../lib/address.ts';
import { ProblemError } from '../../model/problem.ts';
import { sizesInWords } from '../sizes.ts';
import type { Envelope } from '../transport.ts';
import { SessionFault, type Transport } from '../transport.ts';
import { failureOf } from './failure.ts';
import { faultOf, mayPass, replyLine, serverOf } from './fault.ts';
import { openLine, type Timeouts } from './open.ts';
import { SmtpSession } from './session.ts';

export interface DeliveryOptions {
  /** In milliseconds. */
  readonly timeouts?: Timeouts;
  /** Ends the delivery at once; its reason is thrown if the message had not wholly left by then. */
  readonly signal?: AbortSignal;
}

/** For one letter, while a person waits. */
const patient: Timeouts = { connection: 15_000, greeting: 15_000, socket: 60_000 };

/** For a list. RFC 5321, section 4.5.3.2.6: a retry too soon after the dot delivers the message twice. */
const enduring: Timeouts = { connection: 30_000, greeting: 60_000, socket: 600_000 };

/**
 * Sends by one SMTP server. An envelope that is not two plain addresses in ASCII is refused without asking it, by the
 * code 0, as is a message that is larger than the server announced to take.
 */
export function smtpTransport(
  smtp: SmtpSettings,
  { timeouts = enduring }: { readonly timeouts?: Timeouts } = {},
): Transport {
  return {
    name: serverOf(smtp),
    open: async (signal) => {
      const line = await openLine(smtp, timeouts, signal).catch((error) => {
        signal.throwIfAborted();
        throw new SessionFault(failureOf(error, { smtp, complete: false }), mayPass(faultOf(error, smtp)));
      });
      return new SmtpSession(line, smtp, timeouts);
    },
  };
}

/**
 * Hands one complete message (RFC 5322, lines ended by CRLF) to an SMTP server for one recipient, over a connection
 * of its own. Returns the server's last reply in one line.
 * @throws ProblemError that tells what to change, and whether nothing was sent or the outcome cannot be known. No
 * password is ever part of it.
 */
export async function deliver(
  message: Uint8Array,
  envelope: Envelope,
  smtp: SmtpSettings,
  { timeouts = patient, signal = new AbortController().signal }: DeliveryOptions = {},
): Promise<{ reply: string }> {
  const from = checked('sender', envelope.from);
  const to = checked('recipient', envelope.to);
  const use8BitMime = message.some((byte) => byte > 0x7f);
  const line = await openLine(smtp, timeouts, signal).catch((error) => {
    signal.throwIfAborted();
    throw failureOf(error, { smtp, complete: false });
  });
  const session = new SmtpSession(line, smtp, timeouts);
  const stop = () => session.close();
  signal.addEventListener('abort', stop);
  try {
    refuseSize(message.length, session, smtp);
    const ending = await session.transfer(withDotsDoubled(message), { from, to, use8BitMime }, async () => true);
    if (ending.kind === 'accepted') return { reply: replyLine(ending.response, smtp) };
    const { error, complete } = { error: undefined, complete: false, ...ending };
    if (!complete) signal.throwIfAborted();
    throw failureOf(error, { smtp, from, to, complete });
  } finally {
    signal.removeEventListener('abort', stop);
    // The message is safe by now, so nobody waits for the farewell.
    void session.close();
  }
}

/** A server that tells its limit (RFC 1870) need not be asked. */
function refuseSize(size: number, { sizeLimit = Number.POSITIVE_INFINITY }: SmtpSession, smtp: SmtpSettings): void {
  if (size <= sizeLimit) return;
  const problem = {
    severity: 'error',
    rule: 'smtp-refused',
    message: `${serverOf(smtp)} ${sizesInWords(sizeLimit, size)}`,
    hint: 'Shorten the issue, or link to the files that it holds.',
  } as const;
  throw new ProblemError([problem], { state: 'Nothing was sent.' });
}

/** A string that hides CR LF once became a second recipient in nodemailer, so an envelope is proven first. */
function checked(role: string, text: string): string {
  const address = asciiAddress(text);
  if (address !== undefined) return address;
  const problem = {
    severity: 'error',
    rule: 'address',
    message: `the ${role} ${JSON.stringify(text)} is not an e-mail address`,
    hint: 'Write one bare address, such as reader@example.org.',
  } as const;
  throw new ProblemError([problem], { state: 'Nothing was sent.' });
}

/** RFC 5321, section 4.5.2. */
function withDotsDoubled(message: Uint8Array): Uint8Array {
  const text = Buffer.from(message).toString('latin1');
  return /^\./m.test(text) ? Buffer.from(text.replace(/(^|\n)\./g, '$1..'), 'latin1') : message;
}
