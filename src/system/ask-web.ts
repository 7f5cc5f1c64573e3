import { lookup } from 'node:dns/promises';
import { type IncomingMessage, request } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.ts';

export interface AskOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds that a request may take, its redirects included. */
  readonly timeout?: number;
  /** The IP addresses of a host. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
  /** Whether an IP address may be asked. */
  readonly isAllowed?: (address: string) => boolean;
  /** Fields of the request in addition to the usual ones, or in their place; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The way that an answer came. */
export interface RedirectWay {
  /** The address that answered. */
  readonly address: string;
  /** The address to ask from now on, if the first redirects were permanent ones. */
  readonly movedTo?: string;
}

/** Why a request had no answer, in words that may follow a colon. */
export class NothingLearned extends Error {}

const maxRedirects = 5;

/**
 * Opens an address, follows its redirects and lets `read` take what it needs before the connection is closed. No address
 * that leads into this machine or its network is asked, whatever a name resolves to and a redirect says.
 * @throws NothingLearned, or the reason of the signal.
 */
export async function askWeb<Answer>(
  url: string,
  method: 'GET' | 'HEAD',
  bytes: number | undefined,
  options: AskOptions,
  read: (response: IncomingMessage, way: RedirectWay) => Promise<Answer>,
): Promise<Answer> {
  const { signal: stop, timeout = 5000 } = options;
  const limit = AbortSignal.timeout(timeout);
  const signal = stop ? AbortSignal.any([stop, limit]) : limit;
  try {
    const { response, ...way } = await follow(url, (hop) => open(hop, method, bytes, signal, options));
    try {
      return await read(response, way);
    } finally {
      response.destroy();
    }
  } catch (error) {
    stop?.throwIfAborted();
    if (error instanceof NothingLearned) throw error;
    throw new NothingLearned(limit.aborted ? `no answer in ${timeout / 1000} s` : reasonOf(error as Error));
  }
}

async function follow(
  url: string,
  open: (url: URL) => Promise<IncomingMessage>,
): Promise<RedirectWay & { readonly response: IncomingMessage }> {
  let hop = new URL(url);
  let movedTo: string | undefined;
  let isPermanent = true;
  for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
    const response = await open(hop);
    const { location } = response.headers;
    const status = response.statusCode!;
    if (location === undefined || ![301, 302, 303, 307, 308].includes(status))
      return { response, address: hop.href, ...(movedTo !== undefined && { movedTo }) };
    response.destroy();
    const next = URL.parse(location, hop.href);
    if (!next || !/^https?:$/.test(next.protocol)) throw new NothingLearned('it leads to what is no web address');
    hop = next;
    isPermanent &&= status === 301 || status === 308;
    if (isPermanent) movedTo = next.href;
  }
  throw new NothingLearned(`it is redirected more than ${maxRedirects} times`);
}

async function open(
  url: URL,
  method: 'GET' | 'HEAD',
  bytes: number | undefined,
  signal: AbortSignal,
  { resolve = addressesOf, isAllowed = isPublicAddress, headers: own }: AskOptions,
): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // Only names are looked up.
  if (isIP(host) && !isAllowed(host)) throw notPublic(host);
  const headers = {
    'user-agent': 'Tidings',
    'accept-encoding': 'identity',
    ...(bytes !== undefined && { range: `bytes=0-${bytes - 1}` }),
    ...own,
  };
  const send = url.protocol === 'https:' ? requestSecurely : request;
  return new Promise((settle, reject) => {
    // No agent of the process: it might keep the connection, or go through a proxy, where no address can be checked.
    send(url, { method, headers, signal, agent: false, lookup: checked(resolve, isAllowed) })
      .on('response', settle)
      .on('error', reject)
      .end();
  });
}

/** Checks the addresses that the socket connects to, so that a second DNS answer cannot lead elsewhere (rebinding). */
function checked(resolve: NonNullable<AskOptions['resolve']>, isAllowed: (address: string) => boolean): LookupFunction {
  return (host, { all }, done) => {
    resolve(host).then(
      (addresses) => {
        const found = addresses.map((address) => ({ address, family: isIP(address) }));
        if (!addresses.every(isAllowed)) done(notPublic(host), '', 0);
        else if (all) done(null, found);
        else done(null, found[0]!.address, found[0]!.family);
      },
      (error) => done(error, '', 0),
    );
  };
}

async function addressesOf(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

function notPublic(host: string): NothingLearned {
  return new NothingLearned(`${host} is not on the public internet`);
}

function reasonOf(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOTFOUND') return 'there is no such host';
  return error.code ?? error.message;
}
