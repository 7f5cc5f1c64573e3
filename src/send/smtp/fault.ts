import type { SmtpSettings } from '../../config/config.ts';
import { withoutPassword } from '../../lib/without-password.ts';

/** An SMTP failure, in one shape for all sources of errors. */
export interface Fault {
  /** A code of Node, OpenSSL or nodemailer. */
  readonly code: string;
  /** The step that failed, such as `RCPT TO`; `CONN` for the connection itself. */
  readonly command: string;
  /** Whether the server said no (4yz or 5yz), which proves that it did not take the message. */
  readonly refused: boolean;
  /** A no that may become a yes (4yz). */
  readonly later: boolean;
  /** The basic code of the reply, such as 550; 0 without one. */
  readonly reply: number;
  /** The enhanced status (RFC 3463) of the reply, such as `5.1.1`. */
  readonly status: string | undefined;
  /** The server's reply, or the error's own message. */
  readonly words: string;
  /** The names that a certificate is for. */
  readonly names: string;
}

/** Reads an error of nodemailer, of the network or of TLS. */
export function faultOf(error: unknown, smtp: SmtpSettings): Fault {
  const { code, originalCode, timeoutType, command, response, responseCode, message, cert } = error as Partial<{
    code: string;
    originalCode: string;
    timeoutType: string;
    command: string;
    response: string;
    responseCode: number;
    message: string;
    cert: { subjectaltname?: string };
  }>;
  const number = responseCode ?? 0;
  return {
    code: timeoutType ?? originalCode ?? code ?? '',
    command: command ?? '',
    refused: number >= 400 && number < 600 && isReply(response),
    later: number < 500,
    reply: number,
    status: /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1],
    words: replyLine(response || message || 'no reason given', smtp).replace(/\.$/, ''),
    names: replyLine(cert?.subjectaltname?.replace(/\b(DNS|IP Address):/g, '') ?? 'no name', smtp),
  };
}

/** Whether a server says one thing: each line begins with the same code of three digits (RFC 5321, section 4.2). */
export function isReply(response: string | undefined): response is string {
  const code = response?.slice(0, 3) ?? '';
  return (
    /^[2-5]\d\d$/.test(code) &&
    response!.split('\n').every((line) => line.startsWith(code) && /^[ -]?$/.test(line.charAt(3)))
  );
}

/** Whether what kept a connection from being opened may be gone later: not a wrong name, password or certificate. */
export function mayPass({ refused, later, code }: Fault): boolean {
  if (refused) return later;
  return /^(ECONN|ETIMEDOUT$|EPIPE$|EHOST|ENET|EAI_AGAIN$|EMFILE$|ENFILE$|ENOBUFS$|EADDR|(GREETING|UPGRADE|SOCKET)_TIMEOUT$)/.test(
    code,
  );
}

/** Why a connection broke, in a few words. */
export function faultReason({ code, words }: Fault): string {
  const reasons: Record<string, string> = {
    SOCKET_TIMEOUT: 'no reply came in time',
    ECONNECTION: 'the connection was closed',
    ECONNRESET: 'the connection was closed',
    EPIPE: 'the connection was closed',
  };
  return reasons[code] ?? words;
}

/** A server's reply: one line, at most 300 characters, no control characters, and never the password. */
export function replyLine(reply: string, { password }: SmtpSettings): string {
  // Each line of a reply repeats its code: "550-5.1.1 No such user", "550 5.1.1 Ask the postmaster".
  const line = withoutPassword(reply, password)
    .replace(/^(\d{3})-/, '$1 ')
    .replace(/\r?\n\d{3}[ -]/g, ' ')
    .replace(/[\s\p{Cc}\u2028-\u202e\u2066-\u2069]+/gu, ' ')
    .trim();
  return line.length > 300 ? `${line.slice(0, 299).trimEnd()}…` : line;
}

/** The server as the settings name it. */
export function serverOf({ host, port }: SmtpSettings): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
