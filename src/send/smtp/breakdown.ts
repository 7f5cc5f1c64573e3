import type { SmtpSettings } from '../../config/config.ts';
import type { ProblemText } from '../../model/problem.ts';
import { type Fault, serverOf } from './fault.ts';

/** Tells what to change where no server came to say no: silence, TLS, the network, something that is no mail server. */
export function breakdown(fault: Fault, smtp: SmtpSettings): ProblemText {
  const row = [...silences(smtp), ...handshakes(fault, smtp), ...connections(fault, smtp)].find(([code]) =>
    code.test(fault.code),
  );
  const [, rule, message, hint] = row ?? [
    null,
    'smtp-connection',
    `does not answer as a mail server does: ${fault.words}`,
    'Check SMTP_HOST, SMTP_PORT and SMTP_TLS.',
  ];
  return { rule, message: `${serverOf(smtp)} ${message}`, hint };
}

/** A code of Node, OpenSSL or nodemailer, and what it means; the message goes on where "host:port" ends. */
type Row = readonly [code: RegExp, rule: string, message: string, hint: string];

const later = 'Try again later.';
const secureFirst = 'If this port speaks TLS from the start, as 465 does, set SMTP_TLS=implicit.';
const plainFirst = 'If this port speaks plain SMTP first, as 587 does, set SMTP_TLS=starttls.';
const unreachable = 'Check SMTP_HOST and SMTP_PORT, and whether this network lets mail out: many block port 25.';

function silences({ tls }: SmtpSettings): Row[] {
  const rule = 'smtp-timeout';
  const implicit = tls === 'implicit';
  return [
    [/^ETIMEDOUT$/, rule, 'did not answer in time', unreachable],
    [/^GREETING_TIMEOUT$/, rule, 'took the connection but did not greet in time', implicit ? later : secureFirst],
    [/^UPGRADE_TIMEOUT$/, rule, 'did not finish the TLS handshake in time', implicit ? plainFirst : later],
    [/^SOCKET_TIMEOUT$/, rule, 'fell silent before it had the whole message', later],
  ];
}

function handshakes({ code, names }: Fault, { tls }: SmtpSettings): Row[] {
  const rule = 'smtp-tls';
  return [
    [
      /SELF_SIGNED|^UNABLE_TO_/,
      rule,
      `has a certificate that no authority known here has signed (${code})`,
      'If you trust it, put the signing certificate into a PEM file and set NODE_EXTRA_CA_CERTS to it in the shell.',
    ],
    [/^CERT_HAS_EXPIRED$/, rule, 'has a certificate that has expired', 'Have it renewed, or set the clock right here.'],
    [/^CERT_NOT_YET_VALID$/, rule, 'has a certificate that is not valid yet', 'Set the clock right here or there.'],
    [
      /^ERR_TLS_CERT_ALTNAME_INVALID$/,
      rule,
      `has a certificate for other names: ${names}`,
      'Set SMTP_HOST to a name that the certificate holds.',
    ],
    [
      /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG/,
      rule,
      'does not speak TLS where TLS was expected',
      tls === 'implicit' ? plainFirst : "Ask the server's operator.",
    ],
    [
      /UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION/,
      rule,
      `speaks no version of TLS that is safe (${code})`,
      "Ask the server's operator for TLS 1.2 or newer.",
    ],
    [
      /^(ERR_SSL|ERR_TLS|CERT_|ETLS$|EPROTO$)/,
      rule,
      `broke the TLS handshake off (${code})`,
      'Check SMTP_TLS and SMTP_PORT.',
    ],
  ];
}

function connections({ words }: Fault, { tls }: SmtpSettings): Row[] {
  const rule = 'smtp-connection';
  return [
    [
      /^ECONNREFUSED$/,
      rule,
      'refused the connection: nothing listens there',
      'Is the server running? Check SMTP_HOST and SMTP_PORT.',
    ],
    [
      /^(ENOTFOUND|EAI_AGAIN|ENODATA)$/,
      rule,
      'was not found: no machine has that name',
      'Check SMTP_HOST, and that this machine is online.',
    ],
    [/^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EACCES|EPERM)$/, rule, 'cannot be reached from here', unreachable],
    [
      /^(ECONNRESET|EPIPE|ECONNECTION)$/,
      rule,
      'closed the connection before it had the whole message',
      'Try again; if it stays so, check SMTP_HOST, SMTP_PORT and SMTP_TLS.',
    ],
    [
      /^ENOAUTH$/,
      'smtp-login',
      'offers no login',
      tls === 'none'
        ? 'Set SMTP_TLS=starttls; if the server really needs no login, unset SMTP_USER.'
        : 'Unset SMTP_USER.',
    ],
    [
      /^ETOKENONLY$/,
      'smtp-login',
      'takes no password, only an access token (XOAUTH2)',
      'Set SMTP_TOKEN_COMMAND to a command that prints a token for SMTP_USER.',
    ],
    [/^ENOTOKEN$/, 'smtp-login', 'offers no login by an access token (XOAUTH2)', 'Unset SMTP_TOKEN_COMMAND.'],
    [
      /^ETOKEN$/,
      'smtp-login',
      `cannot be logged in to: ${words}`,
      'Run SMTP_TOKEN_COMMAND by hand in a shell: it has to print one access token and nothing else.',
    ],
    [/^ENOPASSWORD$/, 'smtp-login', 'wants a password for SMTP_USER', 'Set SMTP_PASSWORD or SMTP_PASSWORD_FILE.'],
  ];
}
