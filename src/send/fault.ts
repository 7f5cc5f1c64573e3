import type { SmtpSettings } from '../config.ts';

/** What went wrong, in the one shape that every source of errors is brought to. */
export interface Fault {
  /** A code of Node, OpenSSL or nodemailer. */
  readonly code: string;
  /** The step that failed, such as `RCPT TO`; `CONN` for the connection itself. */
  readonly command: string;
  /** Whether the server said no (4yz or 5yz), which proves that it did not take the message. */
  readonly refused: boolean;
  /** A no that may become a yes (4yz). */
  readonly later: boolean;
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
    refused: number >= 400 && number < 600,
    later: number < 500,
    words: wordsOf(response || message || 'no reason given', smtp).replace(/\.$/, ''),
    names: wordsOf(cert?.subjectaltname?.replace(/\b(DNS|IP Address):/g, '') ?? 'no name', smtp),
  };
}

/** What a server said: one line, at most 300 characters, no control characters, and never the password. */
export function wordsOf(reply: string, { user = '', password }: SmtpSettings): string {
  let text = reply;
  if (password) {
    for (const form of [base64(`\0${user}\0${password}`), base64(password), password]) {
      text = text.replaceAll(form, '[password]');
    }
  }
  // Each line of a reply repeats its code: "550-5.1.1 No such user", "550 5.1.1 Ask the postmaster".
  const line = text
    .replace(/^(\d{3})-/, '$1 ')
    .replace(/\r?\n\d{3}[ -]/g, ' ')
    .replace(/[\s\p{Cc}\u2028-\u202e\u2066-\u2069]+/gu, ' ')
    .trim();
  return line.length > 300 ? `${line.slice(0, 299).trimEnd()}…` : line;
}

/** The server as the settings name it. */
export function placeOf({ host, port }: SmtpSettings): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
