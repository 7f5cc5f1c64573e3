import { describe, expect, test } from 'vitest';
import { formatProblems } from '../../../src/model/format-problems.ts';
import type { ProblemError } from '../../../src/model/problem.ts';
import { deliver } from '../../../src/send/smtp/smtp.ts';
import { at, envelope, failure, letter, login, nothing } from '../attempt.ts';
import { type Script, startMailServer, startScript } from '../servers.ts';

describe('what a server refuses is told in its words, with what to change', () => {
  const operator = "Check SMTP_HOST, or ask the server's operator.";
  const later = 'Try again later.';
  const sender = 'Set newsletter.from to an address that this server may send for.';
  const recipient = 'Check the address, and whether this server may send to it.';
  const words = "Mend what the server's words name, then send it again.";

  test.each<[string, Script, rule: string, message: string, hint: string]>([
    ['the connection', { greeting: '554 no' }, 'smtp-refused', 'mail from here: 554 no', operator],
    ['the connection for now', { greeting: '421 busy' }, 'smtp-later', 'mail from here now: 421 busy', later],
    ['the sender', { MAIL: '550 5.7.1 no' }, 'smtp-refused', 'the sender letter@example.org: 550 5.7.1 no', sender],
    ['the sender for now', { MAIL: '450 no' }, 'smtp-later', 'the sender letter@example.org now: 450 no', later],
    ['the recipient', { RCPT: '550 no.' }, 'smtp-refused', 'the recipient reader@example.org: 550 no', recipient],
    [
      'the recipient for now, in two lines',
      { RCPT: '450-4.2.1 grey\r\n450 4.2.1 wait' },
      'smtp-later',
      'the recipient reader@example.org now: 450 4.2.1 grey 4.2.1 wait',
      later,
    ],
    [
      'the recipient and hangs up',
      { RCPT: '421 bye' },
      'smtp-later',
      'the recipient reader@example.org now: 421 bye',
      later,
    ],
    ['the message before it came', { DATA: '554 no' }, 'smtp-refused', 'the message: 554 no', words],
    ['the message for now', { DATA: '451 no' }, 'smtp-later', 'the message now: 451 no', later],
    ['the message after it came', { dot: '554 5.7.1 spam' }, 'smtp-refused', 'the message: 554 5.7.1 spam', words],
    ['the message after it came, for now', { dot: '451 scan' }, 'smtp-later', 'the message now: 451 scan', later],
    ['the message and hangs up', { dot: '421 bye' }, 'smtp-later', 'the message now: 421 bye', later],
    [
      'mail without a login',
      { MAIL: '530 5.7.0 Authentication required' },
      'smtp-refused',
      'the sender letter@example.org: 530 5.7.0 Authentication required',
      'Set SMTP_USER and SMTP_PASSWORD.',
    ],
    [
      'to relay without a login',
      { RCPT: '554 5.7.1 Relay access denied' },
      'smtp-refused',
      'the recipient reader@example.org: 554 5.7.1 Relay access denied',
      'Set SMTP_USER and SMTP_PASSWORD.',
    ],
    [
      'mail without TLS',
      { MAIL: '530 5.7.0 Must issue a STARTTLS command first' },
      'smtp-refused',
      'the sender letter@example.org: 530 5.7.0 Must issue a STARTTLS command first',
      'Set SMTP_TLS=starttls.',
    ],
  ])('%s', async (_, script, rule, message, hint) => {
    const { port } = await startScript(script);
    expect(await failure(at(port))).toEqual({ rule, message: `SERVER does not take ${message}`, hint, state: nothing });
  });

  test('envelopes whose replies come all at once', async () => {
    const { port } = await startMailServer({
      onRcptTo: (_, __, done) => done(Object.assign(new Error('unknown'), { responseCode: 550 })),
    });
    expect(await failure(at(port))).toMatchObject({
      message: 'SERVER does not take the recipient reader@example.org: 550 unknown',
    });
  });

  test('a login', async () => {
    const { port } = await startMailServer();
    expect(await failure(at(port, { user: 'letter', password: 'wrong' }))).toEqual({
      rule: 'smtp-login',
      message: 'SERVER refused the login of "letter": 535 no',
      hint: 'Check SMTP_USER and SMTP_PASSWORD; some providers want a password made for this purpose.',
      state: nothing,
    });
  });

  test('a login for now', async () => {
    const { port } = await startScript({ AUTH: '454 4.7.0 directory is down' });
    expect(await failure(at(port, login))).toEqual({
      rule: 'smtp-later',
      message: 'SERVER cannot check the login of "letter": 454 4.7.0 directory is down',
      hint: later,
      state: nothing,
    });
  });
});

describe('the password stays secret', () => {
  const { password } = login;
  const forms = [
    password,
    Buffer.from(password).toString('base64'),
    Buffer.from(`\0letter\0${password}`).toString('base64'),
  ];

  test.each(['AUTH', 'MAIL', 'RCPT', 'DATA', 'dot'] as const)('when the server repeats it at %s', async (step) => {
    const { port } = await startScript({ [step]: `535 you said ${forms.join(' and ')}` });
    const error: ProblemError = await deliver(letter, envelope, at(port, login)).catch((reason) => reason);
    const said = [formatProblems(error.problems), JSON.stringify(error.problems), String(error), error.stack].join();
    for (const form of forms) expect(said).not.toContain(form);
    expect(said).toContain('you said [password] and [password] and [password]');
  });

  test('when the server repeats it in the reply to a letter that was sent', async () => {
    const { port } = await startScript({ dot: `250 queued for ${password}` });
    expect(await deliver(letter, envelope, at(port, login))).toEqual({ reply: '250 queued for [password]' });
  });
});
