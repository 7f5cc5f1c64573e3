import { createSecretKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { type Problem, ProblemError } from './problem.ts';

export type Origin = 'flag' | 'environment' | '.env' | 'tidings.yaml' | 'default';

export interface Value {
  readonly value: string;
  readonly origin: Origin;
  /** What the person wrote it as: `--url`, `TIDINGS_URL`. */
  readonly named: string;
}

export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** `starttls` is demanded where it is named, never a mere wish. */
  readonly tls: 'starttls' | 'implicit' | 'none';
  readonly user?: string;
  readonly password?: string;
}

/** Looks a setting up by its camelCase name, or a variable by its own: flag, then environment, then `.env`. */
export type Lookup = (name: string) => Value | undefined;

/**
 * Layers the flags over the environment over the `.env` file of a publication. An empty variable counts as not set,
 * but an empty flag is meant: `--notice-pattern ''`.
 */
export async function lookupIn(
  directory: string,
  flags: Readonly<Record<string, string | undefined>>,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Lookup> {
  const file = parseEnv(await readFile(join(directory, '.env'), 'utf8').catch(absent));
  return (name) => {
    const flag = flags[name];
    if (flag !== undefined)
      return {
        value: flag,
        origin: 'flag',
        named: `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      };
    const variable = /^[A-Z_]+$/.test(name)
      ? name
      : `TIDINGS_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
    if (environment[variable]) return { value: environment[variable], origin: 'environment', named: variable };
    if (file[variable]) return { value: file[variable], origin: '.env', named: `${variable} in .env` };
    return undefined;
  };
}

/** The names of the variables that say how mail is sent, for `tidings config` and the documentation. */
export const smtpVariables = [
  'SMTP_URL',
  'SMTP_HOST',
  'SMTP_PORT',
  'SMTP_USER',
  'SMTP_PASSWORD',
  'SMTP_PASSWORD_FILE',
  'SMTP_TLS',
] as const;

/**
 * How mail is sent: `SMTP_URL`, or `SMTP_HOST` and its companions, which win over the parts of the URL.
 * Nothing if neither is set. STARTTLS is demanded unless the host is this machine or `SMTP_TLS` says otherwise.
 * @throws ProblemError with exit code 2; a password is never part of a message.
 */
export async function smtpSettings(lookup: Lookup, directory: string): Promise<SmtpSettings | undefined> {
  const url = lookup('SMTP_URL') && urlOf(lookup('SMTP_URL')!.value);
  const host = lookup('SMTP_HOST')?.value ?? url?.hostname.replace(/^\[|\]$/g, '');
  if (host === undefined) return undefined;
  const tls = tlsOf(lookup, url, host);
  const port = lookup('SMTP_PORT')
    ? portOf(lookup('SMTP_PORT')!)
    : Number(url?.port) || (tls === 'implicit' ? 465 : tls === 'starttls' ? 587 : 25);
  const user = lookup('SMTP_USER')?.value ?? decoded(url?.username);
  const password = (await secretOf('SMTP_PASSWORD', lookup, directory)) ?? decoded(url?.password);
  return { host, port, tls, ...(user && { user }), ...(password && { password }) };
}

/** The names of the variables that hold the key of unsubscribe links and of the suppression list. */
export const secretVariables = ['TIDINGS_SECRET', 'TIDINGS_SECRET_FILE'] as const;

/**
 * The key of unsubscribe links and of the suppression list: the bytes of the text, at least 32.
 * @throws ProblemError with exit code 2 where there is none; the secret is never part of a message.
 */
export async function secretKey(lookup: Lookup, directory: string): Promise<KeyObject> {
  const secret = await secretOf('TIDINGS_SECRET', lookup, directory);
  if (secret === undefined) {
    refuse(
      'there is no TIDINGS_SECRET, the key of unsubscribe links and of the suppression list',
      `"tidings init" puts one into the .env of a new publication. For this one, run beside tidings.yaml: ${secretLine}`,
    );
  }
  if (Buffer.byteLength(secret) < 32) refuse('TIDINGS_SECRET is shorter than 32 bytes', `Make one by: ${secretLine}`);
  return createSecretKey(secret, 'utf8');
}

/** Private keys as they were found. */
export interface KeyText {
  /** PEM: one key for each selector, in their order. */
  readonly pem: string;
  /** What the person wrote it as, such as `DKIM_PRIVATE_KEY_FILE`. */
  readonly named: string;
}

/** The names of the variables that hold the keys which letters are signed with. */
export const dkimVariables = ['DKIM_PRIVATE_KEY', 'DKIM_PRIVATE_KEY_FILE'] as const;

/** The keys that letters are signed with, if there are any. Throws a ProblemError with exit code 2 as `secretKey` does. */
export async function dkimKeyText(lookup: Lookup, directory: string): Promise<KeyText | undefined> {
  const pem = await secretOf('DKIM_PRIVATE_KEY', lookup, directory);
  const source = lookup('DKIM_PRIVATE_KEY_FILE') ?? lookup('DKIM_PRIVATE_KEY');
  return pem === undefined ? undefined : { pem, named: source!.named };
}

const secretLine =
  "node -p \"'\\nTIDINGS_SECRET='+crypto.randomBytes(32).toString('base64url')\" >> .env && chmod 600 .env";

function urlOf(text: string): URL {
  const url = URL.parse(text);
  if (!url || !/^smtps?:$/.test(url.protocol) || !url.hostname) {
    // The value holds a password, so it is not shown.
    refuse(
      'SMTP_URL is not an SMTP address',
      'Write it as smtps://user:password@host:465 or smtp://host:587; encode @ : / in the password as %40 %3A %2F.',
    );
  }
  return url;
}

function tlsOf(lookup: Lookup, url: URL | undefined, host: string): SmtpSettings['tls'] {
  const set = lookup('SMTP_TLS');
  if (set) {
    if (set.value === 'starttls' || set.value === 'implicit' || set.value === 'none') return set.value;
    refuse(`${set.named} is "${set.value}"`, 'Write starttls (port 587), implicit (port 465) or none.');
  }
  if (url?.protocol === 'smtps:' || lookup('SMTP_PORT')?.value === '465' || url?.port === '465') return 'implicit';
  return host === 'localhost' || host === '::1' || host.startsWith('127.') ? 'none' : 'starttls';
}

function portOf(set: Value): number {
  const port = Number(set.value);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  return refuse(`${set.named} is "${set.value}"`, 'Write a port number, such as 587.');
}

const contents = { SMTP_PASSWORD: 'password', TIDINGS_SECRET: 'secret', DKIM_PRIVATE_KEY: 'key in PEM' } as const;

/** A variable that may name a file in its place: `SMTP_PASSWORD`, `SMTP_PASSWORD_FILE`. */
async function secretOf(
  variable: keyof typeof contents,
  lookup: Lookup,
  directory: string,
): Promise<string | undefined> {
  const file = lookup(`${variable}_FILE`);
  if (!file) return lookup(variable)?.value;
  try {
    return (await readFile(resolve(directory, file.value), 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    return refuse(
      `${file.named} names ${file.value}, which cannot be read (${(error as NodeJS.ErrnoException).code})`,
      `Name a readable file that holds nothing but the ${contents[variable]}.`,
    );
  }
}

function decoded(part: string | undefined): string | undefined {
  if (!part) return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    return refuse('SMTP_URL holds a % that is no escape', 'Write a % in the user or password as %25.');
  }
}

function absent(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
  return refuse(`.env cannot be read (${error.code})`, 'Make it readable for yourself: chmod 600 .env.');
}

function refuse(message: string, hint: string): never {
  const problem: Problem = { severity: 'error', rule: 'environment', message, hint };
  throw new ProblemError([problem], { exitCode: 2 });
}
