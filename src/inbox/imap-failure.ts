import type { ImapSettings } from '../config/imap.ts';
import { withoutPassword } from '../lib/without-password.ts';
import { ProblemError } from '../model/problem.ts';
import { wordsOf } from '../returns/words.ts';

/** The fields of an imapflow error. */
interface Failure {
  readonly authenticationFailed?: boolean;
  readonly serverResponseCode?: string;
  readonly responseText?: string;
  readonly mailboxMissing?: boolean;
  readonly code?: string;
  readonly message?: string;
}

/** Turns what imapflow, the network or TLS reports into one problem that says what to change. */
export function imapFailure(error: unknown, imap: ImapSettings, folder: string): ProblemError {
  const failure = error as Failure;
  const words = wordsWithout(failure.responseText || failure.message || 'no reason given', imap);
  const { message, hint } = explain(failure, { words, place: serverName(imap), folder, imap });
  return new ProblemError([{ severity: 'error', rule: 'imap', message, hint }], {
    state: 'What was read before is stored.',
  });
}

/** The server as the settings name it. */
export function serverName({ host, port }: ImapSettings): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

interface Circumstances {
  readonly words: string;
  readonly place: string;
  readonly folder: string;
  readonly imap: ImapSettings;
}

function explain(failure: Failure, { words, place, folder, imap }: Circumstances): { message: string; hint: string } {
  const { code = '' } = failure;
  if (!imap.user)
    return { message: `${place} wants a login, and IMAP_USER is not set`, hint: 'Set IMAP_USER and IMAP_PASSWORD.' };
  if (code === 'ETOKEN')
    return {
      message: `${place} cannot be logged in to: ${words}`,
      hint: 'Run IMAP_TOKEN_COMMAND by hand in a shell: it has to print one access token and nothing else.',
    };
  if (failure.authenticationFailed && imap.tokenCommand)
    return {
      message: `${place} refused the login of "${imap.user}": ${words}`,
      hint: 'Check IMAP_USER, and that IMAP_TOKEN_COMMAND prints a token of this user that may read mail.',
    };
  if (failure.authenticationFailed)
    return {
      message: `${place} refused the login of "${imap.user}": ${words}`,
      hint: 'Check IMAP_USER and IMAP_PASSWORD; some providers want a password made for this purpose.',
    };
  if (failure.mailboxMissing || failure.serverResponseCode === 'NONEXISTENT')
    return {
      message: `there is no folder "${folder}" at ${place}`,
      hint: 'Set bounces.mailbox in tidings.yaml to the folder in which mail comes back.',
    };
  if (/support STARTTLS/i.test(words))
    return {
      message: `${place} offers no STARTTLS`,
      hint: 'Set IMAP_TLS=implicit and its port, usually 993; IMAP_TLS=none lets everyone on the way read along.',
    };
  const known = Object.entries(breakdowns).find(([pattern]) => new RegExp(pattern).test(code));
  if (known) return { message: `${place} ${known[1][0]}`, hint: known[1][1] };
  if (/certificate|self[- ]signed|altnames/i.test(`${code} ${words}`))
    return {
      message: `${place} shows a certificate that is not trusted: ${words}`,
      hint: 'Set IMAP_HOST to the name in the certificate, or NODE_EXTRA_CA_CERTS to the file of its authority.',
    };
  return { message: `${place} could not be read: ${words}`, hint: 'Check IMAP_HOST, IMAP_PORT and IMAP_TLS.' };
}

const breakdowns: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  '^ECONNREFUSED$': ['takes no connection', 'Check IMAP_HOST and IMAP_PORT, usually 993.'],
  '^(ENOTFOUND|EAI_AGAIN)$': ['is not known to the name servers', 'Check the spelling of IMAP_HOST.'],
  TIMEOUT: [
    'does not answer in time',
    'Check IMAP_HOST, IMAP_PORT and IMAP_TLS; a server that wants TLS from the start says nothing without it.',
  ],
  '^(ECONNRESET|EPIPE|NoConnection|EConnectionClosed|ClosedAfterConnectTLS|ClosedAfterConnectText)$': [
    'closed the connection',
    'Run this again; if it stays so, check IMAP_PORT and IMAP_TLS.',
  ],
  '^ERR_SSL_': ['speaks no TLS there', 'Set IMAP_TLS=starttls and its port, usually 143.'],
};

function wordsWithout(text: string, { password }: ImapSettings): string {
  return wordsOf(withoutPassword(text, password)).replace(/\.$/, '');
}
