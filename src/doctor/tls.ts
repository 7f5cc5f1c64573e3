import type { SmtpSettings } from '../config/config.ts';
import { ProblemError } from '../model/problem.ts';
import { smtpTransport } from '../send/smtp/smtp.ts';
import { SessionFault } from '../send/transport.ts';
import type { DnsFinding } from './finding.ts';

/** How a mail server was met: over TLS with a good certificate, without TLS, or with the problem that `send` would meet. */
export type Handshake =
  | 'secure'
  | 'plain'
  | { readonly rule: string; readonly message: string; readonly hint?: string };

/** In milliseconds: a person waits. */
const patience = { connection: 10_000, greeting: 10_000, socket: 10_000 };

/** Opens a connection as the settings say, without a login, and closes it. */
export async function meet(smtp: SmtpSettings, signal: AbortSignal): Promise<Handshake> {
  const { host, port, tls } = smtp;
  try {
    const session = await smtpTransport({ host, port, tls }, { timeouts: patience }).open(signal);
    await session.close();
    return tls === 'none' ? 'plain' : 'secure';
  } catch (error) {
    if (!(error instanceof SessionFault) || !(error.problem instanceof ProblemError)) throw error;
    const { rule, message, hint } = error.problem.problems[0]!;
    return { rule, message, ...(hint !== undefined && { hint }) };
  }
}

export function tlsFinding(host: string, handshake: Handshake): DnsFinding {
  const check = 'TLS';
  if (handshake === 'secure')
    return {
      check,
      verdict: 'ok',
      rule: 'tls',
      message: `${host} speaks TLS with a certificate that is good for its name`,
    };
  if (handshake === 'plain')
    return {
      check,
      verdict: 'warning',
      rule: 'tls-off',
      message: `letters and the password go to ${host} without TLS`,
      consequence:
        'Everybody on the way can read and change them, and Gmail refuses letters that came without TLS (5.7.29).',
      hint: 'Set SMTP_TLS=starttls, or implicit with port 465.',
    };
  const { rule, message, hint } = handshake;
  // A network that lets no mail out says nothing of the server.
  if (rule !== 'smtp-tls')
    return { check, verdict: 'note', rule, message: `TLS could not be looked at: ${message}`, ...(hint && { hint }) };
  return {
    check,
    verdict: 'error',
    rule,
    message,
    consequence: 'Nothing can be sent over it from here.',
    ...(hint && { hint }),
  };
}
