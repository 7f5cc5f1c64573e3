import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { isLoopback } from '../lib/domain.ts';
import { type Locate, type Problem, ProblemError } from '../model/problem.ts';
import type { SendSettings } from '../model/publication.ts';
import { textOfFile } from '../system/files.ts';

export type ValueOrigin = 'flag' | 'environment' | '.env' | 'tidings.yaml' | 'default';

export interface ConfigValue {
  readonly value: string;
  readonly origin: ValueOrigin;
  /** The spelling that the person used: `--url`, `TIDINGS_URL`. */
  readonly named: string;
}

export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** With `starttls` the connection fails if the server does not offer it. */
  readonly tls: 'starttls' | 'implicit' | 'none';
  readonly user?: string;
  readonly password?: string;
  /** A command for the shell that prints an access token (OAuth 2), in the place of a password. */
  readonly tokenCommand?: string;
}

/** Looks up a setting by its camelCase name, or a variable by its own name: flag, then environment, then `.env`. */
export type Lookup = (name: string) => ConfigValue | undefined;

/**
 * Layers the flags over the environment over the `.env` file of a publication. An empty variable counts as not set,
 * but an empty flag is meant: `--notice-pattern ''`.
 */
export async function lookupIn(
  directory: string,
  flags: Readonly<Record<string, string | undefined>>,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Lookup> {
  const file = parseEnv(await textOfFile(join(directory, '.env')).catch(absent));
  return (name) => {
    const flag = flags[name];
    if (flag !== undefined)
      return {
        value: flag,
        origin: 'flag',
        named: `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      };
    const variable = /^[A-Z][A-Z0-9_]*$/.test(name)
      ? name
      : `TIDINGS_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
    if (environment[variable]) return { value: environment[variable], origin: 'environment', named: variable };
    if (file[variable]) return { value: file[variable], origin: '.env', named: `${variable} in .env` };
    return undefined;
  };
}

/** The names of the variables for sending mail, for `tidings config` and the documentation. */
export const smtpVariables = [
  'SMTP_URL',
  'SMTP_HOST',
  'SMTP_PORT',
  'SMTP_USER',
  'SMTP_PASSWORD',
  'SMTP_PASSWORD_FILE',
  'SMTP_TOKEN_COMMAND',
  'SMTP_TLS',
] as const;

type SmtpVariable = (typeof smtpVariables)[number];

/** The variable's name for a named relay: `SMTP_BACKUP_URL`. Without a relay name it is unchanged. */
export function relayVariable(variable: SmtpVariable, relay?: string): string {
  if (relay === undefined) return variable;
  return variable.replace('SMTP', `SMTP_${relay.replaceAll('-', '_').toUpperCase()}`);
}

/**
 * Reads the mail server: `SMTP_URL`, or `SMTP_HOST` and its companions, which override the parts of the URL.
 * Undefined if neither is set. STARTTLS is required unless the host is this machine or `SMTP_TLS` says otherwise.
 * @param relay The name of one that takes over when that server fails; its variables hold the name.
 * @throws ProblemError with exit code 2; a password is never part of a message.
 */
export async function smtpSettings(
  lookup: Lookup,
  directory: string,
  relay?: string,
): Promise<SmtpSettings | undefined> {
  const named = (variable: SmtpVariable) => relayVariable(variable, relay);
  const read = (variable: SmtpVariable) => lookup(named(variable));
  const address = read('SMTP_URL');
  const url = address && urlOf(address);
  const host = read('SMTP_HOST')?.value ?? url?.hostname.replace(/^\[|\]$/g, '');
  if (host === undefined) return undefined;
  const tls = tlsOf({ set: read('SMTP_TLS'), port: read('SMTP_PORT')?.value ?? url?.port, url, host });
  const set = read('SMTP_PORT');
  const port = set ? portOf(set) : Number(url?.port) || (tls === 'implicit' ? 465 : tls === 'starttls' ? 587 : 25);
  const user = read('SMTP_USER')?.value ?? decoded(url?.username, named('SMTP_URL'));
  const password =
    (await secretOf(named('SMTP_PASSWORD'), 'password', lookup, directory)) ??
    decoded(url?.password, named('SMTP_URL'));
  const tokenCommand = tokenCommandOf(read('SMTP_TOKEN_COMMAND'), user, named('SMTP_USER'));
  return { host, port, tls, ...(user && { user }), ...(password && { password }), ...tokenCommand };
}

/** One of the servers that letters can be sent by. */
export interface RelaySettings {
  readonly smtp: SmtpSettings;
  /** As `send.relays` says it; the first server has none. */
  readonly name?: string;
  /** The header field by which the server recognises a message that it already has. */
  readonly idempotencyHeader?: string;
}

/**
 * The servers in the order in which they are tried: that of `SMTP_*`, if it is set, then each of `send.relays`.
 * @throws ProblemError with exit code 2, as `smtpSettings` does, and for a relay without variables, at its line.
 */
export async function relaysOf(
  { relays, idempotencyHeader }: SendSettings,
  { lookup, directory, at }: { lookup: Lookup; directory: string; at: Locate },
): Promise<readonly RelaySettings[]> {
  const first = await smtpSettings(lookup, directory);
  const all: RelaySettings[] = first ? [{ smtp: first, ...(idempotencyHeader && { idempotencyHeader }) }] : [];
  for (const [index, relay] of relays.entries()) {
    const smtp = await smtpSettings(lookup, directory, relay.name);
    if (smtp) {
      all.push({ ...relay, smtp });
      continue;
    }
    const [url, host] = [relayVariable('SMTP_URL', relay.name), relayVariable('SMTP_HOST', relay.name)];
    refuseVariable(
      `nothing says how to reach the relay "${relay.name}"`,
      `Set ${url}, or ${host} and its companions, in .env.`,
      at(['send', 'relays', index, 'name']),
    );
  }
  return all;
}

function urlOf({ value, named }: ConfigValue): URL {
  const url = URL.parse(value);
  if (!url || !/^smtps?:$/.test(url.protocol) || !url.hostname) {
    // The value holds a password, so it is not shown.
    refuseVariable(
      `${named} is not an SMTP address`,
      'Write it as smtps://user:password@host:465 or smtp://host:587; encode @ : / in the password as %40 %3A %2F.',
    );
  }
  return url;
}

interface Hints {
  readonly set: ConfigValue | undefined;
  readonly port: string | undefined;
  readonly url: URL | undefined;
  readonly host: string;
}

function tlsOf({ set, port, url, host }: Hints): SmtpSettings['tls'] {
  if (set) {
    if (set.value === 'starttls' || set.value === 'implicit' || set.value === 'none') return set.value;
    refuseVariable(`${set.named} is "${set.value}"`, 'Write starttls (port 587), implicit (port 465) or none.');
  }
  if (url?.protocol === 'smtps:' || port === '465') return 'implicit';
  return isLoopback(host) ? 'none' : 'starttls';
}

/** A token is one of a user, whom the server has to be told. */
export function tokenCommandOf(set: ConfigValue | undefined, user: string | undefined, named: string) {
  if (set && !user)
    refuseVariable(`${set.named} is set, and ${named} is not`, `Set ${named} to the user whose token it is.`);
  return set && { tokenCommand: set.value };
}

export function portOf(set: ConfigValue, example = 587): number {
  const port = Number(set.value);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  return refuseVariable(`${set.named} is "${set.value}"`, `Write a port number, such as ${example}.`);
}

/** A variable that may name a file in its place: `SMTP_PASSWORD`, `SMTP_PASSWORD_FILE`. */
export async function secretOf(
  variable: string,
  content: string,
  lookup: Lookup,
  directory: string,
): Promise<string | undefined> {
  const file = lookup(`${variable}_FILE`);
  if (!file) return lookup(variable)?.value;
  try {
    return (await readFile(resolve(directory, file.value), 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    return refuseVariable(
      `${file.named} names ${file.value}, which cannot be read (${(error as NodeJS.ErrnoException).code})`,
      `Name a readable file that holds nothing but the ${content}.`,
    );
  }
}

export function decoded(part: string | undefined, variable: string): string | undefined {
  if (!part) return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    return refuseVariable(`${variable} holds a % that is no escape`, 'Write a % in the user or password as %25.');
  }
}

function absent(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
  if (error.code === 'ENOTSUP')
    refuseVariable('.env is a pipe or a socket', 'Put a file in its place, or set the variables in the environment.');
  return refuseVariable(`.env cannot be read (${error.code})`, 'Make it readable for yourself: chmod 600 .env.');
}

export function refuseVariable(message: string, hint: string, place: ReturnType<Locate> = {}): never {
  const problem: Problem = { severity: 'error', rule: 'environment', message, hint, ...place };
  throw new ProblemError([problem], { exitCode: 2 });
}
