import type XOAuth2 from 'nodemailer/lib/xoauth2';
import type { SmtpSettings } from '../../config/config.ts';
import { accessToken } from '../../system/access-token.ts';
import type { SmtpConnection } from './connection.ts';

/** Logs in with a password, or with an access token that a command of the settings prints (XOAUTH2). */
export async function logIn(line: SmtpConnection, smtp: SmtpSettings): Promise<void> {
  const { user, password, tokenCommand } = smtp;
  if (!user) return;
  const { connection, announced } = line;
  const { mechanisms } = announced;
  if (tokenCommand) return logInByToken(line, { user, tokenCommand });
  if (mechanisms.length > 0 && mechanisms.every((name) => /^(XOAUTH2|OAUTHBEARER)$/.test(name)))
    throw fault('ETOKENONLY');
  if (!password) throw fault('ENOPASSWORD');
  if (!connection.allowsAuth) throw fault('ENOAUTH');
  await line.step<boolean>((done) => connection.login({ credentials: { user, pass: password } }, done));
}

async function logInByToken(
  line: SmtpConnection,
  { user, tokenCommand }: { user: string; tokenCommand: string },
): Promise<void> {
  if (!line.announced.mechanisms.includes('XOAUTH2')) throw fault('ENOTOKEN');
  const used: string[] = [];
  const build = (token: string) => base64(`user=${user}\x01auth=Bearer ${token}\x01\x01`);
  const source = {
    getToken: (renew: boolean, done: (error: unknown, token?: string) => void) =>
      void accessToken(tokenCommand, { renew }).then(
        (token) => {
          used.push(token, build(token));
          done(null, token);
        },
        (error: unknown) => done(error),
      ),
    buildXOAuth2Token: build,
  };
  try {
    // The first token is asked for here: nodemailer forgets the code of what goes wrong.
    await accessToken(tokenCommand);
    await line.step<boolean>((done) =>
      line.connection.login({ user, method: 'XOAUTH2', oauth2: source as unknown as XOAuth2 }, done),
    );
  } catch (error) {
    throw withoutTokens(error, used);
  }
}

/** Some servers repeat what they did not understand. */
function withoutTokens(error: unknown, tokens: readonly string[]): unknown {
  const told = error as { message?: string; response?: string };
  for (const key of ['message', 'response'] as const)
    if (typeof told[key] === 'string')
      told[key] = tokens.reduce((text, token) => text.replaceAll(token, '[token]'), told[key]);
  return error;
}

function fault(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
