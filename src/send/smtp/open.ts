import { connect, type Socket } from 'node:net';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SmtpSettings } from '../../config/config.ts';
import { announcementIn, SmtpConnection, silence } from './connection.ts';
import { logIn } from './login.ts';

/** In milliseconds. */
export interface Timeouts {
  readonly connection: number;
  /** The wait for the server's first words, and again for its TLS handshake. */
  readonly greeting: number;
  /** The longest silence after that, and the longest wait for the reply to a whole message. */
  readonly socket: number;
}

/** How long a server may take for what it can answer at once: five minutes (RFC 5321, section 4.5.3.2), or less. */
export function commandLimit({ socket }: Timeouts): number {
  return Math.min(socket, 300_000);
}

/**
 * Opens a connection and logs in. Rejects with an error of nodemailer, of the network or of TLS, or with the reason of
 * the signal, which means nothing any more once the line is open.
 */
export async function openLine(smtp: SmtpSettings, timeouts: Timeouts, signal: AbortSignal): Promise<SmtpConnection> {
  signal.throwIfAborted();
  // The final dot follows the body on its own: it must not wait until the server has acknowledged that (Nagle, 40 ms).
  const socket = connect({ host: smtp.host, port: smtp.port, noDelay: true });
  const abort = () => socket.destroy(new Error('stopped'));
  signal.addEventListener('abort', abort);
  try {
    await connected(socket, timeouts.connection);
    const line = new SmtpConnection({ ...optionsOf(smtp, timeouts), connection: socket });
    await begin(line, smtp, commandLimit(timeouts));
    return line;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/**
 * Connects as the operating system resolves names; nodemailer's own resolver asks the name server first, which is
 * slow or silent where `localhost` is all that is there.
 */
async function connected(socket: Socket, limit: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => socket.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })), limit);
  socket.on('error', reject).once('connect', resolve);
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

/** Greeting, EHLO, STARTTLS and AUTH. A server that goes on and on is never silent, so all has one limit. */
async function begin(line: SmtpConnection, smtp: SmtpSettings, limit: number): Promise<void> {
  const timer = setTimeout(() => line.breakOff(silence()), limit);
  const { connection } = line;
  try {
    await line.step<void>(
      (done) => connection.connect(done),
      (reply) => {
        if (reply.startsWith('250')) line.announced = announcementIn(reply);
      },
    );
    await logIn(line, smtp);
  } catch (error) {
    connection.close();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
