import { exec } from 'node:child_process';
import { promisify } from 'node:util';

/** How long a token is used for other connections before its command is run again; providers let it live an hour. */
const fresh = 60_000;

const tokens = new Map<string, { readonly token: Promise<string>; readonly at: number }>();

/**
 * Runs a person's own command for an access token (OAuth 2), in the shell, and returns the line that it prints. Rejects
 * with an error of the code `ETOKEN`, whose message says how it failed and never holds a token.
 * @param renew Whether the last token was refused.
 */
export async function accessToken(command: string, { renew = false } = {}): Promise<string> {
  const known = tokens.get(command);
  if (known && !renew && performance.now() - known.at < fresh) return known.token;
  const token = run(command);
  tokens.set(command, { token, at: performance.now() });
  token.catch(() => tokens.delete(command));
  return token;
}

async function run(command: string): Promise<string> {
  const limit = { timeout: 60_000, maxBuffer: 1_048_576 };
  const { stdout } = await promisify(exec)(command, limit).catch(
    ({ code, killed }: { code?: number; killed?: boolean }) =>
      refuse(killed ? 'took longer than a minute' : `ended with exit code ${code ?? 'unknown'}`),
  );
  const token = stdout.trim();
  if (token === '') refuse('printed nothing');
  if (!/^[\x21-\x7e]+$/.test(token)) refuse('printed more than one line with a token');
  return token;
}

function refuse(how: string): never {
  throw Object.assign(new Error(`the command for its access token ${how}`), { code: 'ETOKEN' });
}
