import { expect } from 'vitest';
import type { SmtpSettings } from '../../src/config/config.ts';
import { ProblemError } from '../../src/model/problem.ts';
import { type DeliveryOptions, deliver } from '../../src/send/smtp/smtp.ts';

export const letter = Buffer.from('From: letter@example.org\r\nSubject: Spring\r\n\r\nThe meadow is green.\r\n');
export const envelope = { from: 'letter@example.org', to: 'reader@example.org' };
/** What the mail server of these tests knows. */
export const login = { user: 'letter', password: 'open sesame' };
/** Nothing that works takes this long; what a test lets run out is set shorter there. */
export const ample = { connection: 30_000, greeting: 30_000, socket: 30_000 };

export const nothing = 'Nothing was sent.';
export const unknown = 'It is not known whether the message was accepted.';

/** Settings for a server on this machine, in the open unless the test says otherwise. */
export function at(port: number, settings: Partial<SmtpSettings> = {}): SmtpSettings {
  return { host: 'localhost', port, tls: 'none', ...settings };
}

/** Tries to deliver and returns what a person is told of the failure, with `SERVER` for the host and port. */
export async function failure(smtp: SmtpSettings, options: DeliveryOptions & { message?: Uint8Array } = {}) {
  const { message = letter, ...rest } = options;
  const error = await deliver(message, envelope, smtp, { timeouts: ample, ...rest }).catch((reason) => reason);
  expect(error).toBeInstanceOf(ProblemError);
  const { problems, state, exitCode } = error as ProblemError;
  expect(problems).toHaveLength(1);
  expect(exitCode).toBe(1);
  const { rule, message: text, hint } = problems[0]!;
  return { rule, message: text.replaceAll(`localhost:${smtp.port}`, 'SERVER'), hint, state };
}
