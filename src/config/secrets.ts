import { type Lookup, relayVariable, secretOf } from './environment.ts';

/**
 * The secrets that the environment holds, so that nothing is published that holds one of them. One that cannot be read is
 * left out, and so is a password that is short or a mere word, for it may stand anywhere by chance.
 */
export async function secretsOf(lookup: Lookup, directory: string, relays: readonly string[]): Promise<string[]> {
  const read = (variable: string) => secretOf(variable, '', lookup, directory).catch(() => undefined);
  const servers = ['SMTP', 'IMAP', ...relays.map((name) => relayVariable('SMTP_URL', name).replace(/_URL$/, ''))];
  const secret = await read('TIDINGS_SECRET');
  const keys = await Promise.all(
    ['POSTMARK', 'MAILGUN', 'HMAC'].map((provider) => read(`TIDINGS_WEBHOOK_${provider}`)),
  );
  const callers = keys.flatMap((key) => (key ? [key, key.slice(key.indexOf(':') + 1)] : []));
  const passwords = await Promise.all(servers.map((server) => read(`${server}_PASSWORD`)));
  const addresses = await Promise.all(['DATABASE_URL', 'DATABASE_DIRECT_URL'].map(read));
  const database = addresses.flatMap(passwordsIn);
  const written = [...servers.flatMap((server) => passwordsIn(lookup(`${server}_URL`)?.value)), ...database];
  const strong = [...passwords, ...written, ...callers].filter(
    (word) => word && word.length >= 12 && !/^[a-z]+$/i.test(word),
  );
  return [secret, ...strong].filter((one): one is string => one !== undefined && one !== '');
}

/** As it is written in the address, and as it is meant. */
function passwordsIn(address: string | undefined): string[] {
  const password = address === undefined ? undefined : URL.parse(address)?.password;
  if (!password) return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
