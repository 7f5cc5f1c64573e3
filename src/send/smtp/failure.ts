import type { SmtpSettings } from '../../config/config.ts';
import { ProblemError, type ProblemText } from '../../model/problem.ts';
import { breakdown } from './breakdown.ts';
import { type Fault, faultOf, faultReason, serverOf } from './fault.ts';

/** How far a delivery had come when it failed. */
export interface FailureContext {
  readonly smtp: SmtpSettings;
  /** There once there was an envelope. */
  readonly from?: string;
  readonly to?: string;
  /** Whether the whole message may have left: from its final dot on, silence proves nothing (RFC 1047). */
  readonly complete: boolean;
}

/** Turns an error of nodemailer or the network into one problem with its remedy. */
export function failureOf(error: unknown, at: FailureContext): ProblemError {
  const fault = faultOf(error, at.smtp);
  const inDoubt = at.complete && !fault.refused;
  const finding = inDoubt ? unconfirmed(fault, at) : fault.refused ? refusal(fault, at) : breakdown(fault, at.smtp);
  return new ProblemError([{ severity: 'error', ...finding }], {
    state: inDoubt ? 'It is not known whether the message was accepted.' : 'Nothing was sent.',
  });
}

function unconfirmed(fault: Fault, { smtp, to }: FailureContext): ProblemText {
  return {
    rule: 'smtp-unconfirmed',
    message: `${serverOf(smtp)} did not confirm the message it was given: ${faultReason(fault)}`,
    hint: `Look into the mailbox of ${to} or the server's log before you send it again.`,
  };
}

function refusal(fault: Fault, { smtp, from, to }: FailureContext): ProblemText {
  const { command, later, words } = fault;
  if (command === 'STARTTLS' || (command === 'EHLO' && smtp.tls === 'starttls')) return noStarttls(fault, smtp);
  if (command.startsWith('AUTH')) return badLogin(fault, smtp);
  const subjects: Record<string, [subject: string, hint: string]> = {
    'MAIL FROM': [`the sender ${from}`, 'Set newsletter.from to an address that this server may send for.'],
    'RCPT TO': [`the recipient ${to}`, 'Check the address, and whether this server may send to it.'],
    DATA: ['the message', "Mend what the server's words name, then send it again."],
  };
  const [subject, hint] = subjects[command] ?? ['mail from here', "Check SMTP_HOST, or ask the server's operator."];
  return later
    ? {
        rule: 'smtp-later',
        message: `${serverOf(smtp)} does not take ${subject} now: ${words}`,
        hint: 'Try again later.',
      }
    : {
        rule: 'smtp-refused',
        message: `${serverOf(smtp)} does not take ${subject}: ${words}`,
        hint: demandOf(words, smtp) ?? hint,
      };
}

/** 530 (RFC 4954, RFC 3207) refuses any step until the client has logged in or begun TLS. */
function demandOf(words: string, smtp: SmtpSettings): string | undefined {
  if (/^5\d\d.*starttls/i.test(words)) return 'Set SMTP_TLS=starttls.';
  if (!smtp.user && /^(530|5\d\d.*(authentica|relay))/i.test(words)) return 'Set SMTP_USER and SMTP_PASSWORD.';
  return undefined;
}

function noStarttls({ words }: Fault, smtp: SmtpSettings): ProblemText {
  return {
    rule: 'smtp-tls',
    message: `${serverOf(smtp)} offers no STARTTLS: ${words}`,
    hint: 'Set SMTP_TLS=implicit and its port, usually 465; SMTP_TLS=none lets everyone on the way read along.',
  };
}

function badLogin({ later, words }: Fault, smtp: SmtpSettings): ProblemText {
  return {
    rule: later ? 'smtp-later' : 'smtp-login',
    message: `${serverOf(smtp)} ${later ? 'cannot check' : 'refused'} the login of "${smtp.user}": ${words}`,
    hint: later ? 'Try again later.' : loginHint(words, smtp),
  };
}

function loginHint(words: string, { tokenCommand }: SmtpSettings): string {
  if (tokenCommand)
    return 'Check SMTP_USER, and that SMTP_TOKEN_COMMAND prints a token of this user that may send mail.';
  if (/oauth|basic auth/i.test(words))
    return 'It wants an access token: set SMTP_TOKEN_COMMAND to a command that prints one for SMTP_USER.';
  return 'Check SMTP_USER and SMTP_PASSWORD; some providers want a password made for this purpose.';
}
