import { join } from 'node:path';
import type { SMTPServerOptions } from 'smtp-server';
import { describe, expect, test } from 'vitest';
import { deliver } from '../../../src/send/smtp/smtp.ts';
import { folderOf } from '../../folder.ts';
import { ample, at, envelope, failure, letter, login } from '../attempt.ts';
import { startMailServer, startScript } from '../servers.ts';

/** A server that takes nothing but a token of this name. */
const byToken = (token: string): SMTPServerOptions => ({
  authMethods: ['XOAUTH2'],
  onAuth: ({ method, username, accessToken }, _, done) =>
    method === 'XOAUTH2' && username === 'letter' && accessToken === token
      ? done(null, { user: username })
      : done(null, { data: { status: '401', schemes: 'bearer' } }),
});

describe('a login by an access token', () => {
  test('uses what the command prints', async () => {
    const { port, received } = await startMailServer(byToken('a-token'));
    const smtp = at(port, { user: 'letter', tokenCommand: 'echo a-token' });
    await deliver(letter, envelope, smtp, { timeouts: ample });
    expect(received).toMatchObject([{ user: 'letter' }]);
  });

  test('asks for another one where the first is refused, once', async () => {
    const { port, received } = await startMailServer(byToken('token-2'));
    const file = join(await folderOf(), 'count');
    const tokenCommand = `echo x >> ${file}; echo token-$(grep -c x ${file})`;
    await deliver(letter, envelope, at(port, { user: 'letter', tokenCommand }), { timeouts: ample });
    expect(received).toHaveLength(1);
  });

  test('that is refused says so without the token', async () => {
    const { port } = await startMailServer(byToken('another'));
    const told = await failure(at(port, { user: 'letter', tokenCommand: 'echo stale-token' }));
    expect(told).toMatchObject({ rule: 'smtp-login', hint: expect.stringContaining('SMTP_TOKEN_COMMAND') });
    expect(JSON.stringify(told)).not.toContain('stale-token');
  });

  test('never shows a token that a server repeats', async () => {
    const { port, heard } = await startScript({
      EHLO: '250-mail.example.org\r\n250 AUTH XOAUTH2',
      AUTH: (socket) => socket.write(`501 5.5.4 what is ${heard.at(-1)}, echo-token?\r\n`),
    });
    const told = await failure(at(port, { user: 'letter', tokenCommand: 'echo echo-token' }));
    expect(told.message).toContain('[token]');
    const encoded = Buffer.from('user=letter\x01auth=Bearer echo-token\x01\x01').toString('base64');
    for (const form of ['echo-token', encoded]) expect(JSON.stringify(told)).not.toContain(form);
  });

  test.each([
    ['exit 3', 'ended with exit code 3'],
    ['true', 'printed nothing'],
    ['echo one two', 'printed more than one line with a token'],
  ])('by "%s" is told as it went wrong', async (tokenCommand, how) => {
    const { port } = await startMailServer(byToken('a-token'));
    expect(await failure(at(port, { user: 'letter', tokenCommand }))).toMatchObject({
      rule: 'smtp-login',
      message: `SERVER cannot be logged in to: the command for its access token ${how}`,
      hint: expect.stringContaining('SMTP_TOKEN_COMMAND'),
    });
  });

  test('is not tried where the server does not offer it', async () => {
    const { port } = await startMailServer();
    expect(await failure(at(port, { user: 'letter', tokenCommand: 'echo a-token' }))).toMatchObject({
      message: 'SERVER offers no login by an access token (XOAUTH2)',
      hint: 'Unset SMTP_TOKEN_COMMAND.',
    });
  });
});

test('a server that takes only tokens gets no password, and names the variable for them', async () => {
  const { port } = await startMailServer(byToken('a-token'));
  expect(await failure(at(port, login))).toMatchObject({
    rule: 'smtp-login',
    message: 'SERVER takes no password, only an access token (XOAUTH2)',
    hint: 'Set SMTP_TOKEN_COMMAND to a command that prints a token for SMTP_USER.',
  });
});

test('a server that has turned passwords off names the variable for tokens', async () => {
  const words = '535 5.7.139 Authentication unsuccessful, basic authentication is disabled';
  const { port } = await startScript({ EHLO: '250-mail.example.org\r\n250 AUTH LOGIN XOAUTH2', AUTH: words });
  expect((await failure(at(port, login))).hint).toContain('SMTP_TOKEN_COMMAND');
});
