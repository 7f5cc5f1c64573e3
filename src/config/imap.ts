import { isLoopback } from '../lib/domain.ts';
import { ProblemError } from '../model/problem.ts';
import {
  type ConfigValue,
  decoded,
  type Lookup,
  portOf,
  type SmtpSettings,
  secretOf,
  tokenCommandOf,
} from './environment.ts';

/** How to reach a mailbox; the same fields as for the mail server. */
export type ImapSettings = SmtpSettings;

/** The names of the variables for returned mail. */
export const imapVariables = [
  'IMAP_URL',
  'IMAP_HOST',
  'IMAP_PORT',
  'IMAP_USER',
  'IMAP_PASSWORD',
  'IMAP_PASSWORD_FILE',
  'IMAP_TOKEN_COMMAND',
  'IMAP_TLS',
] as const;

/**
 * Reads the server of returned mail: `IMAP_URL`, or `IMAP_HOST` and its companions, which override the parts of the
 * URL. Undefined if neither is set. Implicit TLS unless the host is this machine or `IMAP_TLS` says otherwise.
 * @throws ProblemError with exit code 2; a password is never part of a message.
 */
export async function imapSettings(lookup: Lookup, directory: string): Promise<ImapSettings | undefined> {
  const address = lookup('IMAP_URL');
  const url = address && urlOf(address);
  const host = lookup('IMAP_HOST')?.value ?? url?.hostname.replace(/^\[|\]$/g, '');
  if (host === undefined) return undefined;
  const set = lookup('IMAP_PORT');
  const tls = tlsOf(lookup('IMAP_TLS'), { host, protocol: url?.protocol, port: set?.value ?? url?.port });
  const port = set ? portOf(set, 993) : Number(url?.port) || (tls === 'implicit' ? 993 : 143);
  const user = lookup('IMAP_USER')?.value ?? decoded(url?.username, 'IMAP_URL');
  const password =
    (await secretOf('IMAP_PASSWORD', 'password', lookup, directory)) ?? decoded(url?.password, 'IMAP_URL');
  const tokenCommand = tokenCommandOf(lookup('IMAP_TOKEN_COMMAND'), user, 'IMAP_USER');
  return { host, port, tls, ...(user && { user }), ...(password && { password }), ...tokenCommand };
}

function urlOf({ value, named }: ConfigValue): URL {
  const url = URL.parse(value);
  if (url && /^imaps?:$/.test(url.protocol) && url.hostname) return url;
  // The value holds a password, so it is not shown.
  return refuse(
    `${named} is not an IMAP address`,
    'Write it as imaps://user:password@host:993; encode @ : / in the password as %40 %3A %2F.',
  );
}

interface Hints {
  readonly host: string;
  readonly protocol: string | undefined;
  readonly port: string | undefined;
}

/** RFC 8314: mail programs should use implicit TLS. */
function tlsOf(set: ConfigValue | undefined, { host, protocol, port }: Hints): ImapSettings['tls'] {
  if (set) {
    if (set.value === 'starttls' || set.value === 'implicit' || set.value === 'none') return set.value;
    refuse(`${set.named} is "${set.value}"`, 'Write implicit (port 993), starttls (port 143) or none.');
  }
  if (protocol === 'imaps:' || port === '993') return 'implicit';
  if (isLoopback(host)) return 'none';
  return protocol === 'imap:' || port === '143' ? 'starttls' : 'implicit';
}

function refuse(message: string, hint: string): never {
  throw new ProblemError([{ severity: 'error', rule: 'environment', message, hint }], { exitCode: 2 });
}
