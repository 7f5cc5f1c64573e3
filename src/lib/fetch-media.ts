import { lookup } from 'node:dns/promises';
import { type IncomingMessage, request } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { describeImage, type Media } from './media.ts';
import { isPublicAddress } from './public-address.ts';

export interface FetchMediaOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds that a question may take, its redirects included. */
  readonly timeout?: number;
  /** The IP addresses of a host. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
  /** Whether an IP address may be asked. */
  readonly isAllowed?: (address: string) => boolean;
}

/** What a file is as far as the web tells, or why nothing could be learned, in words that may follow a colon. */
export type MediaAnswer = Partial<Media> | { readonly fault: string };

class NothingLearned extends Error {}

/** A picture shows its size early; what comes later is never read. */
const imageBytes = 64 * 1024;
const maxRedirects = 5;

/**
 * Asks the web what a file is. Of an image the beginning is read, of other files nothing but the headers. No address
 * that leads into this machine or its network is asked, whatever a name resolves to and a redirect says.
 * @throws only the reason of the signal.
 */
export async function fetchMedia(
  url: string,
  kind: 'image' | 'file',
  options: FetchMediaOptions = {},
): Promise<MediaAnswer> {
  try {
    return await (kind === 'image' ? fetchImage(url, options) : fetchHeaders(url, options));
  } catch (error) {
    if (error instanceof NothingLearned) return { fault: error.message };
    throw error;
  }
}

async function fetchImage(url: string, options: FetchMediaOptions): Promise<Partial<Media>> {
  return ask(url, 'GET', imageBytes, options, async (response) => {
    refuseFailure(response);
    const type = typeOf(response);
    const bytes = await beginningOf(response);
    const image = await describeImage(bytes);
    if (!image && !type?.startsWith('image/'))
      throw new NothingLearned(`what comes from there is no picture${type ? ` but ${type}` : ''}`);
    const isWhole = response.statusCode === 200 && bytes.length < imageBytes && !isPacked(response);
    const length = isWhole ? bytes.length : lengthOf(response);
    // No file is shorter than its beginning.
    return { ...(type && { type }), ...image, ...(length && length >= bytes.length && { length }) };
  });
}

async function fetchHeaders(url: string, options: FetchMediaOptions): Promise<Partial<Media>> {
  const head = await ask(url, 'HEAD', undefined, options, async (response) =>
    isSuccess(response) ? headersOf(response) : undefined,
  );
  if (head?.length) return head;
  // Some servers refuse HEAD or answer it without a length. The range of one byte tells the length of the whole.
  return ask(url, 'GET', 1, options, async (response) => {
    refuseFailure(response);
    return headersOf(response);
  });
}

/** Opens an address, follows its redirects and lets `read` take what it needs before the connection is cut. */
async function ask<Answer>(
  url: string,
  method: 'GET' | 'HEAD',
  bytes: number | undefined,
  options: FetchMediaOptions,
  read: (response: IncomingMessage) => Promise<Answer>,
): Promise<Answer> {
  const { signal: stop, timeout = 5000 } = options;
  const limit = AbortSignal.timeout(timeout);
  const signal = stop ? AbortSignal.any([stop, limit]) : limit;
  try {
    const response = await follow(url, (hop) => open(hop, method, bytes, signal, options));
    try {
      return await read(response);
    } finally {
      response.destroy();
    }
  } catch (error) {
    stop?.throwIfAborted();
    if (error instanceof NothingLearned) throw error;
    throw new NothingLearned(limit.aborted ? `no answer in ${timeout / 1000} s` : reasonOf(error as Error));
  }
}

async function follow(url: string, open: (url: URL) => Promise<IncomingMessage>): Promise<IncomingMessage> {
  let hop = new URL(url);
  for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
    const response = await open(hop);
    const { location } = response.headers;
    if (location === undefined || ![301, 302, 303, 307, 308].includes(response.statusCode!)) return response;
    response.destroy();
    const next = URL.parse(location, hop.href);
    if (!next || !/^https?:$/.test(next.protocol)) throw new NothingLearned('it leads to what is no web address');
    hop = next;
  }
  throw new NothingLearned(`it is redirected more than ${maxRedirects} times`);
}

async function open(
  url: URL,
  method: 'GET' | 'HEAD',
  bytes: number | undefined,
  signal: AbortSignal,
  { resolve = addressesOf, isAllowed = isPublicAddress }: FetchMediaOptions,
): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // Only names are looked up.
  if (isIP(host) && !isAllowed(host)) throw notPublic(host);
  const headers = {
    'user-agent': 'Tidings',
    'accept-encoding': 'identity',
    ...(bytes !== undefined && { range: `bytes=0-${bytes - 1}` }),
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

/** Checks the very addresses that are connected to, so that a name cannot lead elsewhere the second time it is asked. */
function checked(
  resolve: NonNullable<FetchMediaOptions['resolve']>,
  isAllowed: (address: string) => boolean,
): LookupFunction {
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

async function beginningOf(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= imageBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, imageBytes);
}

function isSuccess({ statusCode }: IncomingMessage): boolean {
  return statusCode === 200 || statusCode === 206;
}

function refuseFailure(response: IncomingMessage): void {
  if (isSuccess(response)) return;
  throw new NothingLearned(`the server answers ${response.statusCode} ${response.statusMessage}`.trimEnd());
}

function headersOf(response: IncomingMessage): Partial<Media> {
  const type = typeOf(response);
  const length = lengthOf(response);
  return { ...(type && { type }), ...(length && { length }) };
}

function typeOf({ headers }: IncomingMessage): string | undefined {
  return /^[a-z]+\/[a-z0-9][a-z0-9.+-]*(?=\s*(;|$))/i.exec(headers['content-type'] ?? '')?.[0].toLowerCase();
}

/** Of the whole file. A length of 0 is what servers say that do not know it. */
function lengthOf(response: IncomingMessage): number | undefined {
  const { headers, statusCode } = response;
  if (isPacked(response)) return undefined;
  const told =
    statusCode === 206
      ? /^bytes 0-\d+\/(\d{1,15})$/.exec(headers['content-range'] ?? '')?.[1]
      : /^\d{1,15}$/.exec(headers['content-length'] ?? '')?.[0];
  return Number(told) || undefined;
}

/** Whether what comes is compressed for the way: then neither its bytes nor its length are those of the file. */
function isPacked({ headers }: IncomingMessage): boolean {
  return (headers['content-encoding'] ?? 'identity') !== 'identity';
}

function reasonOf(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOTFOUND') return 'there is no such host';
  return error.code ?? error.message;
}
