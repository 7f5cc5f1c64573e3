import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SmtpSettings } from '../config.ts';
import { asciiAddress } from '../lib/address.ts';
import { ProblemError } from '../problem.ts';
import { failureOf } from './failure.ts';
import { wordsOf } from './fault.ts';

export interface Envelope {
  /** A bare address: where bounces go. */
  readonly from: string;
  /** A bare address: who gets the letter. */
  readonly to: string;
}

export interface DeliveryOptions {
  /** In milliseconds. */
  readonly timeouts?: Timeouts;
  /** Ends the delivery at once; its reason is thrown if the message had not wholly left by then. */
  readonly signal?: AbortSignal;
}

interface Timeouts {
  readonly connection: number;
  /** The wait for the server's first words, and again for its TLS handshake. */
  readonly greeting: number;
  /** The longest silence after that. */
  readonly socket: number;
}

const patient: Timeouts = { connection: 15_000, greeting: 15_000, socket: 60_000 };

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
  { timeouts = patient, signal }: DeliveryOptions = {},
): Promise<{ reply: string }> {
  const from = checked('sender', envelope.from);
  const to = checked('recipient', envelope.to);
  // Pulled only after the server's 354: a stream not read to its end is surely not accepted (nodemailer's pool gives
  // one and the same error before and after the final dot). These bytes are all that nodemailer sees: no file, no URL.
  const source = Readable.from(pieces(message));
  const use8BitMime = message.some((byte) => byte > 0x7f);
  let response: string;
  try {
    const socket = await openSocket(smtp, timeouts.connection, signal);
    const connection = new SMTPConnection({ ...optionsOf(smtp, timeouts), connection: socket });
    response = await converse(connection, smtp, { from, to, size: message.byteLength, use8BitMime }, source);
  } catch (error) {
    if (signal?.aborted && !source.readableEnded) throw signal.reason;
    throw failureOf(error, { smtp, from, to, complete: source.readableEnded });
  }
  if (source.readableEnded) return { reply: wordsOf(response, smtp) };
  throw failureOf(new Error(`it answered too early: ${response}`), { smtp, from, to, complete: true });
}

async function converse(
  connection: SMTPConnection,
  smtp: SmtpSettings,
  envelope: SMTPConnection.Envelope,
  source: Readable,
): Promise<string> {
  const step = steps(connection);
  try {
    await step<void>((done) => connection.connect(done));
    if (smtp.user) await login(connection, smtp, step);
    const { response } = await step<{ response: string }>((done) => connection.send(envelope, source, done));
    hangUp(connection);
    return response;
  } catch (error) {
    connection.close();
    throw error;
  }
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

function* pieces(message: Uint8Array): Generator<Buffer> {
  const size = 65_536;
  for (let start = 0; start < message.byteLength; start += size)
    yield Buffer.from(message.subarray(start, start + size));
}

/**
 * Connects as the operating system resolves names; nodemailer's own resolver asks the name server first, which is
 * slow or silent where `localhost` is all that is there.
 */
async function openSocket({ host, port }: SmtpSettings, limit: number, signal?: AbortSignal): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({ host, port, ...(signal && { signal }) });
  const timer = setTimeout(() => socket.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })), limit);
  socket.on('error', reject).once('connect', () => resolve(socket));
  return promise.finally(() => clearTimeout(timer));
}

function optionsOf({ host, port, tls }: SmtpSettings, timeouts: Timeouts): SMTPConnection.Options {
  return {
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    // The socket is open already: what is left of "connecting" is the greeting and a STARTTLS handshake.
    connectionTimeout: 2 * timeouts.greeting,
    greetingTimeout: timeouts.greeting,
    socketTimeout: timeouts.socket,
    // A server that never closes its side must not hold the process.
    socketCloseTimeout: 0,
    maxResponseSize: 65_536,
  };
}

type Run<T> = (done: (error?: Error | null, value?: T) => void) => void;
type Step = <T>(run: Run<T>) => Promise<T>;

/** nodemailer tells of a broken connection by an event, and then never calls back the step that was under way. */
function steps(connection: SMTPConnection): Step {
  const { promise: broken, reject } = Promise.withResolvers<never>();
  broken.catch(() => {});
  connection.on('error', reject);
  // Later than the callbacks of the same turn: they know more.
  connection.once('end', () => setImmediate(reject, new Error('the connection ended')));
  return <T>(run: Run<T>) =>
    Promise.race([
      broken,
      new Promise<T>((resolve, refuse) => run((error, value) => (error ? refuse(error) : resolve(value as T)))),
    ]);
}

async function login(connection: SMTPConnection, { user, password }: SmtpSettings, step: Step): Promise<void> {
  if (!password) throw Object.assign(new Error('no password'), { code: 'ENOPASSWORD' });
  if (!connection.allowsAuth) throw Object.assign(new Error('no AUTH'), { code: 'ENOAUTH' });
  await step<boolean>((done) => connection.login({ credentials: { user, pass: password } }, done));
}

/** RFC 5321, section 4.1.1.10: QUIT comes first. The message is safe by now, so nobody waits for the answer. */
function hangUp(connection: SMTPConnection): void {
  connection.quit();
  setTimeout(() => connection.close(), 2000).unref();
}
