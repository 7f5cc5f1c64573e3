import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { type AskOptions, askWeb, NothingLearned, type RedirectWay } from './ask-web.ts';

/** The words by which a server knows that a document is still the same (RFC 9110, section 13). */
export interface FeedValidators {
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
}

/** The answer of a server: a document, that it has not changed, or why there is none, in words that may follow a colon. */
export type FeedAnswer =
  | (FeedValidators & {
      readonly bytes: Uint8Array;
      readonly contentType?: string | undefined;
      /** After all redirects. */
      readonly address: string;
      /** The address to ask from now on, after a permanent redirect. */
      readonly movedTo?: string | undefined;
    })
  | { readonly unchanged: true; readonly movedTo?: string | undefined }
  | {
      readonly fault: string;
      /** Milliseconds since 1970: the server asks not to be asked before. */
      readonly retryAt?: number | undefined;
    };

/** Of the document without its packing. Readers of feeds take up to 15 MB. */
const mostBytes = 20 * 1024 * 1024;

const usualTimeout = 30_000;

/** A server that asks for more patience is asked again all the same. */
const longestWait = 7 * 86_400_000;

const accept =
  'application/atom+xml, application/rss+xml, application/feed+json, application/json;q=0.9, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1';

/**
 * Asks for a feed, and only if it changed since the validators came. Never more than 20 MB of it are kept, however small
 * it was packed, and it has half a minute.
 * @param now Milliseconds since 1970.
 * @throws only the reason of the signal.
 */
export async function fetchFeed(
  url: string,
  validators: FeedValidators,
  now: number,
  options: AskOptions = {},
): Promise<FeedAnswer> {
  const { etag, lastModified } = validators;
  const headers = {
    accept,
    'accept-encoding': 'gzip, br, deflate',
    ...(etag !== undefined && { 'if-none-match': etag }),
    ...(lastModified !== undefined && { 'if-modified-since': lastModified }),
  };
  const asked = { timeout: usualTimeout, ...options, headers };
  try {
    return await askWeb(url, 'GET', undefined, asked, (response, way) => answerOf(response, way, now));
  } catch (error) {
    if (error instanceof NothingLearned) return { fault: error.message };
    throw error;
  }
}

async function answerOf(response: IncomingMessage, way: RedirectWay, now: number): Promise<FeedAnswer> {
  const { statusCode: status, statusMessage = '', headers } = response;
  const { address, movedTo } = way;
  if (status === 304) return { unchanged: true, ...(movedTo && { movedTo }) };
  if (status !== 200) {
    const retryAt = status === 429 || status === 503 ? retryTime(headers['retry-after'], now) : undefined;
    const fault = status === 410 ? 'the feed is gone for good (410)' : `the server answers ${status} ${statusMessage}`;
    return { fault: fault.trimEnd(), ...(retryAt !== undefined && { retryAt }) };
  }
  if (Number(headers['content-length']) > mostBytes) throw tooLarge();
  const bytes = await bytesOf(response);
  const { etag, 'last-modified': lastModified, 'content-type': contentType } = headers;
  return { bytes, address, movedTo, etag, lastModified, contentType };
}

async function bytesOf(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of unpacked(response)) {
      length += chunk.length;
      if (length > mostBytes) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    if (/^(Z_|ERR_.*BROTLI|ERR__ERROR)/.test(String((error as NodeJS.ErrnoException).code)))
      throw new NothingLearned('it cannot be unpacked');
    throw error;
  }
  return Buffer.concat(chunks);
}

function unpacked(response: IncomingMessage): Readable {
  const coding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (coding === 'identity' || coding === '') return response;
  const decoders = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress };
  const decoder = Object.hasOwn(decoders, coding) ? decoders[coding as keyof typeof decoders]() : undefined;
  if (!decoder) throw new NothingLearned(`it is packed in a way that nobody asked for (${coding})`);
  response.on('error', (error) => decoder.destroy(error));
  return response.pipe(decoder);
}

/** Seconds or a date (RFC 9110, section 10.2.3). */
function retryTime(written: string | undefined, now: number): number | undefined {
  if (written === undefined) return undefined;
  const at = /^\d{1,9}$/.test(written.trim()) ? now + Number(written) * 1000 : Date.parse(written);
  return Number.isNaN(at) ? undefined : Math.min(Math.max(at, now), now + longestWait);
}

function tooLarge(): NothingLearned {
  return new NothingLearned(`it is larger than ${mostBytes / 1024 / 1024} MB`);
}
